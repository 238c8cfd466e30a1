#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the capture.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Capture = Join-Path $PSScriptRoot '../Fixtures/6.18-cgroup-v1/candidates'
}

Describe 'Get-OomCandidate in a pipeline' {
    It 'puts whom the kernel killed first' {
        $killed = (Get-Content (Join-Path $Capture 'truth.json') -Raw | ConvertFrom-Json).killed[0].pid
        (Get-OomCandidate -CgroupPath job -Root $Capture | Select-Object -First 1).Pid | Should -Be $killed
    }

    It 'sorts by any part of the score' {
        $largest = Get-OomCandidate -Root $Capture | Sort-Object Rss -Descending | Select-Object -First 1
        $largest.Name | Should -Be 'database'
        $largest.Rss | Should -Be 32664KB
    }

    It 'groups by exemption' {
        $groups = Get-OomCandidate -IncludeKernelThread -Root $Capture | Group-Object Exemption -AsHashTable -AsString
        $groups['None'].Count | Should -Be 6
        $groups['KernelThread'].Count | Should -Be 2
        $groups['Skipped'].Name | Should -Be 'spawner'
    }

    It 'sums what kills would free' {
        (Get-OomCandidate -CgroupPath job -Root $Capture | Measure-Object Freeable -Sum).Sum |
            Should -Be (1KB * (31024 + 108 + 8408 + 64 + 12452 + 68 + 13480 + 76 + 7156 + 72 + 188 + 48))
    }

    It 'survives Export-Clixml and keeps its view' {
        $file = Join-Path $TestDrive 'c.xml'
        Get-OomCandidate -Root $Capture | Export-Clixml $file
        $back = Import-Clixml $file
        $back[0].Score | Should -Be (Get-OomCandidate -Top 1 -Root $Capture).Score
        ($back | Out-String -Width 100) | Should -Be (Get-OomCandidate -Root $Capture | Out-String -Width 100)
    }

    It 'exports sheets' {
        $csv = Get-OomCandidate -Root $Capture | ConvertTo-Csv | ConvertFrom-Csv
        $csv[0].Name | Should -Be 'cache'
        $csv[0].PSObject.Properties.Name | Should -Contain 'Adjustment'
    }
}

Describe 'Get-OomCandidate here' -Skip:(-not $IsLinux) {
    It 'ranks this very process' {
        $own = Get-OomCandidate | Where-Object Pid -eq $PID
        $own.Rank | Should -BeGreaterThan 0
        $own.Score | Should -BeGreaterThan 1000
    }

    It 'says what is not there' {
        { Get-OomCandidate -CgroupPath no/such/cgroup -ErrorAction Stop } | Should -Throw -ErrorId 'CgroupNotFound,*'
    }
}
