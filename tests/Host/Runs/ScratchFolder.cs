namespace GpuConcord.Tests.Host.Runs;

/// <summary>A folder that vanishes after the test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gpuconcord-").FullName;

    /// <summary>A path inside.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Names of everything inside <paramref name="name"/>, hidden ones too.</summary>
    public IEnumerable<string> Entries(string name = "") =>
        Directory.EnumerateFileSystemEntries(this[name]).Select(entry => System.IO.Path.GetFileName(entry)).Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
