using System.Text.RegularExpressions;

namespace GpuConcord.Tests.Architecture;

/// <summary>A source file of the repository.</summary>
/// <param name="Path">Its path from the root, with slashes.</param>
/// <param name="Lines">Its lines.</param>
internal sealed partial record SourceFile(string Path, string[] Lines)
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Found = new(Read);

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of src, tests and bench.</summary>
    public static IReadOnlyList<SourceFile> All => Found.Value;

    /// <summary>The room it lies in: its folder, without the first part.</summary>
    public string Room => Path[(Path.IndexOf('/', StringComparison.Ordinal) + 1)..Path.LastIndexOf('/')];

    /// <summary>Lines with their 1-based numbers, without comments.</summary>
    public IEnumerable<(int Number, string Text)> Code() => Lines.Select((line, index) => (index + 1, Comment().Replace(line, "")));

    private static SourceFile[] Read() =>
    [
        .. new[] { "src", "tests", "bench" }.SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllLines(System.IO.Path.Combine(Root, path)))),
    ];

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GpuConcord.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no GpuConcord.sln above {AppContext.BaseDirectory}: run the tests from a clone");
    }

    [GeneratedRegex(@"//.*$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Comment();
}
