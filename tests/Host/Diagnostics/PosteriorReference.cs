namespace GpuConcord.Tests.Host.Diagnostics;

/// <summary>The draw sets of tests/data/posterior-r and the values the R package posterior gives for them.</summary>
internal static class PosteriorReference
{
    private const double Unit = 1.0 / (1 << 20);

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "posterior-r");

    /// <summary>Chain-major draws and the number of chains, by name of the set.</summary>
    public static readonly Dictionary<string, (double[] Draws, int Chains)> Sets =
        File.ReadLines(Path.Combine(Folder, "draws.csv")).Select(line => line.Split(','))
            .GroupBy(cells => cells[0], StringComparer.Ordinal)
            .ToDictionary(chains => chains.Key, chains => (chains.SelectMany(cells => cells.Skip(1).Select(cell => Number(cell) * Unit)).ToArray(), chains.Count()),
                StringComparer.Ordinal);

    /// <summary>Reference value by set and quantity.</summary>
    public static readonly Dictionary<(string Set, string Quantity), double> Values =
        File.ReadLines(Path.Combine(Folder, "reference.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(cells => (cells[0], cells[1]), cells => Number(cells[2]));

    private static double Number(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text),
    };
}
