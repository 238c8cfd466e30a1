#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, packs and installs OomTools. Thin over dotnet.
.EXAMPLE
    ./build.ps1 Build, Test
.EXAMPLE
    ./build.ps1 Install
#>
[CmdletBinding()]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Package', 'Install')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Where Install puts the module; the user's module path where not given.
    [string] $Destination
)

$ErrorActionPreference = 'Stop'
$out = Join-Path $PSScriptRoot 'out'
$module = Join-Path $out 'OomTools'
$version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'OomTools.psd1')).ModuleVersion

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with $LASTEXITCODE." }
}

function Build {
    Invoke-DotNet build (Join-Path $PSScriptRoot 'src/OomTools/OomTools.csproj') --configuration $Configuration
}

function Test {
    Push-Location $PSScriptRoot
    try { Invoke-DotNet test --max-parallel-test-modules 1 } finally { Pop-Location }
}

function Pester {
    Build
    # A process of its own: a loaded assembly cannot be replaced by the next build.
    $suite = Join-Path $PSScriptRoot 'tests/Pester'
    & (Get-Process -Id $PID).Path -NoProfile -Command "Invoke-Pester -Configuration @{ Run = @{ Path = '$suite'; Exit = `$true } }"
    if ($LASTEXITCODE -ne 0) { throw 'Pester: tests failed.' }
}

function Publish {
    Invoke-DotNet build (Join-Path $PSScriptRoot 'src/OomTools/OomTools.csproj') --configuration Release '-property:PrecompileModule=true'
}

function Package {
    Publish
    Get-ChildItem $out -File | Remove-Item
    [System.IO.Compression.ZipFile]::CreateFromDirectory($module, (Join-Path $out "OomTools.$version.zip"), 'Optimal', $true)
    Invoke-DotNet pack (Join-Path $PSScriptRoot 'src/OomTools/OomTools.csproj') --no-build --output $out
    Get-ChildItem $out -File
}

function Install {
    Publish
    # The first place PowerShell looks is the user's own.
    $root = $Destination ? $Destination : ($env:PSModulePath -split [IO.Path]::PathSeparator)[0]
    $target = Join-Path $root 'OomTools' $version
    if (Test-Path $target) { Remove-Item $target -Recurse }
    $null = New-Item $target -ItemType Directory
    Copy-Item (Join-Path $module '*') $target -Recurse
    Get-Item $target
}

foreach ($name in $Task) { & $name }
