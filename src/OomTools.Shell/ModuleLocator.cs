namespace OomTools.Shell;

/// <summary>Finds the module: beside the program, or where a build of the checkout around the program left it.</summary>
internal static class ModuleLocator
{
    public static string? Find() => Find(AppContext.BaseDirectory);

    public static string? Find(string start)
    {
        for (string? folder = Path.TrimEndingDirectorySeparator(start); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (string place in (string[])["OomTools", "out/OomTools"])
            {
                string manifest = Path.Combine(folder, place, "OomTools.psd1");
                if (File.Exists(manifest) && File.Exists(Path.Combine(folder, place, "OomTools.dll")))
                    return manifest;
            }
        }
        return null;
    }
}
