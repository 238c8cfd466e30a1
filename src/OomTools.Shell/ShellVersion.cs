using System.Management.Automation;
using System.Reflection;

namespace OomTools.Shell;

/// <summary>The shell's version, which is the module's, and the engine's.</summary>
internal static class ShellVersion
{
    public static Version Number => typeof(ShellVersion).Assembly.GetName().Version ?? new Version(0, 0);

    public static string Text => $"OomTools shell {Number.ToString(3)} (PowerShell engine {EngineVersion})";

    private static string EngineVersion =>
        typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(' ', '+')[0] ?? "unknown";
}
