#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# Acceptance in a real pwsh. Expected values are what a person reads in the captures under tests/Fixtures.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../OomTools.psd1') -Force
    $script:Before = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/before'
    $script:During = Join-Path $PSScriptRoot '../Fixtures/7.3.4+deb13-amd64/slab-unix/during'
}

Describe 'Get-MemoryPressure in a pipeline' {
    It 'reads a capture' {
        $pressure = Get-MemoryPressure -Root $During
        $pressure.SomeAverage10 | Should -Be 0
        $pressure.FullTotal | Should -Be ([timespan]::Zero)
    }

    It 'does not wait for a capture' {
        Get-MemoryPressure -Root $During -WaitFor Some -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'PressureTriggerNeedsLive,*'
    }
}

Describe 'Get-MemoryPressure here' -Skip:(-not (Test-Path /proc/pressure/memory)) {
    It 'gives the averages' {
        (Get-MemoryPressure).SomeAverage10 | Should -BeGreaterOrEqual 0
    }

    It 'is false in a condition when the time is over' {
        $answer = if (Get-MemoryPressure -WaitFor Full -Threshold 100 -Timeout 200ms -ErrorAction SilentlyContinue) { 'pressure' } else { 'none' }
        $answer | Should -Be 'none'
    }

    It 'ends with the job that runs it' {
        $manifest = Join-Path $PSScriptRoot '../../OomTools.psd1'
        $job = Start-Job { Import-Module $using:manifest; Get-MemoryPressure -WaitFor Full -Threshold 100 -Timeout 600 }
        $null = Wait-Job $job -Timeout 3
        Stop-Job $job
        $job.State | Should -BeIn 'Stopped', 'Completed'
        Remove-Job $job -Force
    }
}
