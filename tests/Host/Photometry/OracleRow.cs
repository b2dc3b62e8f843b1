using System.Globalization;
using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Tests.Host.Photometry;

/// <summary>A row of tests/data/aprates/oracle.csv.</summary>
internal sealed record OracleRow(ApertureProblem Problem, string Mode, string Low, string High, string Method)
{
    public static readonly OracleRow[] All = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "aprates", "oracle.csv")).Skip(1).Select(Parse)];

    public static OracleRow[] Of(string method) => [.. All.Where(row => string.Equals(row.Method, method, StringComparison.Ordinal))];

    /// <summary>Largest relative difference; 1 where one is INDEF and the other is not; the value itself where 0 is expected.</summary>
    public double Difference(PosteriorSummary summary) =>
        Math.Max(Difference(Mode, summary.Mode), Math.Max(Difference(Low, summary.Low), Difference(High, summary.High)));

    private static double Difference(string expected, double actual)
    {
        if (expected is "INDEF" || double.IsNaN(actual))
        {
            return expected is "INDEF" && double.IsNaN(actual) ? 0.0 : 1.0;
        }

        double value = double.Parse(expected, CultureInfo.InvariantCulture);
        return value == 0.0 ? Math.Abs(actual) : Math.Abs((actual / value) - 1.0);
    }

    private static OracleRow Parse(string line)
    {
        string[] cells = line.Split(',');
        double Number(int column) => double.Parse(cells[column], CultureInfo.InvariantCulture);
        return new OracleRow(new ApertureProblem(Number(0), Number(1), Number(4), Number(5), Number(3) / Number(2), Number(6)), cells[8], cells[9], cells[10], cells[11]);
    }
}
