<#
.SYNOPSIS
    Waits until the kernel reports memory pressure, and answers it once: with one bounded action, on evidence, and with a record.

.DESCRIPTION
    Sleeps until tasks lose time for want of memory (Get-MemoryPressure -WaitFor), takes a snapshot, and acts only where the snapshot
    says that the action can help:

      - The cgroup that -CgroupPath names holds more file cache than -Bytes: that much of it is reclaimed.
      - Else reclaimable slab fills the memory, and the kernel shows its shrinkers: the one that could free most is told to free
        -Objects objects.
      - Else nothing is done, and the record says so.

    Then a second snapshot is taken. Both, what changed between them, and what was done lie in the record: a file that Import-Clixml
    reads. Nobody is killed and nothing is configured. -WhatIf does all but the action.

    Run it from a systemd service with Restart=always, as root.

    Exit codes:
      0  pressure came and the record was written, or -Timeout passed without it
      1  pressure, memory or the record's folder could not be used; the error says which

.EXAMPLE
    ./Protect-Memory.ps1 -RecordFolder /var/lib/oomtools -CgroupPath /system.slice/backup.service -WhatIf

    Waits for pressure and says what would be done about it.

.EXAMPLE
    ./Protect-Memory.ps1 -RecordFolder /var/lib/oomtools -Threshold 10 -Timeout 10m

    Waits ten minutes at most for a tenth of the time being lost. No cgroup is named: only a shrinker may be told to free objects.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Where the record goes.
    [Parameter(Mandatory)]
    [string] $RecordFolder,

    # A cgroup whose file cache others may have when memory is short, such as a backup's.
    [string] $CgroupPath,

    # How much to reclaim of it at most. The v1 hierarchy knows no amount, and takes what can be had of that cgroup.
    [long] $Bytes = 64MB,

    # How many objects one shrinker is told to free at most.
    [long] $Objects = 10000,

    # Percent of two seconds that tasks must have lost.
    [double] $Threshold = 20,

    # How long to wait for that.
    [string] $Timeout = '1h'
)

$ErrorActionPreference = 'Stop'

# 1. Evidence that somebody suffers. The kernel wakes us; nothing is polled.
$pressure = Get-MemoryPressure -WaitFor Some -Threshold $Threshold -Timeout $Timeout
if (-not $pressure) { return }

# 2. What the machine looks like, and the verdict.
$before = Get-MemorySnapshot -Top 20

# 3. One action, and only where the snapshot says that it can help.
$action = 'none'
$reason = 'No cache that could be given back explains the pressure.'
$result = $null
$cache = if ($CgroupPath) { (Get-MemoryUsage -CgroupPath $CgroupPath).FileMemory }
if ($cache -ge $Bytes) {
    $action = 'Invoke-CgroupReclaim'
    $reason = "Cgroup $CgroupPath holds $cache bytes of file cache."
    $amount = if (Test-Path "/sys/fs/cgroup$CgroupPath/memory.reclaim") { @{ Bytes = $Bytes } } else { @{} }
    $result = Invoke-CgroupReclaim -CgroupPath $CgroupPath @amount -Confirm:$false
}
elseif ($before.Usage.Cause -eq 'SlabReclaimable' -and $before.Shrinkers) {
    $largest = $before.Shrinkers | Sort-Object Objects -Descending | Select-Object -First 1
    $action = 'Invoke-KernelShrinker'
    $reason = "$($before.Summary) Shrinker $($largest.Name) could free $($largest.Objects) objects."
    $result = Invoke-KernelShrinker -Name $largest.Name -Id $largest.Id -Count $Objects -Confirm:$false
}

# 4. What came of it, on the record.
$after = Get-MemorySnapshot -Top 20
$record = [pscustomobject]@{
    Time       = $before.Time
    Summary    = $before.Summary
    Pressure   = $pressure
    Action     = $action
    Reason     = $reason
    Result     = $result
    Difference = @($before, $after | Compare-MemorySnapshot -Top 10)
    Before     = $before
    After      = $after
}
$file = [System.IO.Path]::Combine($RecordFolder, "memory-$($before.Time.ToString('yyyyMMdd-HHmmss')).xml")
$record | Export-Clixml -Path $file -Depth 5 -WhatIf:$false
$record
