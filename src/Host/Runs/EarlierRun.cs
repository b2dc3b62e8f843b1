using System.Text.Json;
using GpuConcord.Host.Writing;

namespace GpuConcord.Host.Runs;

/// <summary>What a run that is to be replaced left in a folder.</summary>
internal static class EarlierRun
{
    /// <summary>The files that its manifest names, then the manifest; only those inside the folder, no link between, so that nothing outside is touched.</summary>
    public static IReadOnlyList<string> Files(string folder)
    {
        string manifest = Path.Combine(folder, OutputFolder.Manifest);
        if (!File.Exists(manifest))
        {
            return [];
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return
            [
                .. json.RootElement.GetProperty("outputs").EnumerateArray()
                    .Select(file => file.GetProperty("name").GetString()!)
                    .Where(name => name is not OutputFolder.Manifest && Paths.IsInside(name))
                    .Where(name => File.Exists(Path.Combine(folder, name)) && Paths.FoldersOf([name]).All(inner => Paths.IsFolder(Path.Combine(folder, inner)))),
                OutputFolder.Manifest,
            ];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not one of ours: it is replaced, and nothing else is removed.
            return [OutputFolder.Manifest];
        }
    }
}
