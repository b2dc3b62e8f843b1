using System.Globalization;
using System.Text;
using Xunit;

namespace GpuConcord.Tests.Fuzz;

/// <summary>Damaged files are answered: no internal error, no hang, no gigabytes. A fault names its case, which is its seed, and the smallest file found that shows it.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Cases = 100;

    // Those of the slow tier begin where the fast tier's end.
    private const int Many = 100_000;

    /// <summary>What the others are made from is read without an error: else only one line of the program would ever be tried.</summary>
    [Fact]
    public async Task Undamaged_files_are_read()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gpuconcord-fuzz-");
        foreach (Kind kind in Kinds.All)
        {
            foreach (byte[] file in kind.Files)
            {
                (int code, string? fault) = await Fuzzing.CaseAsync(kind, file, folder.FullName);
                Assert.Equal((kind.Name, 0, null), (kind.Name, code, fault));
            }
        }

        folder.Delete(true);
    }

    [Fact]
    public async Task Damaged_files_are_answered()
    {
        FuzzResult[] found = await AllAsync(0, Cases, Kinds.All);
        Assert.All(found, result => Assert.True(result.Exits.Keys.Any(code => code != 0), $"{result.Kind}: no file was refused. Was any damaged?"));
    }

    /// <summary>
    /// A hundred thousand cases of all kinds together, or as many as GPUCONCORD_FUZZ says, with a table; of those kinds alone whose name has GPUCONCORD_FUZZ_KIND in it.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task Many_damaged_files_are_answered()
    {
        int cases = int.Parse(Environment.GetEnvironmentVariable("GPUCONCORD_FUZZ") ?? Many.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        int each = (cases + Kinds.All.Count - 1) / Kinds.All.Count;
        string only = Environment.GetEnvironmentVariable("GPUCONCORD_FUZZ_KIND") ?? "";
        FuzzResult[] found = await AllAsync(Cases, Cases + each, [.. Kinds.All.Where(kind => kind.Name.Contains(only, StringComparison.Ordinal))]);
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "fuzz.md"), Table(found), TestContext.Current.CancellationToken);
    }

    /// <summary>These cases of each kind, on all cores; the table goes to the test's output.</summary>
    private async Task<FuzzResult[]> AllAsync(int first, int end, IReadOnlyList<Kind> kinds)
    {
        FuzzResult[] found = new FuzzResult[kinds.Count];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, found.Length, parallel, async (k, stop) => found[k] = await Fuzzing.RunAsync(kinds[k], first, end, stop));
        output.WriteLine(Table(found));
        Assert.True(Array.TrueForAll(found, result => result.Faults.Count == 0), string.Join("\n\n", found.SelectMany(result => result.Faults)));
        return found;
    }

    private static string Table(FuzzResult[] found)
    {
        StringBuilder table = new("| kind | cases | exit codes | slowest, s | all, s |\n|---|---|---|---|---|\n");
        foreach (FuzzResult result in found)
        {
            table.AppendLine(Row(result));
        }

        return table.AppendLine(CultureInfo.InvariantCulture, $"\n{found.Sum(result => result.Exits.Values.Sum())} cases.").ToString();
    }

    private static string Row(FuzzResult result)
    {
        string exits = string.Join(", ", result.Exits.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Value}")));
        return string.Create(CultureInfo.InvariantCulture, $"| {result.Kind} | {result.Exits.Values.Sum()} | {exits} | {result.Slowest:F2} | {result.Seconds:F1} |");
    }
}
