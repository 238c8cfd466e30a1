#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Fixtures = Join-Path $PSScriptRoot '../Fixtures'
    $script:Tree = Join-Path $Fixtures '7.3.4+deb13-amd64/slab-unix/during'
    $script:HighOrder = Join-Path $Fixtures '5.10.0-32-amd64/high-order/console.log'
}

Describe 'Test-PageAllocation of a captured system' {
    It 'says for each zone whether it would succeed' {
        $tests = Test-PageAllocation -Order 9 -Root $Tree
        $tests.Zone | Should -Be 'DMA', 'DMA32'
        $tests.Verdict | Should -Be 'Succeeds', 'Shortage'
        $tests[1].Free | Should -Be (1146 * 4KB)
    }

    It 'answers with true or false' {
        Test-PageAllocation 0 -Root $Tree -Quiet | Should -BeTrue
        Test-PageAllocation 20 -Root $Tree -Quiet | Should -BeFalse
    }

    It 'compares orders' {
        $largest = 0..10 | Where-Object { Test-PageAllocation $_ -Root $Tree -Quiet } | Select-Object -Last 1
        $largest | Should -Be 10
    }
}

Describe 'Test-PageAllocation of reports' {
    It 'agrees that the request failed' {
        $tests = Get-OomReport -Path $HighOrder | Test-PageAllocation
        $tests.Agrees | Select-Object -Unique | Should -Be $true
        $tests.Verdict | Select-Object -Unique | Should -Be 'Fragmentation'
    }

    It 'agrees with every shipped report or says what is missing' {
        Get-ChildItem $Fixtures -Recurse -Filter console.log | Get-OomReport | Test-PageAllocation |
            Where-Object { -not $_.Agrees -and -not $_.Missing } | Should -BeNullOrEmpty
    }

    It 'takes reports that were saved' {
        $file = Join-Path $TestDrive 'r.xml'
        Get-OomReport -Path $HighOrder | Export-Clixml $file
        (Import-Clixml $file | Test-PageAllocation).Reason | Should -Be (Get-OomReport -Path $HighOrder | Test-PageAllocation).Reason
    }
}

Describe 'Test-PageAllocation here' -Skip:(-not $IsLinux) {
    It 'has a page to give' {
        Test-PageAllocation -Order 0 -Quiet | Should -BeTrue
    }
}
