#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Before = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/before'
    $script:During = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/during'
}

Describe 'Get-BuddyInfo in a pipeline' {
    It 'gives free blocks and the largest order still free' {
        $zone = Get-BuddyInfo -Root $During | Where-Object Zone -eq 'DMA32'
        $zone.FreeBlocks | Should -Be 0, 1, 2, 2, 3, 1, 4, 0, 1, 1, 0
        $zone.LargestFreeOrder | Should -Be 9
    }

    It 'gives blocks by migrate type, which add up' {
        $types = Get-BuddyInfo -Root $During -MigrateType | Group-Object Zone -AsHashTable -AsString
        $types['DMA32'].MigrateType | Should -Contain 'Unmovable'
        $types['DMA32'].Count | Should -Be 6
        ($types['DMA32'] | Where-Object MigrateType -eq 'Movable').LargestFreeOrder | Should -Be 9
    }

    It 'sorts by free bytes' {
        (Get-BuddyInfo -Root $During | Sort-Object FreeBytes -Descending | Select-Object -First 1).Zone | Should -Be 'DMA'
    }
}
