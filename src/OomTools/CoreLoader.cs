using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OomTools;

/// <summary>
/// Chooses the engine's image when the module is imported: precompiled for this machine where the module has one (a first call
/// then takes a quarter of the time), else the portable one. An image for another architecture would not load.
/// </summary>
internal static class CoreLoader
{
    private const string Core = "OomTools.Core.dll";

    /// <summary>
    /// Runs with the first code of this assembly: when the engine makes the converter that OomTools.Types.ps1xml names first, and
    /// before it looks for the types there. IModuleAssemblyInitializer is called later than that.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing else runs early enough; the assembly is loaded by PowerShell only.")]
    internal static void Load()
    {
        string folder = Path.GetDirectoryName(typeof(CoreLoader).Assembly.Location)!;
        string precompiled = Path.Combine(folder, Platform(), Core);
        _ = Assembly.LoadFrom(File.Exists(precompiled) ? precompiled : Path.Combine(folder, Core));
    }

    private static string Platform() =>
        !OperatingSystem.IsLinux() ? "portable" : RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "linux-x64",
            Architecture.Arm64 => "linux-arm64",
            _ => "portable",
        };
}
