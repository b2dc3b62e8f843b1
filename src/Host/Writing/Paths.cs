namespace GpuConcord.Host.Writing;

/// <summary>Where names lead.</summary>
internal static class Paths
{
    /// <summary>The whole path of what a name stands for: where it is a symbolic link, of what that leads to in the end, be it there or not.</summary>
    /// <exception cref="IOException">The links go in a circle.</exception>
    public static string Resolve(string path)
    {
        string whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        FileInfo named = new(whole);
        return named.LinkTarget is null ? whole : Path.TrimEndingDirectorySeparator(named.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }

    /// <summary>Whether there is anything of that name, a link that leads nowhere included.</summary>
    public static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>Whether it is a folder and no link to one.</summary>
    public static bool IsFolder(string path) => Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null;

    /// <summary>The folders that files are in, inner ones first; names have slashes.</summary>
    public static IEnumerable<string> FoldersOf(IEnumerable<string> files) => files
        .SelectMany(name => Enumerable.Range(0, name.Length).Where(at => name[at] == '/').Select(at => name[..at]))
        .Distinct(StringComparer.Ordinal)
        .OrderByDescending(inner => inner.Length);

    /// <summary>Whether a name is a path that stays inside a folder wherever files have names: its parts are plain.</summary>
    public static bool IsInside(string name) =>
        name.Split('/').All(part => part is not ("" or "." or "..") && part.AsSpan().IndexOfAny('\\', ':', '\0') < 0);
}
