#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Before = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/before'
    $script:During = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/during'
}

Describe 'Get-MemorySnapshot in a pipeline' {
    It 'has the parts the other commands give' {
        $snapshot = Get-MemorySnapshot -Root $During
        $snapshot.Summary | Should -Be (Get-MemoryUsage -Root $During).Summary
        $snapshot.Slabs[0].Name | Should -Be 'signal_cache'
        $snapshot.Counters.Count | Should -Be (Get-VmStat -Root $During).Count
    }

    It 'says what was not captured' {
        (Get-MemorySnapshot -Root $During).Missing | Where-Object Part -eq 'Processes' | ForEach-Object Reason | Should -Be 'processes were not captured'
    }

    It 'survives Export-Clixml with all of its parts' {
        $file = Join-Path $TestDrive 'm.xml'
        Get-MemorySnapshot -Root $During | Export-Clixml $file
        $back = Import-Clixml $file
        $back | Should -BeOfType ([OomTools.MemorySnapshot])
        $back.Slabs[0] | Should -BeOfType ([OomTools.SlabCache])
        $back.Zones[1].Counters[0].Value | Should -Be (Get-MemorySnapshot -Root $During).Zones[1].Counters[0].Value
        ($back | Out-String) | Should -Be (Get-MemorySnapshot -Root $During | Out-String)
    }

    It 'survives a background job' {
        $manifest = Join-Path $PSScriptRoot '../../OomTools.psd1'
        $job = Start-Job { Import-Module $using:manifest; Get-MemorySnapshot -Root $using:During }
        $got = $job | Receive-Job -Wait -AutoRemoveJob
        $got.Usage.SlabUnreclaimable | Should -Be (76380KB)
    }
}

Describe 'Get-MemorySnapshot here' -Skip:(-not $IsLinux) {
    It 'has this process' {
        $snapshot = Get-MemorySnapshot -WarningAction SilentlyContinue
        $snapshot.ProcessGroups.Name | Should -Contain (Get-Content /proc/$PID/comm)
        $snapshot.Usage.TotalMemory | Should -BeGreaterThan 0
    }
}
