#!/usr/bin/env pwsh

<#
.SYNOPSIS
    Tells what the OOM killer did since the last run. For cron, a systemd timer or a monitoring agent.
.DESCRIPTION
    One line a report on standard output, repetitions counted; problems on standard error. Nothing is told twice: the
    cursor remembers how far the log was read, over rotation and reboots. Uses commands of OomTools and of PowerShell's
    engine only, so it runs in pwsh and in OomTools' own shell.

    Exit codes, as monitoring plugins have them:
      0  nothing new
      1  new reports, but nobody was killed (failed allocations)
      2  new kills
      3  a log or the cursor could not be read; what could be read was told
.EXAMPLE
    ./Report-NewOom.ps1 -CursorPath /var/lib/oomtools/cursor.json
.EXAMPLE
    ./Report-NewOom.ps1 -CursorPath ./central.json -LogPath /srv/log/central.log -Burst 3
#>
[CmdletBinding()]
param(
    # Remembers how far the log was read. Its directory must exist.
    [Parameter(Mandatory)]
    [string] $CursorPath,

    # Log files; the log of this machine without it.
    [string[]] $LogPath,

    # Lines for each kind of report; what comes beyond is counted.
    [int] $Burst = 3
)

if (-not (Get-Command Get-OomReport -ErrorAction Ignore)) {
    # In the module's folder its own module, elsewhere the one that PowerShell finds.
    $manifest = "$PSScriptRoot/../OomTools.psd1"
    Import-Module ([System.IO.File]::Exists($manifest) ? $manifest : 'OomTools') -ErrorAction Stop
}

$source = @{}
if ($LogPath) { $source.Path = $LogPath }
$state = @{ Killed = 0; Failed = 0 }

Get-OomReport @source -CursorPath $CursorPath -ErrorAction SilentlyContinue -ErrorVariable problems |
    ForEach-Object {
        if ($_.Outcome -eq 'AllocationFailed') { $state.Failed++ } else { $state.Killed++ }
        $_
    } |
    Limit-OomReport -Burst $Burst |
    ForEach-Object {
        # Text from a log is made harmless by the module where it shows it; Summary is such a place.
        $time = if ($_.Time) { $_.Time.ToString('u') } elseif ($_.First) { $_.First.ToString('u') } else { '-' }
        $name = if ($_.HostName) { $_.HostName } else { '-' }
        "$time $name $($_.Summary)"
    }

foreach ($problem in $problems) { [Console]::Error.WriteLine("$problem") }

if ($problems) { exit 3 }
if ($state.Killed) { exit 2 }
if ($state.Failed) { exit 1 }
exit 0
