using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

/// <summary>tests/data/collapsed/reference.json and tests/data/modes/reference.json: what the scripts beside them computed.</summary>
internal static class ReferenceCases
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    private static readonly Lazy<CollapsedFile> CollapsedRead = new(() => Read<CollapsedFile>("collapsed"));

    private static readonly Lazy<ModeCase[]> ModesRead = new(() => Read<ModeCase[]>("modes"));

    private static readonly Lazy<SlideCase[]> SlidesRead = new(() => Read<SlideCase[]>("modes", "slides.json"));

    private static readonly Lazy<PreciseCase[]> PreciseRead = new(() => Read<PreciseCase[]>("precise"));

    public static IReadOnlyList<CollapsedCase> Collapsed => CollapsedRead.Value.Collapsed;

    public static IReadOnlyList<KnownCase> Known => CollapsedRead.Value.Known;

    public static IReadOnlyList<ModeCase> Modes => ModesRead.Value;

    public static IReadOnlyList<SlideCase> Slides => SlidesRead.Value;

    public static IReadOnlyList<PreciseCase> Precise => PreciseRead.Value;

    public static TheoryData<string> CollapsedNames => [.. Collapsed.Select(c => c.Name)];

    public static TheoryData<string> KnownNames => [.. Known.Select(c => c.Name)];

    public static TheoryData<string> ModeNames => [.. Modes.Select(c => c.Name)];

    public static CollapsedCase CollapsedCase(string name) => Collapsed.Single(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    public static double[,] Matrix(double[][] rows)
    {
        double[,] matrix = new double[rows.Length, rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < rows.Length; k++)
            {
                matrix[i, k] = rows[i][k];
            }
        }
        return matrix;
    }

    // A diagonal T goes in as τ, so that the independent code path is the one under test.
    public static AreaPrior Prior(double[] b, double[][] covariance)
    {
        bool diagonal = !covariance.Where((row, i) => row.Where((value, k) => k != i && value != 0).Any()).Any();
        double[] tau = [.. covariance.Select((row, i) => Math.Sqrt(row[i]))];
        return diagonal ? AreaPrior.Independent(new Priors(b, tau, tau, tau)) : AreaPrior.Correlated(b, Matrix(covariance));
    }

    private static T Read<T>(string folder, string file = "reference.json") =>
        JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", folder, file)), Options)!;

    private sealed record CollapsedFile(CollapsedCase[] Collapsed, KnownCase[] Known);
}

internal sealed record CollapsedCase(string Name, double?[][] Y, double[] B, double[][] Covariance, double[] Alpha, double[] Beta, CollapsedPoint[] Points)
{
    public CollapsedPosterior Posterior() =>
        new(PatternStatistics.Of(ReferenceTables.Of(Y)), ReferenceCases.Prior(B, Covariance), Alpha, Beta);
}

internal sealed record CollapsedPoint(double[] Eta, double LogDensity, double[] Gradient, double[][] Hessian, double[] AreaMean, double[][] AreaCovariance);

internal sealed record KnownCase(string Name, double?[][] Y, double?[][] Variance, double[] B, double[][] Covariance, double[] AreaMean, double[][] AreaCovariance,
    double[] FluxMean, double[] FluxSd);

/// <summary>A case of tests/data/precise: exact, and of doubles that are the nearest to it.</summary>
internal sealed record PreciseCase(string Name, double Ratio, double[] B, double[][] Covariance, double?[][] Y, double?[][] Variance, double[] Shift, double[] Sd,
    double[][] Difference, double[][] DifferenceSd, double[] FluxMean, double[] FluxSd, double[][] Response);

internal sealed record SlideCase(string Name, double Tau, double Alpha, double Beta, double[] Area, double[] Variance);

internal sealed record ModeCase(string Name, double Tau, double Alpha, double Beta, MarginalPoint[] Modes, double[] JointVariance)
{
    public CollapsedPosterior Posterior()
    {
        PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Read(Name));
        return new CollapsedPosterior(statistics, Priors.Uniform(statistics.InstrumentCount, Tau, Alpha, Beta));
    }
}

internal sealed record MarginalPoint(double LogDensity, double[] LogVariance);
