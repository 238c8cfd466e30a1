#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Before = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/before'
    $script:During = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/during'
}

Describe 'Compare-MemorySnapshot' {
    BeforeAll {
        $script:One = Get-MemorySnapshot -Root $Before
        $script:Two = Get-MemorySnapshot -Root $During
    }

    It 'puts the cache that grew first' {
        $rows = Compare-MemorySnapshot $One $Two
        $rows[0].Name | Should -Be 'signal_cache'
        $rows[0].Delta | Should -Be ((3099 - 6) * 4 * 4096)
        $rows[0].Note | Should -Match 'UNIX'
    }

    It 'takes two from the pipeline, saved ones too' {
        $file = Join-Path $TestDrive 'm.xml'
        $One, $Two | Export-Clixml $file
        $rows = Import-Clixml $file | Compare-MemorySnapshot -Top 3
        $rows.Name | Should -Be 'signal_cache', 'SlabUnreclaimable', 'sock_inode_cache'
    }

    It 'chooses areas, and sorts and filters' {
        (Compare-MemorySnapshot $One $Two -Area Memory | Sort-Object Delta | Select-Object -First 1).Name | Should -Be 'FreeMemory'
        Compare-MemorySnapshot $One $Two -Area Slab | Where-Object Rate -gt 1MB | ForEach-Object Name | Should -Be 'signal_cache', 'sock_inode_cache'
    }

    It 'shows the sentence above the table' {
        $text = (Compare-MemorySnapshot $One $Two -Top 3 | Out-String -Width 100) -replace "`e\[[0-9;]*m"
        ($text -split "`n" | Where-Object { $_.Trim() } | Select-Object -First 1) | Should -Match '^In 12 s: 64\.7 MiB more unreclaimable slab'
        ($text -split "`n" | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
    }

    It 'exports raw numbers' {
        ($One, $Two | Compare-MemorySnapshot -Top 1 | ConvertTo-Csv | ConvertFrom-Csv).Delta | Should -Be ((3099 - 6) * 4 * 4096)
    }
}

Describe 'Compare-MemorySnapshot here' -Skip:(-not $IsLinux) {
    It 'compares a saved snapshot with the running machine' {
        $saved = Get-MemorySnapshot -WarningAction SilentlyContinue
        $rows = $saved | Compare-MemorySnapshot -Top 5 -WarningAction SilentlyContinue
        $rows.Count | Should -Be 5
        $rows[0].Rate | Should -Not -BeNullOrEmpty
    }
}
