using GpuConcord.Host.Diagnostics;
using GpuConcord.Tests.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>
/// How far two samples of one posterior lie apart, in standard errors of their difference: mean, standard deviation, median and
/// the ends of the 95 % interval of every parameter.
/// </summary>
internal sealed class Agreement
{
    /// <summary>Largest |z| allowed. Some hundreds of comparisons are made at fixed seeds; 5 would occur once in 10⁴ such suites.</summary>
    public const double Most = 5.0;

    // A sample kurtosis above this means that the fourth moment, and with it the error of the sd, is not estimable.
    private const double HeavyTail = 60.0;

    private readonly List<(string What, double Z)> scores = [];

    /// <summary>The largest |z| and what it belongs to.</summary>
    public (string What, double Z) Worst => scores.MaxBy(score => Math.Abs(score.Z));

    /// <summary>Mean of z²; near 1 when the errors are what they are said to be, and only chance separates the two.</summary>
    public double MeanSquare => scores.Average(score => score.Z * score.Z);

    /// <summary>Number of comparisons.</summary>
    public int Count => scores.Count;

    /// <summary>Compares draws with an oracle that states its moments, quantiles and effective sample size.</summary>
    public void Add(string name, double[] draws, int chains, OracleParameter oracle)
    {
        ParameterSummary found = ParameterSummary.Of(name, draws, chains);
        double[] sorted = [.. draws.Order()];
        Score(name, "mean", found.Mean - oracle.Mean, found.McseMean, oracle.McseMean);
        double kurtosis = Kurtosis(draws, found);
        if (kurtosis < HeavyTail)
        {
            Score(name, "sd", found.Sd - oracle.Sd, found.McseSd, found.Sd * Math.Sqrt((kurtosis - 1) / (4 * oracle.Ess)));
        }

        Score(name, "q2.5", found.Q2_5 - oracle.Q025, found.McseQ2_5, QuantileError(sorted, 0.025, oracle.Ess));
        Score(name, "median", found.Median - oracle.Median, found.McseMedian, QuantileError(sorted, 0.5, oracle.Ess));
        Score(name, "q97.5", found.Q97_5 - oracle.Q975, found.McseQ97_5, QuantileError(sorted, 0.975, oracle.Ess));
    }

    /// <summary>Compares two samples.</summary>
    public void Add(string name, double[] first, int firstChains, double[] second, int secondChains)
    {
        ParameterSummary a = ParameterSummary.Of(name, first, firstChains);
        ParameterSummary b = ParameterSummary.Of(name, second, secondChains);
        Score(name, "mean", a.Mean - b.Mean, a.McseMean, b.McseMean);
        Score(name, "sd", a.Sd - b.Sd, a.McseSd, b.McseSd);
        Score(name, "q2.5", a.Q2_5 - b.Q2_5, a.McseQ2_5, b.McseQ2_5);
        Score(name, "median", a.Median - b.Median, a.McseMedian, b.McseMedian);
        Score(name, "q97.5", a.Q97_5 - b.Q97_5, a.McseQ97_5, b.McseQ97_5);
    }

    /// <summary>Compares one number with its exact value.</summary>
    public void Add(string name, double found, double error, double exact) => Score(name, "", found - exact, error, 0);

    /// <summary>Fails unless every comparison, and all of them together, are within what chance allows.</summary>
    public void Require(string what)
    {
        string report = $"{what}: {Worst.What} is off by {Worst.Z:F2} standard errors, mean z² {MeanSquare:F2} over {Count} comparisons";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(Math.Abs(Worst.Z) <= Most, report);

        // The comparisons of one parameter, and of neighbours, are correlated: the mean square spreads wider than that of independent ones.
        Assert.True(MeanSquare <= 3.0, report);
    }

    private void Score(string name, string figure, double difference, double error, double other)
    {
        double z = difference / Math.Sqrt((error * error) + (other * other));
        Assert.False(double.IsNaN(z), $"{name} {figure}: no standard error; the chains never moved, or a draw is not finite.");
        scores.Add(($"{name} {figure}", z));
    }

    private static double Kurtosis(double[] draws, ParameterSummary summary)
    {
        double fourth = draws.Average(draw => Math.Pow((draw - summary.Mean) / summary.Sd, 4));
        return fourth;
    }

    /// <summary>Error of a quantile of <paramref name="ess"/> independent draws, read off the distribution itself.</summary>
    private static double QuantileError(double[] sorted, double probability, double ess)
    {
        double error = Math.Sqrt(probability * (1 - probability) / ess);
        return (Quantile.Of(sorted, probability + error) - Quantile.Of(sorted, probability - error)) / 2;
    }
}
