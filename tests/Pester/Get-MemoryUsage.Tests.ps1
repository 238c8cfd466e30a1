#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Before = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/before'
    $script:During = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/during'
}

Describe 'Get-MemoryUsage in a pipeline' {
    It 'adds up to MemTotal' {
        $usage = Get-MemoryUsage -Root $During
        $usage.TotalMemory | Should -Be (209212KB)
        $usage.UserMemory + $usage.KernelMemory + $usage.FreeMemory + $usage.UnaccountedMemory | Should -Be $usage.TotalMemory
        $usage.SlabUnreclaimable | Should -Be (76380KB)
    }

    It 'says what holds most' {
        (Get-MemoryUsage -Root $During).Cause | Should -Be 'SlabUnreclaimable'
        (Get-MemoryUsage -Root $During).Summary | Should -Match '^Kernel space: slab holds 59 % of RAM'
    }

    It 'answers a test in one line' {
        Get-MemoryUsage -Root $During | Where-Object { $_.Slab -gt $_.TotalMemory / 2 } | Should -Not -BeNullOrEmpty
        Get-MemoryUsage -Root $Before | Where-Object { $_.Slab -gt $_.TotalMemory / 2 } | Should -BeNullOrEmpty
    }

    It 'reads a cgroup of either version' {
        $root = Join-Path $TestDrive 'v2'
        $null = New-Item -ItemType Directory (Join-Path $root 'sys/fs/cgroup/job') -Force
        Set-Content (Join-Path $root 'sys/fs/cgroup/job/memory.current') 8388608
        Set-Content (Join-Path $root 'sys/fs/cgroup/job/memory.max') 16777216
        Set-Content (Join-Path $root 'sys/fs/cgroup/job/memory.stat') "anon 6291456`nfile 2097152`nshmem 0`nslab_reclaimable 0`nslab_unreclaimable 0"
        $usage = [pscustomobject]@{ CgroupPath = '/job' } | Get-MemoryUsage -Root $root
        $usage.Summary | Should -Be 'Cgroup /job holds 8 of 16 MiB: anonymous memory holds 38 % of it (6 of 16 MiB); slab 0 %; free 50 %.'
    }
}
