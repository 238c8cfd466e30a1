#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Watch-OomReport and -CursorPath in a real pwsh: pipelines, programs on the pipeline, Ctrl+C, the examples.

BeforeAll {
    $script:Manifest = (Resolve-Path (Join-Path $PSScriptRoot '../../OomTools.psd1')).Path
    Import-Module $Manifest -Force
    $script:Examples = Join-Path (Get-Module OomTools).ModuleBase 'examples'
    if (-not (Test-Path $Examples)) { $script:Examples = Join-Path $PSScriptRoot '../../out/OomTools/examples' }
    # Three kills of mysqld: 431, 430, 432.
    $script:Log = (Resolve-Path (Join-Path $PSScriptRoot '../Fixtures/5.10.0-32-amd64/global-anon/console.log')).Path
    $script:Pwsh = (Get-Process -Id $PID).Path
}

Describe 'Watch-OomReport' {
    It 'gives what is written while it watches' {
        $file = Join-Path $TestDrive 'kern.log'
        Set-Content $file ''
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$Manifest'; Watch-OomReport '$file' -Count 3 -Timeout 60 -Verbose")
        $running = $shell.BeginInvoke()
        $deadline = [datetime]::Now.AddSeconds(30)
        while (-not ($shell.Streams.Verbose | Where-Object Message -Like 'Watching*') -and [datetime]::Now -lt $deadline) { Start-Sleep -Milliseconds 50 }
        Get-Content $Log -Raw | Add-Content $file
        $shell.EndInvoke($running).VictimPid | Should -Be 431, 430, 432
        $shell.Dispose()
    }

    It 'takes the text of a program, and Select-Object ends it' {
        # A program that goes on after the log: without the end of the pipeline this would take a minute.
        $reports = & /bin/sh -c "cat '$Log'; exec sleep 60" | Watch-OomReport | Select-Object -First 2
        $reports.VictimPid | Should -Be 431, 430
    }

    It 'counts what it holds back' {
        $output = @(Watch-OomReport $Log -IncludeExisting -Timeout 0 -Burst 1)
        $output.Count | Should -Be 2
        $output[1].Count | Should -Be 2
        ($output | Out-String -Width 120) | Should -Match 'mysqld'
    }

    It 'ends by Ctrl+C and leaves no oom_score_adj behind' {
        $file = Join-Path $TestDrive 'quiet.log'
        Set-Content $file ''
        $before = Get-Content /proc/self/oom_score_adj
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$Manifest'; Watch-OomReport '$file' -OomScoreAdjust 800 -Verbose")
        $running = $shell.BeginInvoke()
        $deadline = [datetime]::Now.AddSeconds(30)
        while (-not ($shell.Streams.Verbose | Where-Object Message -Like 'Watching*') -and [datetime]::Now -lt $deadline) { Start-Sleep -Milliseconds 50 }
        [System.IO.File]::ReadAllText('/proc/self/oom_score_adj').Trim() | Should -Be '800'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.ElapsedMilliseconds | Should -BeLessThan 1000
        $running.IsCompleted | Should -BeTrue
        [System.IO.File]::ReadAllText('/proc/self/oom_score_adj').Trim() | Should -Be $before
        $shell.Dispose()
    }

    It 'has help with examples' {
        (Get-Help Watch-OomReport -Full).Examples.Example.Count | Should -BeGreaterOrEqual 3
        Get-Help about_OomTools_Fleet | Out-String | Should -Match 'CursorPath'
    }

    It 'completes names of keys' {
        (TabExpansion2 'Watch-OomReport -Key Vict' 25).CompletionMatches.CompletionText | Should -Contain 'VictimName'
    }
}

Describe 'Get-OomReport -CursorPath' {
    BeforeEach {
        $script:File = Join-Path $TestDrive "$([guid]::NewGuid()).log"
        $script:Cursor = "$File.cursor"
        Copy-Item $Log $File
    }

    It 'gives only what is new' {
        (Get-OomReport $File -CursorPath $Cursor).VictimPid | Should -Be 431, 430, 432
        Get-OomReport $File -CursorPath $Cursor | Should -BeNullOrEmpty
        Get-Content $Log | Add-Content $File
        (Get-OomReport $File -CursorPath $Cursor).VictimPid | Should -Be 431, 430, 432
    }

    It 'survives what logrotate does' {
        $null = Get-OomReport $File -CursorPath $Cursor
        Get-Content $Log | Add-Content $File
        Move-Item $File "$File.1"
        gzip "$File.1"
        Set-Content $File '[    1.000000] a new file'
        (Get-OomReport $File -CursorPath $Cursor).VictimPid | Should -Be 431, 430, 432
        Get-OomReport $File -CursorPath $Cursor | Should -BeNullOrEmpty
    }

    It 'stays where it was when the pipeline ends early' {
        (Get-OomReport $File -CursorPath $Cursor | Select-Object -First 1).VictimPid | Should -Be 431
        { Get-OomReport $File -CursorPath $Cursor | ForEach-Object { throw 'no mail today' } } | Should -Throw
        (Get-OomReport $File -CursorPath $Cursor).Count | Should -Be 3
    }

    It 'gives each report to one of two runs at once' {
        $null = Get-OomReport $File -CursorPath $Cursor
        Get-Content $Log | Add-Content $File
        $got = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel { Import-Module $using:Manifest; Get-OomReport $using:File -CursorPath $using:Cursor }
        $got.VictimPid | Should -Be 431, 430, 432
    }
}

Describe 'Examples' {
    It 'tell what is new, by exit code too' {
        $cursor = Join-Path $TestDrive 'example.cursor'
        $script = Join-Path $Examples 'Report-NewOom.ps1'
        $first = & $Pwsh -NoProfile -NonInteractive -File $script -CursorPath $cursor -LogPath $Log
        $LASTEXITCODE | Should -Be 2
        $first.Count | Should -Be 3
        & $Pwsh -NoProfile -NonInteractive -File $script -CursorPath $cursor -LogPath $Log | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'watch' {
        $lines = & $Pwsh -NoProfile -NonInteractive -File (Join-Path $Examples 'Watch-Oom.ps1') -LogPath $Log -IncludeExisting -Count 2
        $LASTEXITCODE | Should -Be 0
        $lines.Count | Should -Be 2
        $lines[0] | Should -BeLike '<2>*mysqld*'
    }
}
