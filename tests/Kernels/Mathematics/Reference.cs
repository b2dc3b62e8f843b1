namespace GpuConcord.Tests.Kernels.Mathematics;

/// <summary>Values to 32 digits from tests/data/elementary/reference.csv.</summary>
/// <param name="Arguments">Arguments.</param>
/// <param name="Values">Function values, rounded.</param>
/// <param name="Rests">What the rounding left off.</param>
internal sealed record Reference(double[] Arguments, double[] Values, double[] Rests)
{
    private static readonly ILookup<string, double[]> Rows =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "elementary", "reference.csv"))
            .Select(line => line.Split(','))
            .ToLookup(cells => cells[0], cells => Array.ConvertAll(cells[1..], Number), StringComparer.Ordinal);

    /// <summary>The points of one function.</summary>
    public static Reference Of(string function)
    {
        double[][] rows = [.. Rows[function]];
        return new Reference([.. rows.Select(row => row[0])], [.. rows.Select(row => row[1])], [.. rows.Select(row => row[2])]);
    }

    /// <summary>The largest error of computed values, in units in the last place, and where it is.</summary>
    public (double Error, double Argument) Worst(double[] found) =>
        Arguments.Select((x, i) => (Ulp.Error(found[i], Values[i], Rests[i]), x)).Max();

    private static double Number(string hexadecimal) =>
        BitConverter.Int64BitsToDouble(long.Parse(hexadecimal, System.Globalization.NumberStyles.HexNumber));
}
