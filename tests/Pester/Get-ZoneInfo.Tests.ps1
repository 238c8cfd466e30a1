#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Before = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/before'
    $script:During = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/during'
}

Describe 'Get-ZoneInfo in a pipeline' {
    It 'gives watermarks in bytes' {
        $zone = Get-ZoneInfo -Root $During | Where-Object Name -eq 'DMA32'
        $zone.Min | Should -Be (920 * 4096)
        $zone.Managed | Should -Be (48463 * 4096)
        $zone.FreeBlocks.Count | Should -Be 11
    }

    It 'finds zones below their watermark' {
        (Get-ZoneInfo -Root $Before | Where-Object { $_.Managed -and $_.Free -lt $_.Low }) | Should -BeNullOrEmpty
    }

    It 'sums the free pages of the CPUs' {
        (Get-ZoneInfo -Root $During | Measure-Object FreePerCpu -Sum).Sum | Should -BeGreaterThan 0
    }
}
