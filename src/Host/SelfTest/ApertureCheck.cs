using System.Globalization;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Host.SelfTest;

/// <summary>Aperture posteriors computed to 15 digits elsewhere (arbitrary-precision quadrature), in apertures.csv.</summary>
internal static class ApertureCheck
{
    /// <summary>The largest relative difference of mode and both ends.</summary>
    public static Finding Run(Device device)
    {
        (ApertureProblem Problem, double[] Expected)[] rows = [.. Read()];
        PosteriorSummary[] summaries = new PosteriorSummary[rows.Length];
        using ExactPhotometry photometry = new(device);
        photometry.Solve([.. rows.Select(row => row.Problem)], summaries);
        Finding worst = new(0.0, 1e-10, "relative");
        for (int i = 0; i < rows.Length; i++)
        {
            double[] found = [summaries[i].Mode, summaries[i].Low, summaries[i].High];
            for (int k = 0; k < found.Length; k++)
            {
                worst = worst.Worse(worst with { Value = Difference(found[k], rows[i].Expected[k]) });
            }
        }

        return worst;
    }

    private static double Difference(double found, double expected) =>
        found.Equals(expected) ? 0.0 : Math.Abs(found - expected) / (expected == 0.0 ? 1.0 : Math.Abs(expected));

    private static IEnumerable<(ApertureProblem Problem, double[] Expected)> Read()
    {
        using StreamReader reader = new(typeof(ApertureCheck).Assembly.GetManifestResourceStream("SelfTest/apertures.csv")!);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            double[] cells = [.. line.Split(',').Select(cell => cell is "INDEF" ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture))];
            yield return (new ApertureProblem(cells[0], cells[1], cells[3], cells[4], cells[2], cells[5]), cells[6..9]);
        }
    }
}
