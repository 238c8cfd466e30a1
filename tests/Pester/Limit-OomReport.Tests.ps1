#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh: hundreds of reports, and their way through JSON, CLIXML and jobs. Run by ./build.ps1 Pester.
# 200 kills of hog, 142 of them with a full report: tests/Fixtures/5.10.0-32-amd64/storm-global/truth.json and the log itself.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Storm = Join-Path $PSScriptRoot '../Fixtures/5.10.0-32-amd64/storm-global/console.log.gz'
    $script:JournalLog = Join-Path $PSScriptRoot '../Fixtures/6.12.107+deb13-amd64/anon-journal/journal-short-iso.txt'
}

Describe 'Limit-OomReport' {
    It 'passes twelve of two hundred and tells the rest' {
        $output = Get-OomReport -Path $Storm | Limit-OomReport
        $output.Count | Should -Be 13
        $output[12].Count | Should -Be 188
        ($output | Select-Object -First 12).VictimName | Sort-Object -Unique | Should -Be 'hog'
    }

    It 'stops when Select-Object has enough' {
        (Get-OomReport -Path $Storm | Limit-OomReport | Select-Object -First 3).Count | Should -Be 3
    }

    It 'completes the names of keys' {
        $line = 'Limit-OomReport -Key Vic'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain 'VictimName'
    }

    It 'writes a table and a sentence' {
        $text = Get-OomReport -Path $Storm | Limit-OomReport | Out-String -Width 120
        $text | Should -Match 'hog killed 188 times'
    }

    It 'takes reports from a job and from CLIXML' {
        $file = Join-Path $TestDrive 'storm.xml'
        Get-OomReport -Path $Storm | Export-Clixml $file
        $held = Import-Clixml $file | Limit-OomReport | Select-Object -Last 1
        $held.Count | Should -Be 188
        $manifest = Join-Path $PSScriptRoot '../../OomTools.psd1'
        $job = Start-Job { Import-Module $using:manifest; Get-OomReport -Path $using:Storm | Limit-OomReport 2 }
        $received = $job | Wait-Job | Receive-Job
        $job | Remove-Job
        $received[-1].Count | Should -Be 198
        $received[-1].PSObject.TypeNames[0] | Should -BeLike '*OomTools.OomSuppression'
    }
}

Describe 'ConvertTo-Json' {
    BeforeAll {
        $script:Json = Join-Path $TestDrive 'reports.json'
        Get-OomReport -Path $Storm | Select-Object -First 20 | ConvertTo-Json -Depth 6 -WarningAction SilentlyContinue | Set-Content $Json
        $script:Raw = Get-Content $Json -Raw
    }

    It 'writes enumerations by name' {
        $Raw | Should -Match '"Kind": "Global"'
        $Raw | Should -Match '"Outcome": "Killed"'
        $Raw | Should -Match '"Cause": "AnonymousMemory"'
    }

    It 'writes times in ISO 8601, UTC' {
        Get-OomReport -Path $JournalLog | ConvertTo-Json -Depth 6 | Should -Match '"Time": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"'
    }

    It 'writes values as they are, not as cells' {
        $Raw | Should -Not -Match '"value":|"CliXml"|OomTools\.'
        (Get-OomReport -Path $Storm)[0].Tasks.Count | Should -Be ((ConvertFrom-Json $Raw)[0].Tasks.Count)
    }

    It 'is taken back by Limit-OomReport, which gives reports' {
        $output = Get-Content $Json -Raw | ConvertFrom-Json | Limit-OomReport 5
        $output.Count | Should -Be 6
        $output[0] | Should -BeOfType ([OomTools.OomReport])
        $output[5].Count | Should -Be 15
        $output[5].FirstUptime | Should -Be (Get-OomReport -Path $Storm)[5].Uptime
    }

    It 'is taken back by Get-OomSummary' {
        $direct = Get-OomReport -Path $Storm | Select-Object -First 20 | Get-OomSummary
        $back = Get-Content $Json -Raw | ConvertFrom-Json | Get-OomSummary
        $back.Summary | Should -Be $direct.Summary
        $back.VictimRss | Should -Be $direct.VictimRss
        $back.PrintTime | Should -Be $direct.PrintTime
        $back.Change | Should -Be $direct.Change
    }

    It 'is taken back by Compare-OomReport' {
        $before = (Get-Content $Json -Raw | ConvertFrom-Json)[0]
        $now = (Get-OomReport -Path $Storm)[0]
        Compare-OomReport $before $now | Should -BeNullOrEmpty
        (Compare-OomReport $before $now -IncludeEqual).Count | Should -BeGreaterThan 30
    }
}
