#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh: the pipelines a user builds. Run by ./build.ps1 Pester.
# Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Fixtures = Join-Path $PSScriptRoot '../Fixtures'
    $script:MySqlLog = Join-Path $Fixtures '5.10.0-32-amd64/global-anon/console.log'
    $script:SlabLog = Join-Path $Fixtures '7.3.4+deb13-amd64/slab-unix/console.log'
}

Describe 'Get-OomReport in a pipeline' {
    It 'sorts by the size of the victim' {
        $top = Get-OomReport -Path $MySqlLog | Sort-Object VictimRss -Descending | Select-Object -First 5
        $top.VictimPid | Should -Be 432, 430, 431
        $top[0].VictimRss | Should -Be ((160976 + 4 + 704) * 1KB)
    }

    It 'filters with Where-Object on what the table shows' {
        (Get-OomReport -Path $MySqlLog | Where-Object Order -eq 0).Count | Should -Be 3
        Get-OomReport -Path $MySqlLog | Where-Object Kind -eq 'Cgroup' | Should -BeNullOrEmpty
    }

    It 'stops reading when Select-Object has enough' {
        (Get-OomReport -Path $MySqlLog | Select-Object -First 1).VictimPid | Should -Be 431
    }

    It 'takes files from Get-ChildItem' {
        $reports = Get-ChildItem $Fixtures -Recurse -Filter console.log | Get-OomReport
        ($reports | Group-Object Source).Count | Should -BeGreaterThan 5
    }

    It 'takes text from Get-Content' {
        (Get-Content $MySqlLog | Get-OomReport).VictimPid | Should -Be 431, 430, 432
    }

    It 'takes one string with the whole log' {
        (Get-Content $MySqlLog -Raw | Get-OomReport).VictimPid | Should -Be 431, 430, 432
    }

    It 'groups by cause' {
        $group = Get-OomReport -Path $SlabLog | Group-Object Cause
        $group.Name | Should -Be 'SlabUnreclaimable'
        $group.Count | Should -Be 2
    }

    It 'works in parallel runspaces' {
        $manifest = Join-Path $PSScriptRoot '../../OomTools.psd1'
        $pids = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            (Get-OomReport -Path $using:MySqlLog)[0].VictimPid
        }
        $pids | Should -Be 431, 431, 431, 431
    }
}

Describe 'Export-Csv' {
    BeforeAll {
        $csv = Join-Path $TestDrive 'r.csv'
        Get-ChildItem $Fixtures -Recurse -Filter console.log | Get-OomReport | Export-Csv $csv
        $script:Lines = Get-Content $csv
        $script:Rows = Import-Csv $csv
    }

    It 'has one row a report' {
        $Lines.Count | Should -Be ($Rows.Count + 1)
        $Rows.Count | Should -Be (Get-ChildItem $Fixtures -Recurse -Filter console.log | Get-OomReport | Measure-Object).Count
    }

    It 'begins with the scalars of the contract, in order' {
        $Rows[0].PSObject.Properties.Name | Select-Object -First 9 |
            Should -Be 'Time', 'Uptime', 'HostName', 'KernelVersion', 'Kind', 'Outcome', 'Cause', 'Summary', 'TriggerName'
    }

    It 'has no type name in any cell' {
        $Lines | Where-Object { $_ -match 'OomTools\.|System\.|\[\]' } | Should -BeNullOrEmpty
    }

    It 'keeps raw bytes' {
        ($Rows | Where-Object { $_.VictimPid -eq '432' -and $_.KernelVersion -eq '5.10.0-32-amd64' }).VictimRss | Should -Be '165564416'
    }
}

Describe 'Export-Clixml' {
    BeforeAll {
        $xml = Join-Path $TestDrive 'r.xml'
        $script:Before = @(Get-OomReport -Path $SlabLog)
        $Before | Export-Clixml $xml
        $script:After = @(Import-Clixml $xml)
    }

    It 'gives the same number of reports' { $After.Count | Should -Be $Before.Count }

    It 'gives reports again, not property bags' { $After[0] | Should -BeOfType ([OomTools.OomReport]) }

    It 'keeps scalars and nested objects' {
        $After[0].Summary | Should -Be $Before[0].Summary
        $After[0].Kind | Should -Be $Before[0].Kind
        $After[0].Uptime | Should -Be $Before[0].Uptime
        $After[0].Slabs[0].Name | Should -Be $Before[0].Slabs[0].Name
        $After[0].Slabs[0].Bytes | Should -Be $Before[0].Slabs[0].Bytes
        $After[0].Tasks.Count | Should -Be $Before[0].Tasks.Count
        $After[0].Zones[0].FreeBlocks | Should -Be $Before[0].Zones[0].FreeBlocks
    }

    It 'shows the same table' {
        ($After | Out-String) | Should -Be ($Before | Out-String)
    }

    It 'survives a background job' {
        $manifest = Join-Path $PSScriptRoot '../../OomTools.psd1'
        $job = Start-Job { Import-Module $using:manifest; Get-OomReport -Path $using:SlabLog }
        $got = @($job | Receive-Job -Wait -AutoRemoveJob)
        $got[0].Summary | Should -Be $Before[0].Summary
    }
}

Describe 'Views' {
    It 'fits the table into 100 columns' {
        $text = Get-OomReport -Path $MySqlLog, $SlabLog | Out-String -Width 100
        $lines = ($text -replace "`e\[[0-9;]*m") -split "`n"
        ($lines | Measure-Object -Maximum Length).Maximum | Should -BeLessOrEqual 100
        $text | Should -Match 'mysqld \(431\)'
    }

    It 'leads the report with its summary' {
        $report = Get-OomReport -Path $SlabLog | Select-Object -First 1
        $text = ($report | Format-Custom | Out-String -Width 120) -replace "`e\[[0-9;]*m"
        ($text -split "`n" | Where-Object { $_.Trim() } | Select-Object -First 1) | Should -Match '[Ss]lab'
        $text | Should -Match 'signal_cache'
        $text | Should -Match 'rsyslogd'
    }

    It 'lists scalars' {
        Get-OomReport -Path $SlabLog | Select-Object -First 1 | Format-List | Out-String | Should -Match 'SlabUnreclaimable'
    }
}

Describe 'Errors' {
    It 'says that a file is missing and goes on' {
        $reports = Get-OomReport -Path (Join-Path $TestDrive 'missing.log'), $MySqlLog -ErrorVariable problems -ErrorAction SilentlyContinue
        $reports.Count | Should -Be 3
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike '*,OomTools.Commands.GetOomReportCommand'
    }

    It 'refuses a path that is not in the file system' {
        Get-OomReport -Path Env:\PATH -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
    }
}

Describe 'Help' {
    It 'has a synopsis, examples and all parameters' {
        $help = Get-Help Get-OomReport -Full
        $help.Synopsis | Should -Not -Match 'Get-OomReport \['
        $help.Examples.Example.Count | Should -BeGreaterOrEqual 3
        Get-Help Get-OomReport -Examples | Out-String | Should -Match 'Get-OomReport'
    }

    It 'has about topics' {
        Get-Help about_OomTools | Out-String | Should -Match 'OomTools'
        Get-Help about_OomTools_Errors | Out-String | Should -Match 'Error'
    }
}

Describe 'Import' {
    It 'loads no third-party assembly' {
        $manifest = Join-Path $PSScriptRoot '../../OomTools.psd1'
        $loaded = pwsh -NoProfile -Command "
            `$before = [AppDomain]::CurrentDomain.GetAssemblies().FullName
            Import-Module '$manifest'; `$null = Get-OomReport -Path '$MySqlLog'
            [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object FullName -notin `$before | ForEach-Object { `$_.GetName().Name }"
        $loaded | Where-Object { $_ -notmatch '^(OomTools|System\.|Microsoft\.|mscorlib|netstandard|Anonymously)' } | Should -BeNullOrEmpty
        $loaded | Should -Contain 'OomTools.Core'
    }
}
