using System.Diagnostics;
using System.Globalization;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Bench;

/// <summary>The workload of <see cref="ApertureBenchmarks"/> in files, for <c>bench/peers/apertures.py</c>, and what it takes in a fresh process.</summary>
internal static class AperturePeers
{
    private const int Passes = 40;

    /// <summary>
    /// Writes rows.csv and results.csv and prints processor nanoseconds a source: of the first pass with the start of the device and all compilation, and of
    /// the fastest of the others.
    /// </summary>
    public static void Write(int lanes, bool leaky, string folder)
    {
        ApertureProblem[] problems = ApertureBenchmarks.Catalogue(ApertureBenchmarks.Sources, leaky);
        PosteriorSummary[] summaries = new PosteriorSummary[problems.Length];
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        using Device device = Device.OpenSimd(lanes, 1);
        using ExactPhotometry exact = new(device);
        exact.Solve(problems, summaries);
        TimeSpan cold = Environment.CpuUsage.TotalTime - begin;
        TimeSpan warm = TimeSpan.MaxValue;
        for (int pass = 1; pass < Passes; pass++)
        {
            begin = Environment.CpuUsage.TotalTime;
            exact.Solve(problems, summaries);
            TimeSpan spent = Environment.CpuUsage.TotalTime - begin;
            warm = spent < warm ? spent : warm;
        }

        File.WriteAllLines(Path.Combine(folder, "rows.csv"), problems.Select(p => Line(p.N, p.M, p.F, p.G, p.R, p.Confidence)));
        File.WriteAllLines(Path.Combine(folder, "results.csv"), summaries.Select(s => Line(s.Mode, s.Mean, s.Deviation, s.Low, s.High)));
        Console.WriteLine(Line(cold.TotalNanoseconds / problems.Length, warm.TotalNanoseconds / problems.Length));
    }

    private static string Line(params double[] numbers) => string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}
