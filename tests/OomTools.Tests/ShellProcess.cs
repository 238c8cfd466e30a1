using System.Diagnostics;

namespace OomTools.Tests;

/// <summary>What a run of the embedded shell left.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error);

/// <summary>The embedded shell as a program of its own.</summary>
internal static class ShellProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public static async Task<ShellResult> Run(string? input, params string[] arguments)
    {
        using Process process = Start(arguments);
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await End(process);
    }

    /// <summary>Starts the shell; its standard input stays open.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Path(),
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OomTools.Shell.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("COLUMNS");
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end and takes what is left in the streams.</summary>
    public static async Task<ShellResult> End(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new ShellResult(process.ExitCode, await output, await error);
    }
}
