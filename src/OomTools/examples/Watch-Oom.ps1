#!/usr/bin/env pwsh

<#
.SYNOPSIS
    Follows the kernel's log and writes one line for each out-of-memory report, as a service.
.DESCRIPTION
    Under systemd each line carries a priority ("<2>" is critical), so that journalctl -p crit -u oomtools-watch shows the
    kills. Repetitions are counted; the count is told when the interval ends. The unit
    keeps the OOM killer away from this process (OOMScoreAdjust=).

    Exit codes:
      0  -Timeout or -Count ended it
      3  the log cannot be followed
.EXAMPLE
    ./Watch-Oom.ps1
.EXAMPLE
    ./Watch-Oom.ps1 -LogPath /srv/log/central.log -Interval 10m
#>
[CmdletBinding()]
param(
    # Log files; the log of this machine without it.
    [string[]] $LogPath,

    # Reports of one kind that come through within the interval.
    [int] $Burst = 12,

    # How long a count holds: 1h, 10m, 00:10:00.
    [string] $Interval = '1h',

    # Ends after so long; goes on for ever without it.
    [string] $Timeout,

    # Ends after so many reports.
    [int] $Count,

    # Begins with what the log holds already.
    [switch] $IncludeExisting
)

if (-not (Get-Command Watch-OomReport -ErrorAction Ignore)) {
    # In the module's folder its own module, elsewhere the one that PowerShell finds.
    $manifest = "$PSScriptRoot/../OomTools.psd1"
    Import-Module ([System.IO.File]::Exists($manifest) ? $manifest : 'OomTools') -ErrorAction Stop
}

$arguments = @{ Burst = $Burst; Interval = $Interval }
if ($LogPath) { $arguments.Path = $LogPath }
if ($Timeout) { $arguments.Timeout = $Timeout }
if ($Count) { $arguments.Count = $Count }
if ($IncludeExisting) { $arguments.IncludeExisting = $true }

Watch-OomReport @arguments -ErrorAction SilentlyContinue -ErrorVariable problems |
    ForEach-Object {
        $priority = if ($_.Outcome -eq 'AllocationFailed') { 4 } else { 2 }
        [Console]::Out.WriteLine("<$priority>$($_.Summary)")
    }

foreach ($problem in $problems) { [Console]::Error.WriteLine("<3>$problem") }
if ($problems) { exit 3 }
exit 0
