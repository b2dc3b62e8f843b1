using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Tests.Host.Photometry;

/// <summary>Sources for tests, and the plain ways to measure them.</summary>
internal static class MadeApertures
{
    /// <summary>The source of the help page's examples.</summary>
    public static readonly ApertureParameters Help = new()
    {
        N = 141,
        M = 9,
        SourceArea = 196.689,
        BackgroundArea = 4720.5,
        Alpha = 0.953,
        Beta = 0.029,
        Confidence = 0.68,
    };

    public static PosteriorSummary[] Exact(ApertureProblem[] problems, int? width = null)
    {
        using Device device = Device.OpenSimd(width, 1);
        using ExactPhotometry exact = new(device);
        PosteriorSummary[] summaries = new PosteriorSummary[problems.Length];
        exact.Solve(problems, summaries);
        return summaries;
    }

    public static (PosteriorSummary[] Summaries, double[] Extras) Exact(ApertureProblem[] problems, ExactOptions options)
    {
        using Device device = Device.OpenSimd(cores: 1);
        using ExactPhotometry exact = new(device, options);
        PosteriorSummary[] summaries = new PosteriorSummary[problems.Length];
        double[] extras = new double[problems.Length * options.ExtraCount];
        exact.Solve(problems, summaries, extras);
        return (summaries, extras);
    }

    public static PosteriorSummary[] Ciao(ApertureProblem[] problems, CiaoRule rule, int? width = null)
    {
        using Device device = Device.OpenSimd(width, 1);
        using CiaoPhotometry ciao = new(device, rule);
        PosteriorSummary[] summaries = new PosteriorSummary[problems.Length];
        double[] netCounts = [.. problems.Select(p => ((p.R * p.N) - p.M) / ((p.R * p.F) - p.G))];
        ciao.Solve(problems, netCounts, summaries);
        return summaries;
    }

    /// <summary>A catalogue like a real one: few counts and many, with and without leakage into the background aperture, both sides of zero.</summary>
    public static ApertureProblem[] Catalogue(int count, int seed, double confidence = 0.9)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double r = Math.Pow(10.0, (2.5 * random.NextDouble()) - 0.5);
            double scale = i % 50 == 0 ? 1e4 : i % 10 == 0 ? 300.0 : 20.0;
            double n = Math.Floor(scale * Math.Pow(random.NextDouble(), 2.0));
            double m = Math.Floor(scale * Math.Min(r, 20.0) * Math.Pow(random.NextDouble(), 2.0));
            double g = i % 2 == 0 ? 0.0 : 0.2 * random.NextDouble();
            return new ApertureProblem(n, m, 0.5 + (0.5 * random.NextDouble()), g, r, confidence);
        })];
    }
}
