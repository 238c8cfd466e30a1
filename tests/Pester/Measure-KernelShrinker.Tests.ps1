#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh: what an admin does with shrinkers. Run by ./build.ps1 Pester.
# Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Trace = Join-Path $PSScriptRoot '../Fixtures/6.12.107+deb13-amd64/shrinkers/trace.txt'
}

Describe 'Measure-KernelShrinker with a saved trace' {
    It 'sorts, groups and sums' {
        $activities = Measure-KernelShrinker -Path $Trace
        ($activities | Measure-Object Calls -Sum).Sum | Should -Be 196
        ($activities | Sort-Object Freed -Descending)[0].Function | Should -Be 'super_cache_scan'
        ($activities | Group-Object Name | Where-Object Name -eq 'sb-*').Count | Should -Be 5
    }

    It 'takes files from Get-ChildItem and text from Get-Content' {
        (Get-ChildItem $Trace | Measure-KernelShrinker).Count | Should -Be 8
        (Get-Content $Trace | Measure-KernelShrinker).Count | Should -Be 8
    }

    It 'says who waited for it' {
        $callers = Measure-KernelShrinker -Path $Trace | ForEach-Object Callers | Where-Object Kind -eq DirectReclaim
        $callers.Name | Sort-Object -Unique | Should -Be 'indexer'
    }

    It 'shows a table that fits 100 columns' {
        $lines = (Measure-KernelShrinker -Path $Trace | Out-String -Width 100) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
        $lines -match 'kswapd0 52 %, indexer 48 %' | Should -Not -BeNullOrEmpty
        $lines -match '89 % deferred' | Should -Not -BeNullOrEmpty
    }

    It 'writes a sheet' {
        $sheet = Measure-KernelShrinker -Path $Trace | ConvertTo-Csv | ConvertFrom-Csv
        $sheet[0].By | Should -Be 'kswapd0 99 %, indexer 1 %'
        $sheet[0].Freed | Should -Be 33355
    }
}
