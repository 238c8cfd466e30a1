#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh: reports against each other. Run by ./build.ps1 Pester.
# Expected values are what a person reads in the captures under tests/Fixtures: slab-unix has slab_unreclaimable:21907 and 22304 pages.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:SlabLog = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/console.log'
    $script:Storm = Join-Path $PSScriptRoot '../Fixtures/5.10.0-32-amd64/storm-global/console.log.gz'
}

Describe 'Compare-OomReport' {
    It 'says what changed from one report to the next' {
        $row = Get-OomReport -Path $SlabLog | Compare-OomReport | Where-Object Name -eq SlabUnreclaimable
        $row.Reference | Should -Be (21907 * 4096)
        $row.Difference | Should -Be (22304 * 4096)
    }

    It 'sorts by what any column says' {
        $rows = Get-OomReport -Path $SlabLog | Compare-OomReport -Area Task | Sort-Object Delta
        $rows[0].Name | Should -Be 'rsyslogd'
    }

    It 'puts the sentence above the table once' {
        $text = Get-OomReport -Path $SlabLog | Compare-OomReport -Top 20 | Out-String -Width 120
        [regex]::Matches($text, 'less anonymous memory').Count | Should -Be 1
        $text | Should -Match '(?m)^Area\s+Name\s+Reference'
    }

    It 'compares sets' {
        $rows = Compare-OomReport (Get-OomReport -Path $Storm | Where-Object IsComplete) (Get-OomReport -Path $SlabLog)
        $rows[0].ReferenceCount | Should -Be 142
        $rows[0].DifferenceCount | Should -Be 2
    }

    It 'compares with the running machine' -Skip:(-not $IsLinux) {
        $rows = Get-OomReport -Path $SlabLog -Newest 1 | Compare-OomReport -WithLive
        ($rows | Where-Object Name -eq TotalMemory).Difference | Should -BeGreaterThan 0
    }

    It 'takes reports that travelled as JSON' {
        $json = Get-OomReport -Path $SlabLog | ConvertTo-Json -Depth 6
        $rows = $json | ConvertFrom-Json | Compare-OomReport
        $live = Get-OomReport -Path $SlabLog | Compare-OomReport
        ($rows.Delta -join ' ') | Should -Be ($live.Delta -join ' ')
        ($rows.Name -join ' ') | Should -Be ($live.Name -join ' ')
    }

    It 'says which sides it misses' {
        { Get-OomReport -Path $Storm | Compare-OomReport -ErrorAction Stop } | Should -Throw -ErrorId 'NotTwoReports*'
    }
}
