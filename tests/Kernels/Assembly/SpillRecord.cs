using System.Globalization;

namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>The recorded vector stores to the stack in loops of kernels: tests/data/spills/spills.csv.</summary>
internal static class SpillRecord
{
    private const string Header = "method,lanes,spills";

    /// <summary>What to do about a difference.</summary>
    public const string Cure = "If that is meant, and the benchmark of the kernel says that it is no slower, run tests/data/spills/record.sh and commit what it writes.";

    private static readonly string[] Place = ["data", "spills", "spills.csv"];

    /// <summary>The file that the tests read.</summary>
    public static string Path { get; } = System.IO.Path.Combine([AppContext.BaseDirectory, .. Place]);

    /// <summary>Reads the record.</summary>
    public static Dictionary<(string Method, int Lanes), int> Read(string path) => File.ReadLines(path)
        .Skip(1)
        .Select(line => line.Split(','))
        .ToDictionary(cells => (cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture)), cells => int.Parse(cells[2], CultureInfo.InvariantCulture));

    /// <summary>Writes rows into the record of a checkout; rows of other widths stay.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="lanes">Lanes of a register.</param>
    /// <param name="spills">Stores by method.</param>
    public static void Write(string root, int lanes, IReadOnlyDictionary<string, int> spills)
    {
        string path = System.IO.Path.Combine([root, "tests", .. Place]);
        IEnumerable<KeyValuePair<(string Method, int Lanes), int>> others = File.Exists(path) ? Read(path).Where(row => row.Key.Lanes != lanes) : [];
        string[] rows =
        [
            .. spills.Select(row => KeyValuePair.Create((Method: row.Key, Lanes: lanes), row.Value)).Concat(others)
                .OrderBy(row => row.Key.Method, StringComparer.Ordinal).ThenBy(row => row.Key.Lanes)
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key.Method},{row.Key.Lanes},{row.Value}")),
        ];
        File.WriteAllText(path, string.Join('\n', rows.Prepend(Header)) + "\n");
    }
}
