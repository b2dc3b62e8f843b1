using GpuConcord.Host.Data;
using GpuConcord.Host.Models;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>A sweep: everything that is reported of it.</summary>
public sealed record SweepRun
{
    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The command line, word by word, without the program's name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The data sets.</summary>
    public required IReadOnlyList<DataSet> Data { get; init; }

    /// <summary>The model that was fitted to every problem.</summary>
    public required IModel Model { get; init; }

    /// <summary>The device that was used.</summary>
    public required DeviceRecord Device { get; init; }

    /// <summary>How the problems were sampled.</summary>
    public required SweepOptions Options { get; init; }

    /// <summary>Seconds it took to read and validate the tables and to lay out the problems.</summary>
    public required double ReadSeconds { get; init; }

    /// <summary>The problems.</summary>
    public required IReadOnlyList<SweepProblem> Problems { get; init; }

    /// <summary>What became of them.</summary>
    public required SweepResult Result { get; init; }

    /// <summary>What was left out or ignored of data and priors, in sentences for a person.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Indices of the problems that did not converge.</summary>
    public IReadOnlyList<int> NotConverged => _notConverged ??= [.. Enumerable.Range(0, Problems.Count).Where(k => !Result.Posteriors[k].Converged)];

    private int[]? _notConverged;
}
