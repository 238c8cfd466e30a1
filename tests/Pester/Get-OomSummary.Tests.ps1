#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh: incidents. Run by ./build.ps1 Pester.
# Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Fixtures = Join-Path $PSScriptRoot '../Fixtures'
    $script:Storm = Join-Path $Fixtures '5.10.0-32-amd64/storm-global/console.log.gz'
}

Describe 'Get-OomSummary' {
    It 'makes one incident of two hundred kills' {
        $incident = Get-OomSummary -Path $Storm
        @($incident).Count | Should -Be 1
        $incident.Count | Should -Be 200
        $incident.CompleteCount | Should -Be 142
        $incident.KernelSuppressedCount | Should -Be 58
        $incident.Victims.Name | Should -Be 'hog'
        $incident.Samples.Count | Should -Be 12
    }

    It 'counts what a limit held back' {
        (Get-OomReport -Path $Storm | Limit-OomReport | Get-OomSummary).Count | Should -Be 200
    }

    It 'keeps logs without a host name apart' {
        $logs = Get-ChildItem $Fixtures -Recurse -Filter console.log
        $summaries = $logs | Get-OomSummary
        ($summaries | Where-Object Count -gt 0).Count | Should -Be $summaries.Count
        ($summaries | ForEach-Object Source | Where-Object { -not $_ }) | Should -BeNullOrEmpty
        ($summaries | Measure-Object Count -Sum).Sum | Should -Be @($logs | Get-OomReport).Count
        $summaries[0].Outcome | Should -Be 'Panicked'
    }

    It 'shows the sentence first' {
        $lines = (Get-OomSummary -Path $Storm | Out-String -Width 120).Trim() -split "`n"
        $lines[0] | Should -BeLike '*200 kills in 1 min 18 s (153 a minute), all hog*'
    }

    It 'fits a table and a CSV file' {
        Get-OomSummary -Path $Storm | Format-Table | Out-String -Width 100 | Should -Match '200\s+200 Global'
        $row = Get-OomSummary -Path $Storm | ConvertTo-Csv | ConvertFrom-Csv
        $row.Count | Should -Be '200'
        $row.Victims | Should -Not -Match 'OomTools\.'
    }

    It 'survives CLIXML with its samples' {
        $file = Join-Path $TestDrive 'summary.xml'
        Get-OomSummary -Path $Storm | Export-Clixml $file
        $back = Import-Clixml $file
        $back.Samples[0].Tasks.Count | Should -BeGreaterThan 3
        ($back.Samples | Limit-OomReport 1)[-1].Count | Should -Be 11
        $back | Out-String -Width 120 | Should -Match '200 kills in'
    }

    It 'asks the running kernel on demand' -Skip:(-not $IsLinux) {
        $incident = Get-OomSummary -Path $Storm -WithLive
        $counter = (Get-VmStat oom_kill -ErrorAction SilentlyContinue).Value
        if ($null -ne $counter) { $incident.KernelKillCount | Should -BeGreaterOrEqual 0 }
    }
}
