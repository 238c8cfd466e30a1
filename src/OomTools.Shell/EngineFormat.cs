using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace OomTools.Shell;

/// <summary>
/// Format-Table, Format-List and Format-Custom. The engine holds the formatting itself and public base classes; only the
/// last step, choosing the shape, is open to PowerShell's own assemblies alone. Where an engine of another version differs
/// there, the commands are left out and the shell says that it lacks them.
/// </summary>
internal static class EngineFormat
{
    private const BindingFlags NotPublic = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly Type? s_shape = typeof(FrontEndCommandBase).Assembly.GetType("Microsoft.PowerShell.Commands.Internal.Format.FormatShape");

    private static readonly ConstructorInfo? s_formatter = s_shape is null
        ? null
        : typeof(FrontEndCommandBase).Assembly.GetType("Microsoft.PowerShell.Commands.Internal.Format.InnerFormatShapeCommand")
            ?.GetConstructor(NotPublic, [s_shape]);

    private static readonly FieldInfo? s_implementation = typeof(FrontEndCommandBase).GetField("implementation", NotPublic);

    private static readonly (string Name, Type Type)[] s_commands =
    [
        ("Format-Table", typeof(FormatTableCommand)),
        ("Format-List", typeof(FormatListCommand)),
        ("Format-Custom", typeof(FormatCustomCommand)),
    ];

    public static bool IsAvailable => s_formatter is not null && s_implementation is not null;

    public static bool Has(string command) =>
        IsAvailable && s_commands.Any(known => string.Equals(known.Name, command, StringComparison.OrdinalIgnoreCase));

    public static void AddTo(InitialSessionState state)
    {
        if (!IsAvailable)
            return;
        foreach ((string name, Type type) in s_commands)
            state.Commands.Add(new SessionStateCmdletEntry(name, type, helpFileName: null));
    }

    public static void Use(FrontEndCommandBase command, string shape) =>
        s_implementation!.SetValue(command, s_formatter!.Invoke([Enum.Parse(s_shape!, shape)]));
}

/// <summary>Format-Table of the embedded shell.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => EngineFormat.Use(this, "Table");
}

/// <summary>Format-List of the embedded shell.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => EngineFormat.Use(this, "List");
}

/// <summary>Format-Custom of the embedded shell.</summary>
[Cmdlet(VerbsCommon.Format, "Custom")]
public sealed class FormatCustomCommand : OuterFormatTableAndListBase
{
    public FormatCustomCommand() => EngineFormat.Use(this, "Complex");
}
