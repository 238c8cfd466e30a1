#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Call sites and remedies in a real pwsh. Run by ./build.ps1 Pester.
# Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Leak = Join-Path $PSScriptRoot '../Fixtures/6.12.107-own/driver-leak/during'
    $script:Traced = Join-Path $PSScriptRoot '../Fixtures/6.12.107+deb13-amd64/slab-sockets-traced/during'
}

Describe 'Get-AllocationSite' {
    It 'finds the module that leaks by grouping' {
        $largest = Get-AllocationSite -Root $Leak | Where-Object Module | Group-Object Module |
            ForEach-Object { [pscustomobject]@{ Module = $_.Name; Bytes = ($_.Group | Where-Object IsOverlap -eq $false | Measure-Object Bytes -Sum).Sum } } |
            Sort-Object Bytes -Descending | Select-Object -First 1
        $largest.Module | Should -Be 'oomleak'
        $largest.Bytes | Should -Be (41943040 + 31457280 + 21012480 + 10485760)
    }

    It 'exports to CSV without type names' {
        $csv = Join-Path $TestDrive 'sites.csv'
        Get-AllocationSite -Root $Traced -Top 3 -WarningAction Ignore | Export-Csv $csv
        (Import-Csv $csv)[0].Function | Should -Be 'sk_prot_alloc'
        Get-Content $csv | Where-Object { $_ -match 'OomTools\.|System\.|\[\]' } | Should -BeNullOrEmpty
    }

    It 'survives Export-Clixml' {
        $xml = Join-Path $TestDrive 'sites.xml'
        $before = Get-AllocationSite -Root $Traced -Top 1 -WarningAction Ignore
        $before | Export-Clixml $xml
        $after = Import-Clixml $xml
        $after | Should -BeOfType ([OomTools.AllocationSite])
        $after.CallTrace | Should -Be $before.CallTrace
        $after.Bytes | Should -Be (39819 * 1216)
    }

    It 'shows slab, shrinker and call site in one row of 100 columns' {
        $text = (Get-SlabInfo -Top 5 -WithShrinker -WithAllocationSite -Root $Leak -WarningAction Ignore | Out-String -Width 100) -replace "`e\[[0-9;]*m"
        $text | Should -Match 'xfrm_dst +42.7 MiB.*oomleak_cache'
        ($text -split "`n" | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
    }
}

Describe 'Remedies' {
    It 'takes processes from Get-Process, with their start times' {
        $output = Get-Process -Id $PID | Set-OomScoreAdjustment 10 -WhatIf -ErrorVariable problems
        $output | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
    }

    It 'leaves a process alone that got the number of another' {
        [pscustomobject]@{ Id = $PID; StartTime = (Get-Date).AddHours(-1) } |
            Set-OomScoreAdjustment 10 -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'ProcessReplaced,OomTools.Commands.SetOomScoreAdjustmentCommand'
    }

    It 'refuses a captured tree' {
        Clear-KernelCache Slab -Root $Leak -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
    }

    It 'has a topic with an example that parses' {
        Get-Help about_OomTools_Remediation | Out-String | Should -Match 'Protect-Memory'
        $example = Join-Path (Get-Module OomTools).ModuleBase 'examples/Protect-Memory.ps1'
        { [scriptblock]::Create((Get-Content $example -Raw)) } | Should -Not -Throw
    }
}
