#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Objects that travel: files, jobs, parallel pipelines, other machines (an sshd of our own on the loopback, where there is one).

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    # What needs root or another kernel says so by an error.
    $script:Readers = @(Get-Command -Module OomTools -Verb Get | Where-Object Name -NotIn 'Get-OomReport', 'Get-OomSummary' | ForEach-Object Name) + 'Test-PageAllocation -Order 3'
}

BeforeAll {
    $script:Manifest = (Resolve-Path (Join-Path $PSScriptRoot '../../OomTools.psd1')).Path
    Import-Module $Manifest -Force
    $script:Fixtures = (Resolve-Path (Join-Path $PSScriptRoot '../Fixtures')).Path
    $script:Log = Join-Path $Fixtures '5.10.0-32-amd64/global-anon/console.log'
    $script:Logs = (Get-ChildItem $Fixtures -Recurse -Filter console.log).FullName | Sort-Object

    function Get-Text($objects) { ($objects | Out-String -Width 120) -replace "`e\[[0-9;]*m" }

    # What came is what was sent: type, table, and the page a person reads.
    function Assert-Same($got, $sent) {
        $got.Count | Should -Be $sent.Count
        foreach ($i in 0..($sent.Count - 1)) { $got[$i].GetType() | Should -Be $sent[$i].GetType() }
        Get-Text $got | Should -Be (Get-Text $sent)
        Get-Text ($got[0] | Format-Custom) | Should -Be (Get-Text ($sent[0] | Format-Custom))
        Get-Text ($got[0] | Format-List) | Should -Be (Get-Text ($sent[0] | Format-List))
    }
}

Describe 'What a command gives comes back from a file: <_>' -ForEach $Readers {
    It 'with its type, its view and its values' {
        $sent = @(. ([scriptblock]::Create("$_ -ErrorAction SilentlyContinue -ErrorVariable problems")) | Select-Object -First 3)
        if (-not $sent) { Set-ItResult -Skipped -Because "it gives nothing here: $problems"; return }
        $file = Join-Path $TestDrive 'live.xml'
        $sent | Export-Clixml $file
        Assert-Same @(Import-Clixml $file) $sent
    }
}

Describe 'Reports from files' {
    It 'come back whole: <_>' -ForEach @((Get-ChildItem (Join-Path $PSScriptRoot '../Fixtures') -Recurse -Filter console.log).FullName) {
        $sent = @(Get-OomReport $_)
        $file = Join-Path $TestDrive 'report.xml'
        $sent | Export-Clixml $file
        Assert-Same @(Import-Clixml $file) $sent
    }

    It 'are taken by the commands that take reports' {
        $file = Join-Path $TestDrive 'limit.xml'
        $sent = @(Get-OomReport $Log)
        $sent | Export-Clixml $file
        $limited = @(Import-Clixml $file | Limit-OomReport -Burst 1)
        $limited.Count | Should -Be 2
        $limited[1] | Should -BeOfType ([OomTools.OomSuppression])
        $limited[1].Count | Should -Be ($sent.Count - 1)
        $limited | Export-Clixml $file
        Assert-Same @(Import-Clixml $file) $limited
    }
}

Describe 'JSON' {
    BeforeAll {
        # What a person expects of JSON: each property by its name, enumerations by theirs, times as ISO 8601, durations as seconds, nothing else.
        # Says where it is not so.
        function Find-Noise($value, $json, $where) {
            $isRight = if ($null -eq $value) { $null -eq $json }
            elseif ($value -is [enum]) { $json -is [string] -and $json -ceq "$value" }
            elseif ($value -is [datetime]) { $json -is [datetime] -and $json.ToUniversalTime() -eq $value }
            elseif ($value -is [timespan]) { "$($json.PSObject.Properties.Name)" -ceq 'TotalSeconds' -and [math]::Abs($json.TotalSeconds - $value.TotalSeconds) -lt 1e-7 }
            elseif ($value -is [array]) {
                # The first rows of long tables.
                for ($i = 0; $i -lt [math]::Min(3, $value.Count); $i++) { Find-Noise $value[$i] @($json)[$i] "$where[$i]" }
                @($json).Count -eq $value.Count
            }
            elseif ($value.GetType().Namespace -eq 'OomTools') {
                foreach ($property in $value.PSObject.Properties) { Find-Noise $property.Value $json.($property.Name) "$where.$($property.Name)" }
                "$($json.PSObject.Properties.Name)" -ceq "$($value.PSObject.Properties.Name)"
            }
            else { $json -ceq $value }
            if (-not $isRight) { "$where is '$json', not '$value'" }
        }
    }

    It 'of what <_> gives is clean' -ForEach $Readers {
        $sent = @(. ([scriptblock]::Create("$_ -ErrorAction SilentlyContinue -ErrorVariable problems")) | Select-Object -First 2)
        if (-not $sent) { Set-ItResult -Skipped -Because "it gives nothing here: $problems"; return }
        foreach ($one in $sent) { Find-Noise $one ($one | ConvertTo-Json -Depth 6 -WarningAction Stop | ConvertFrom-Json) $_ | Should -BeNullOrEmpty }
    }

    It 'of reports, incidents, suppressions and differences is clean' {
        $reports = @(Get-OomReport $Logs)
        $all = $reports[0..4] + @(Get-OomReport $Log | Limit-OomReport -Burst 1)[1] + @($reports | Get-OomSummary -Sample 2)[0] + @(Compare-OomReport $reports[0] $reports[1])[0..2]
        foreach ($one in $all) { Find-Noise $one ($one | ConvertTo-Json -Depth 6 -WarningAction Stop | ConvertFrom-Json) $one.GetType().Name | Should -BeNullOrEmpty }
        $text = $reports[0] | ConvertTo-Json -Depth 6
        $text | Should -Not -Match '"(Ticks|PSPath|PSComputerName|SyncRoot|value)"'
        $text | Should -Match '"Kind": "[A-Z]\w+"'
    }

    It 'has a poorer sister: rows of CSV are taken too' {
        $file = Join-Path $TestDrive 'reports.csv'
        $reports = @(Get-OomReport $Log)
        $reports | Export-Csv $file
        # Without what is nested: the tables of tasks, zones and victims.
        $limited = @(Import-Csv $file | Limit-OomReport -Burst 1)
        Get-Text $limited[0] | Should -Be (Get-Text $reports[0])
        $limited[1].Count | Should -Be 2
        $limited[1].VictimRss | Should -Be ($reports[1].VictimRss + $reports[2].VictimRss)
        (Import-Csv $file | Get-OomSummary).Count | Should -Be $reports.Count
    }

    It 'is taken by Compare-OomReport, Limit-OomReport and Get-OomSummary as the reports are' {
        $reports = @(Get-OomReport $Log)
        # One array, one object after the other, and what an older version wrote of a time span.
        $json = $reports | ConvertTo-Json -Depth 6
        $forms = @($json | ConvertFrom-Json), @($reports | ForEach-Object { $_ | ConvertTo-Json -Depth 6 -Compress | ConvertFrom-Json }),
            @($json -replace '"TotalSeconds": ([\d.]+)', '"Ticks": $1e7' | ConvertFrom-Json)
        foreach ($form in $forms) {
            $form.Count | Should -Be $reports.Count
            Get-Text ($form | Limit-OomReport -Burst 1) | Should -Be (Get-Text ($reports | Limit-OomReport -Burst 1))
            Get-Text ($form | Get-OomSummary | Format-Custom) | Should -Be (Get-Text ($reports | Get-OomSummary | Format-Custom))
            Get-Text (Compare-OomReport $form[0] $form[1]) | Should -Be (Get-Text (Compare-OomReport $reports[0] $reports[1]))
            Get-Text ($form[1] | Compare-OomReport $form[0]) | Should -Be (Get-Text (Compare-OomReport $reports[0] $reports[1]))
        }
    }
}

Describe 'Jobs and parallel pipelines' {
    It 'a job gives reports' {
        $got = @(Start-Job { Import-Module $using:Manifest; Get-OomReport $using:Log } | Receive-Job -Wait -AutoRemoveJob)
        Assert-Same $got @(Get-OomReport $Log)
    }

    It 'a thread job gives them as they are' {
        if (-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'this pwsh has no module ThreadJob'; return }
        $got = @(Start-ThreadJob { Import-Module $using:Manifest; Get-OomReport $using:Log } | Receive-Job -Wait -AutoRemoveJob)
        Assert-Same $got @(Get-OomReport $Log)
    }

    It 'ForEach-Object -Parallel reads each log as one after the other does' {
        $got = $Logs | ForEach-Object -ThrottleLimit 3 -Parallel { Import-Module $using:Manifest; Get-OomReport $_ }
        $expected = Get-OomReport $Logs
        $got.Count | Should -Be $expected.Count
        foreach ($file in $Logs) {
            ($got | Where-Object Source -EQ $file).Summary | Should -Be ($expected | Where-Object Source -EQ $file).Summary
        }
    }

    It '-ThrottleLimit keeps the order of the files' {
        $one = Get-OomReport $Logs -ThrottleLimit 1
        $many = Get-OomReport $Logs -ThrottleLimit 5
        $many.Source | Should -Be $one.Source
        $many.LineNumber | Should -Be $one.LineNumber
    }
}

Describe 'Another machine, over SSH' {
    BeforeAll {
        $script:Why = $null
        $sshd = (Get-Command sshd, /usr/sbin/sshd -ErrorAction Ignore | Select-Object -First 1).Source
        if (-not $sshd) { $script:Why = 'there is no sshd'; return }
        if (-not (Get-Command ssh, ssh-keygen -ErrorAction Ignore)) { $script:Why = 'there is no ssh'; return }

        $script:Ssh = Join-Path ([System.IO.Path]::GetTempPath()) "oomtools-ssh-$PID"
        $null = New-Item $Ssh -ItemType Directory
        chmod 700 $Ssh
        ssh-keygen -q -t ed25519 -N '' -f "$Ssh/host"
        ssh-keygen -q -t ed25519 -N '' -f "$Ssh/user"
        Copy-Item "$Ssh/user.pub" "$Ssh/authorized"
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start(); $script:Port = $listener.LocalEndpoint.Port; $listener.Stop()
        $shell = (Get-Process -Id $PID).Path
        @"
Port $Port
ListenAddress 127.0.0.1
HostKey $Ssh/host
AuthorizedKeysFile $Ssh/authorized
PidFile $Ssh/pid
StrictModes no
UsePAM no
PermitRootLogin yes
Subsystem powershell $shell -sshs -NoLogo -NoProfile
"@ | Set-Content "$Ssh/config"
        # As root it wants this directory, which the system's own service makes.
        $script:MadeRun = (id -u) -eq '0' -and -not (Test-Path /run/sshd)
        if ($MadeRun) { $null = New-Item /run/sshd -ItemType Directory }
        & $sshd -f "$Ssh/config" -E "$Ssh/log"
        if ($LASTEXITCODE) { $script:Why = "sshd does not start: $(Get-Content "$Ssh/log" -ErrorAction Ignore)"; return }

        $script:Session = New-PSSession -HostName 127.0.0.1 -Port $Port -UserName (id -un) -KeyFilePath "$Ssh/user" `
            -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' } -ErrorAction SilentlyContinue -ErrorVariable problems
        if (-not $Session) { $script:Why = "sshd lets nobody in: $problems $(Get-Content "$Ssh/log" -ErrorAction Ignore)" }
    }

    AfterAll {
        if ($Session) { Remove-PSSession $Session }
        if ($Ssh -like '*oomtools-ssh-*' -and (Test-Path $Ssh)) {
            if (Test-Path "$Ssh/pid") { Stop-Process -Id (Get-Content "$Ssh/pid") -ErrorAction Ignore }
            if ($MadeRun) { Remove-Item /run/sshd -ErrorAction Ignore }
            Remove-Item $Ssh -Recurse
        }
    }

    It 'gives the same reports' {
        if ($Why) { Set-ItResult -Skipped -Because $Why; return }
        $got = @(Invoke-Command $Session { Import-Module $using:Manifest; Get-OomReport $using:Log })
        $sent = @(Get-OomReport $Log)
        $got.Count | Should -Be $sent.Count
        $got[0].PSComputerName | Should -Be '127.0.0.1'
        # PowerShell adds the computer at the right; the columns before it are the view's.
        $columns = { (Get-Text $args) -split "`n" | Where-Object { $_ } | ForEach-Object { $_.PadRight(80).Substring(0, 80) } }
        & $columns @got | Should -Be (& $columns @sent)
        Get-Text ($got[0] | Format-Custom) | Should -Be (Get-Text ($sent[0] | Format-Custom))
        foreach ($name in 'Time', 'Uptime', 'Kind', 'Cause', 'Summary', 'VictimRss', 'TotalMemory', 'LineNumber') { $got.$name | Should -Be $sent.$name }
        $got[0].Tasks.Count | Should -Be $sent[0].Tasks.Count
        $got[0].Zones[0].FreeBlocks | Should -Be $sent[0].Zones[0].FreeBlocks
    }

    It 'gives reports that the commands here take' {
        if ($Why) { Set-ItResult -Skipped -Because $Why; return }
        $got = @(Invoke-Command $Session { Import-Module $using:Manifest; Get-OomReport $using:Log })
        $limited = @($got | Limit-OomReport -Burst 1)
        $limited.Count | Should -Be 2
        $limited[1].Count | Should -Be 2
        $limited[1].LargestVictimPid | Should -Be 432
        [OomTools.OomReport] $got[0] | Should -BeOfType ([OomTools.OomReport])
    }

    It 'gives reports that are taken as those from here are, and become such' {
        if ($Why) { Set-ItResult -Skipped -Because $Why; return }
        $got = @(Invoke-Command $Session { Import-Module $using:Manifest; Get-OomReport $using:Log })
        $sent = @(Get-OomReport $Log)
        # PowerShell gives connections over SSH its own type data only: what arrives are the properties.
        $got[0].PSTypeNames[0] | Should -Be 'Deserialized.OomTools.OomReport'
        Assert-Same @([OomTools.OomReport[]] $got) $sent
        Get-Text ($got | Get-OomSummary | Format-Custom) | Should -Be (Get-Text ($sent | Get-OomSummary | Format-Custom))
        Get-Text (Compare-OomReport $got[0] $got[1]) | Should -Be (Get-Text (Compare-OomReport $sent[0] $sent[1]))
        Get-Text ($got[0, 1] | Compare-OomReport) | Should -Be (Get-Text ($sent[0, 1] | Compare-OomReport))
        $limited = @($got | Limit-OomReport -Burst 1)
        $limited[0] | Should -BeOfType ([OomTools.OomReport])
        $limited[0].PSComputerName | Should -Be '127.0.0.1'
        $limited[0].Kind | Should -Be 'Global'
        $limited[1].Summary | Should -Be @($sent | Limit-OomReport -Burst 1)[1].Summary
    }

    It 'gives incidents, suppressions and snapshots that the commands here take' {
        if ($Why) { Set-ItResult -Skipped -Because $Why; return }
        $got = @(Invoke-Command $Session { Import-Module $using:Manifest; Get-OomReport $using:Log | Limit-OomReport -Burst 1; Get-OomSummary $using:Log; Get-MemorySnapshot; Get-MemorySnapshot })
        $sent = @(Get-OomReport $Log | Limit-OomReport -Burst 1; Get-OomSummary $Log)
        @($got[2] | Limit-OomReport -ErrorAction SilentlyContinue -ErrorVariable problems).Count | Should -Be 0
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputNotReport,*'
        ($got[0, 1] | Get-OomSummary).Summary | Should -Be ($sent[0, 1] | Get-OomSummary).Summary
        Get-Text (Compare-OomReport $got[2] $got[0]) | Should -Be (Get-Text (Compare-OomReport $sent[2] $sent[0]))
        Get-Text ([OomTools.OomSummary] $got[2] | Format-Custom) | Should -Be (Get-Text ($sent[2] | Format-Custom))
        @(Compare-MemorySnapshot $got[3] $got[4] -ErrorAction Stop)[0] | Should -BeOfType ([OomTools.MemoryDifference])
        @($got[3, 4] | Compare-MemorySnapshot -ErrorAction Stop)[0] | Should -BeOfType ([OomTools.MemoryDifference])
    }

    It 'gives the counters of its kernel' {
        if ($Why) { Set-ItResult -Skipped -Because $Why; return }
        $got = @(Invoke-Command $Session { Import-Module $using:Manifest; Get-VmStat nr_free_pages, oom_kill })
        $got.Name | Should -Be 'nr_free_pages', 'oom_kill'
        $got[0].PSTypeNames | Should -Contain 'Deserialized.OomTools.VmCounter'
        Get-Text $got | Should -Match 'nr_free_pages'
    }

    It 'gives errors with their ids' {
        if ($Why) { Set-ItResult -Skipped -Because $Why; return }
        $null = Invoke-Command $Session { Import-Module $using:Manifest; Get-OomReport /no/such.log } -ErrorVariable problems -ErrorAction SilentlyContinue
        "$($problems[0].FullyQualifiedErrorId)" | Should -BeLike 'LogNotFound,*'
    }

    It 'watches there, and the report comes here' {
        if ($Why) { Set-ItResult -Skipped -Because $Why; return }
        $got = @(Invoke-Command $Session { Import-Module $using:Manifest; Watch-OomReport $using:Log -IncludeExisting -Count 1 })
        $got.VictimPid | Should -Be 431
    }
}
