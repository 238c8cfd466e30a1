using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace OomTools.Live.Tests;

/// <summary>The staged module in an engine of its own.</summary>
internal static class StagedModule
{
    /// <summary>Runs a script with the module imported; errors fail the test.</summary>
    public static IReadOnlyList<PSObject> Run(string script)
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = RunWithErrors(script);
        Assert.Empty(errors);
        return output;
    }

    /// <summary>Runs a script with the module imported.</summary>
    public static (IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors) RunWithErrors(string script)
    {
        using Runspace runspace = Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        PSObject[] output = [.. shell.Invoke()];
        return (output, [.. shell.Streams.Error]);
    }

    /// <summary>An engine with the module imported.</summary>
    public static Runspace Open()
    {
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddArgument(Manifest()).Invoke();
        Assert.Empty(shell.Streams.Error);
        return runspace;
    }

    /// <summary>A file of the checkout.</summary>
    public static string Checkout(string file)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OomTools.psd1")))
            folder = Path.GetDirectoryName(folder);
        Assert.NotNull(folder);
        return Path.Combine(folder, file);
    }

    private static string Manifest() => Checkout("out/OomTools/OomTools.psd1");
}
