using System.Management.Automation.Runspaces;
using System.Reflection;

namespace OomTools.Shell;

/// <summary>
/// "exit" in a script file ends the script alone, unless the engine is told that the script is the whole program. pwsh tells
/// it for -File through a property that is not public.
/// </summary>
internal static class ScriptExit
{
    private const BindingFlags NotPublic = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>The next script's "exit" ends the program, with its code.</summary>
    public static void EndsProgram(Runspace runspace)
    {
        object? context = typeof(Runspace).GetProperty("ExecutionContext", NotPublic)?.GetValue(runspace);
        context?.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", NotPublic)?.SetValue(context, true);
    }
}
