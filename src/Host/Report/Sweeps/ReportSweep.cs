using GpuConcord.Host.Runs.Sweeps;

namespace GpuConcord.Host.Report.Sweeps;

/// <summary>What a report tells of a sweep; made from its results at once, or read back from its folder.</summary>
public sealed record ReportSweep
{
    /// <summary>Version of the program that made it.</summary>
    public required string Version { get; init; }

    /// <summary>Its command line, word by word, without the program's name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The data sets.</summary>
    public required IReadOnlyList<ReportSweepData> Data { get; init; }

    /// <summary>The device in words.</summary>
    public required string Device { get; init; }

    /// <summary>How each problem was sampled, in words.</summary>
    public required string Sampling { get; init; }

    /// <summary>What was left out or ignored of data and priors.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>How many problems did not converge.</summary>
    public required int NotConverged { get; init; }

    /// <summary>The problems in their order.</summary>
    public required IReadOnlyList<ReportProblem> Problems { get; init; }

    /// <summary>The report's view of a sweep.</summary>
    public static ReportSweep Of(SweepRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new ReportSweep
        {
            Version = run.Version,
            Arguments = run.Arguments,
            Started = run.Started,
            Data = [.. run.Data.Select(data => new ReportSweepData(data.Name, data.Path, data.Sha256, data.Example is { Simulated: true }, data.Example?.Citation))],
            Device = DeviceWords(run.Device.Kind, run.Device.Name, run.Device.Driver, run.Device.Reason),
            Sampling = SamplingWords(run.Options.Chains, run.Options.Draws, run.Options.WarmUp, SweepTuningName.Of(run.Options.Tuning), run.Options.Seed),
            Notes = run.Notes,
            NotConverged = run.NotConverged.Count,
            Problems = [.. run.Problems.Select((problem, k) =>
            {
                var posterior = run.Result.Posteriors[k];
                return new ReportProblem
                {
                    Data = problem.Data,
                    Band = problem.Observations.Band,
                    LeftOut = problem.LeftOut,
                    Label = problem.Label,
                    Instruments = problem.Observations.Instruments,
                    Tau = problem.Priors.Tau,
                    Alpha = problem.Priors.Alpha,
                    Beta = problem.Priors.Beta,
                    Areas = [.. posterior.Areas.Select((area, i) =>
                    {
                        var b = problem.Priors.LogArea[i];
                        return new SweptArea(area.Mean - b, area.Q2_5 - b, area.Median - b, area.Q97_5 - b);
                    })],
                    Weight = posterior.PriorWeight,
                    Influence = [.. Enumerable.Range(0, posterior.PriorWeight.Length).Select(i => posterior.PriorInfluence[i, i])],
                };
            })],
        };
    }

    internal static string DeviceWords(string kind, string name, string driver, string reason) => $"{kind}: {name}, {driver} ({reason})";

    internal static string SamplingWords(int chains, int draws, int warmUp, string tuning, ulong seed) =>
        $"collapsed, {(tuning is "fit" ? "tuned as a fit" : "quick tuning")}: {chains} chains × {draws} draws after {warmUp} iterations of warm-up for each problem, seed {seed}";
}

/// <summary>A data set of a sweep, for the record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The file, or null for a built-in set.</param>
/// <param name="Sha256">SHA-256 of the table.</param>
/// <param name="Simulated">Whether it is known to be simulated.</param>
/// <param name="Citation">What to cite; null when unknown.</param>
public sealed record ReportSweepData(string Name, string? Path, string Sha256, bool Simulated, string? Citation);

/// <summary>One problem of a sweep; arrays follow its instruments.</summary>
public sealed record ReportProblem
{
    /// <summary>Name of the data set.</summary>
    public required string Data { get; init; }

    /// <summary>The energy band, or null.</summary>
    public required string? Band { get; init; }

    /// <summary>The unit that was left out, or null.</summary>
    public required string? LeftOut { get; init; }

    /// <summary>What its prior is called.</summary>
    public required string Label { get; init; }

    /// <summary>Its instruments.</summary>
    public required string[] Instruments { get; init; }

    /// <summary>τ_i.</summary>
    public required double[] Tau { get; init; }

    /// <summary>α_i.</summary>
    public required double[] Alpha { get; init; }

    /// <summary>β_i.</summary>
    public required double[] Beta { get; init; }

    /// <summary>The posterior of B_i − b_i.</summary>
    public required SweptArea[] Areas { get; init; }

    /// <summary>W_i.</summary>
    public required double[] Weight { get; init; }

    /// <summary>∂E[B_i]/∂b_i.</summary>
    public required double[] Influence { get; init; }

    /// <summary>Geometric mean of τ_i.</summary>
    public double TypicalTau => Math.Exp(Tau.Average(Math.Log));
}

/// <summary>The posterior of an area over nominal, B − b, natural logarithm.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Low">2.5 % quantile.</param>
/// <param name="Median">Median.</param>
/// <param name="High">97.5 % quantile.</param>
public readonly record struct SweptArea(double Mean, double Low, double Median, double High);
