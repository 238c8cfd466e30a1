@{
    RootModule           = 'out/OomTools/OomTools.psd1' # A build writes it: this manifest, with the module's files here.
    ModuleVersion        = '0.1.0'
    GUID                 = '0b4ceebc-87c4-4477-9594-ead2a5f4f3c5'
    Author               = 'The OomTools developers'
    CompanyName          = 'The OomTools developers'
    Copyright            = '(c) The OomTools developers. MIT license.'
    Description          = 'What happened when a Linux machine ran out of memory: OOM reports of every kernel since 2.6.32 as PowerShell objects, with cause, evidence and advice; hundreds of them as incidents; where memory is now, what grew, who is killed next, what shrinkers freed and which code allocates; and what to do about it.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @(
        'Clear-KernelCache'
        'Compare-MemorySnapshot'
        'Compare-OomReport'
        'Get-AllocationSite'
        'Get-BuddyInfo'
        'Get-KernelShrinker'
        'Get-MemoryPressure'
        'Get-MemorySnapshot'
        'Get-MemoryUsage'
        'Get-OomCandidate'
        'Get-OomReport'
        'Get-OomSummary'
        'Get-SlabInfo'
        'Get-VmStat'
        'Get-ZoneInfo'
        'Invoke-CgroupReclaim'
        'Invoke-KernelShrinker'
        'Invoke-MemoryCompaction'
        'Limit-OomReport'
        'Measure-KernelShrinker'
        'Set-OomScoreAdjustment'
        'Test-PageAllocation'
        'Watch-OomReport'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('Linux', 'OOM', 'memory', 'kernel', 'diagnostics', 'PSEdition_Core')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
