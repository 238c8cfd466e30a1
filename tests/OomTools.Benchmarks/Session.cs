using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace OomTools.Benchmarks;

/// <summary>A session with the staged module.</summary>
internal static class Session
{
    public static Runspace Open()
    {
        Runspace session = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        session.Open();
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OomTools.psd1")))
            folder = Path.GetDirectoryName(folder);
        Run(session, $"Import-Module '{folder}/out/OomTools/OomTools.psd1'");
        return session;
    }

    public static void Run(Runspace session, string script)
    {
        using PowerShell shell = PowerShell.Create(session);
        _ = shell.AddScript(script).Invoke();
        if (shell.HadErrors)
            throw new InvalidOperationException(shell.Streams.Error[0].ToString());
    }
}
