using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Summaries;

namespace GpuConcord.Host.SelfTest;

/// <summary>
/// Summaries of draws as the device makes them, beside the host's: chains that are correlated, that disagree, and that tie, of odd length.
/// </summary>
internal static class SummaryCheck
{
    private const int Chains = 128;
    private const int Length = 25;
    private const int Superchain = 32;
    private const double Correlation = 0.4;

    /// <summary>The largest relative difference of any figure.</summary>
    public static Finding Run(Device device)
    {
        using DrawSummaries summaries = new(device, Chains, Length);
        Finding worst = new(0.0, 1e-10, "relative");
        double[] draws = Draws();
        double[][] parameters = [draws, [.. draws.Select((draw, i) => draw + (i / Length / Superchain))], [.. draws.Select(draw => Math.Round(2 * draw))]];
        foreach (double[] parameter in parameters)
        {
            (ParameterSummary summary, double nested) = summaries.Of("x", parameter, Superchain);
            double[] expected = [.. Figures(ParameterSummary.Of("x", parameter, Chains)), SuperchainRhat.Of(parameter, Chains, Superchain)];
            double[] found = [.. Figures(summary), nested];
            for (int figure = 0; figure < found.Length; figure++)
            {
                double difference = found[figure].Equals(expected[figure]) ? 0.0 : Math.Abs((found[figure] - expected[figure]) / expected[figure]);
                worst = worst.Worse(worst with { Value = difference });
            }
        }

        return worst;
    }

    private static double[] Figures(ParameterSummary own) =>
    [
        own.Mean, own.Sd, own.Q2_5, own.Median, own.Q97_5, own.McseMean, own.McseSd, own.McseQ2_5, own.McseMedian, own.McseQ97_5, own.Rhat, own.EssBulk, own.EssTail,
    ];

    private static double[] Draws()
    {
        Random random = new(1);
        double[] draws = new double[Chains * Length];
        for (int i = 0; i < draws.Length; i++)
        {
            double step = random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
            draws[i] = (i % Length == 0 ? 0.0 : Correlation * draws[i - 1]) + step;
        }

        return draws;
    }
}
