#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Before = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/before'
    $script:During = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/during'
}

Describe 'Get-SlabInfo in a pipeline' {
    It 'puts the largest first' {
        $top = Get-SlabInfo -Root $During -Top 3
        $top[0].Name | Should -Be 'signal_cache'
        $top[0].Bytes | Should -Be (3099 * 4 * 4096)
        $top[0].ActiveBytes | Should -Be (43380 * 1152)
    }

    It 'sorts, filters and sums' {
        (Get-SlabInfo -Root $During | Sort-Object ActiveObjects -Descending | Select-Object -First 1).Name | Should -Be 'ftrace_event_field'
        (Get-SlabInfo -Root $During | Where-Object Fill -lt 0.5).Count | Should -BeGreaterThan 0
        (Get-SlabInfo -Root $During sock_inode_cache, signal_cache | Measure-Object Bytes -Sum).Sum | Should -Be ((3099 * 4 + 2282 * 4) * 4096)
    }

    It 'finds a cache by the name that was merged into it' {
        (Get-SlabInfo -Root $During UNIX).Name | Should -Be 'signal_cache'
    }

    It 'exports a sheet whose cells are text' {
        $csv = Get-SlabInfo -Root $During -Top 5 | ConvertTo-Csv
        $csv | Where-Object { $_ -match 'System\.|OomTools\.' } | Should -BeNullOrEmpty
        ($csv | ConvertFrom-Csv)[0].Bytes | Should -Be (3099 * 4 * 4096)
    }

    It 'survives Export-Clixml' {
        Get-SlabInfo -Root $During UNIX | Export-Clixml (Join-Path $TestDrive 's.xml')
        $back = Import-Clixml (Join-Path $TestDrive 's.xml')
        $back | Should -BeOfType ([OomTools.SlabCache])
        $back.Aliases | Should -Contain 'UNIX-STREAM'
    }

    It 'says what grew between two readings' {
        $caches = Get-SlabInfo -Root $During -Interval 0.05 -Count 2 -Top 2
        $caches.Count | Should -Be 4
        $caches.Delta | Should -Be 0, 0, 0, 0
    }

    It 'fits 100 columns' {
        (((Get-SlabInfo -Root $During | Out-String -Width 100) -replace "`e\[[0-9;]*m") -split "`n" | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
    }
}

Describe 'Get-SlabInfo here' -Skip:(-not $IsLinux) {
    It 'reads the running kernel, or says that it needs root' {
        $caches = Get-SlabInfo -ErrorVariable problems -ErrorAction SilentlyContinue
        if ($problems) { $problems[0].FullyQualifiedErrorId | Should -Be 'SystemFileAccessDenied,OomTools.Commands.GetSlabInfoCommand' }
        else { $caches.Name | Should -Contain 'dentry' }
    }
}
