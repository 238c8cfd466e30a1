#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Before = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/before'
    $script:During = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/during'
}

Describe 'Get-VmStat in a pipeline' {
    It 'gives each counter with its group' {
        (Get-VmStat -Root $During nr_free_pages).Value | Should -Be 4314
        (Get-VmStat -Root $During | Where-Object Group -eq Oom).Name | Should -Contain 'oom_kill'
        (Get-VmStat -Root $During | Group-Object Group).Count | Should -BeGreaterThan 8
    }

    It 'gives rates between readings, each with its time' {
        $rounds = Get-VmStat -Root $During oom_kill, nr_free_pages -Interval 0.05 -Count 3
        $rounds.Count | Should -Be 6
        ($rounds | Group-Object Time).Count | Should -Be 3
        ($rounds | Measure-Object Delta -Sum).Sum | Should -Be 0
    }

    It 'stops when Select-Object has enough' {
        (Get-VmStat -Root $During -Interval 0.01 | Select-Object -First 1).Name | Should -Be 'nr_free_pages'
    }

    It 'derives ratios with what they were made of' {
        $ratios = Get-VmStat -Root $During -Derived
        $ratios.Name | Should -Contain 'DirectReclaimShare'
        ($ratios | Where-Object Name -eq 'RefaultRate').Denominator | Should -Be ([double](Get-Content (Join-Path $During 'proc/uptime')).Split(' ')[0])
    }
}

Describe 'Get-VmStat here' -Skip:(-not $IsLinux) {
    It 'counts what happens' {
        $counters = Get-VmStat pgfault -Interval 0.2 -Count 1
        $counters.Value | Should -BeGreaterThan 0
        $counters.Rate | Should -Not -BeNullOrEmpty
    }
}
