using System.Text.RegularExpressions;
using Xunit;

namespace GpuConcord.Tests.Architecture;

/// <summary>
/// A model is a folder of Host/Models, its kernels and a line of the catalogue: nothing else in src names its types or its key. What others must
/// know of a model they ask it for (its words, blocks and abilities), so that one more model leaves them alone.
/// </summary>
public sealed partial class ModelsKeepToThemselvesTests
{
    private const string Rooms = "src/Host/Models/";

    private static readonly string[] Exempt =
    [
        // The list itself.
        "src/Host/Models/Catalogue/ModelCatalogue.cs",

        // How simulated observations scatter is no model that is fitted: two of the laws share a name with one.
        "src/Host/Simulation/ErrorModel.cs",
    ];

    // Keys that are plain words of astronomy too: a quantity of tables, and what a scatter may be.
    private static readonly (string Key, string Where)[] PlainWords =
    [
        ("counts", "src/"),
        ("fitted", "src/Host/Models/Counts/CountsModel.cs"),
    ];

    private static readonly SourceFile[] Files = [.. SourceFile.All.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))];

    private static readonly ILookup<string, SourceFile> Models = Files
        .Where(file => file.Path.StartsWith(Rooms, StringComparison.Ordinal) && file.Path[Rooms.Length..].Contains('/', StringComparison.Ordinal))
        .ToLookup(file => file.Path[Rooms.Length..file.Path.IndexOf('/', Rooms.Length)], StringComparer.Ordinal);

    /// <summary>The folders that declare a kind of model; the catalogue's declares none.</summary>
    public static TheoryData<string> Folders => [.. Models.Where(model => Keys(model).Length > 0).Select(model => model.Key)];

    [Fact]
    public void Every_model_of_the_catalogue_is_looked_for() =>
        Assert.Equal(["both", "counts", "fitted", "known", "log-t"], Models.SelectMany(Keys).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Nobody_else_names_a_model(string folder)
    {
        string[] types = [.. Models[folder].SelectMany(file => file.Lines).SelectMany(line => Declaration().Matches(line)).Select(match => match.Groups["name"].Value)];
        string[] keys = Keys(Models[folder]);
        Assert.NotEmpty(types);
        Assert.Empty(Files.Where(file => !Own(file, folder) && !Exempt.Contains(file.Path, StringComparer.Ordinal)).SelectMany(file => Named(file, types, keys)));
    }

    [Fact]
    public void A_name_would_be_found()
    {
        SourceFile file = new("src/Cli/X.cs", ["// \"log-t\" in a comment is none", "if (key is \"log-t\")", "\"fit --model log-t\"", "new LogTModel();", "new LogTModels();"]);
        Assert.Equal(["src/Cli/X.cs:2", "src/Cli/X.cs:4"], Named(file, ["LogTModel"], ["log-t"]).Select(fault => fault.Split(' ')[0].TrimEnd(':')));
    }

    private static bool Own(SourceFile file, string folder) =>
        file.Path.StartsWith($"{Rooms}{folder}/", StringComparison.Ordinal) || file.Path.StartsWith("src/Kernels/Models/", StringComparison.Ordinal);

    private static IEnumerable<string> Named(SourceFile file, string[] types, string[] keys) =>
        from line in file.Code()
        let name = Words().Matches(line.Text).Select(word => word.Value).FirstOrDefault(word => types.Contains(word, StringComparer.Ordinal))
            ?? keys.Where(key => !PlainWords.Any(plain => plain.Key.Equals(key, StringComparison.Ordinal) && file.Path.StartsWith(plain.Where, StringComparison.Ordinal)))
                .Select(key => $"\"{key}\"").FirstOrDefault(literal => line.Text.Contains(literal, StringComparison.Ordinal))
        where name is not null
        select $"{file.Path}:{line.Number}: {name}, which belongs to a model; ask the model, or the catalogue";

    private static string[] Keys(IEnumerable<SourceFile> files) =>
        [.. files.SelectMany(file => file.Lines).SelectMany(line => Key().Matches(line)).Select(match => match.Groups["key"].Value)];

    [GeneratedRegex(@"^\s+Key = ""(?<key>[^""]+)"",$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Key();

    [GeneratedRegex(
        @"^(public |internal )((static|sealed|readonly|abstract|unsafe|partial|ref) )*(class|struct|interface|enum|record( struct| class)?) (?<name>[A-Z]\w*)",
        RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Words();
}
