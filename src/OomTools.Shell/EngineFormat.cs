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

    /// <summary>Depth and the like of the shape Complex: without them the engine fails on objects that have no custom view.</summary>
    public static void AddComplexParameters(FrontEndCommandBase command)
    {
        Type? specific = typeof(FrontEndCommandBase).Assembly.GetType("Microsoft.PowerShell.Commands.Internal.Format.ComplexSpecificParameters");
        object? formatter = s_implementation!.GetValue(command);
        object? parameters = s_formatter!.DeclaringType!.GetField("_parameters", NotPublic)?.GetValue(formatter);
        if (specific is not null && parameters is not null)
            parameters.GetType().GetField("shapeParameters", NotPublic)?.SetValue(parameters, Activator.CreateInstance(specific, nonPublic: true));
    }
}
