using GpuConcord.Host.Models;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>A sweep: everything that is reported of it; made when it ends, or read back from its folder.</summary>
public sealed record SweepRun
{
    private int[]? notConverged;

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The command line, word by word, without the program's name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Where the data sets came from.</summary>
    public required IReadOnlyList<DataOrigin> Data { get; init; }

    /// <summary>The model that was fitted to every problem.</summary>
    public required IModel Model { get; init; }

    /// <summary>The device that was used; its memory is not recorded.</summary>
    public required DeviceRecord Device { get; init; }

    /// <summary>How the problems were sampled; what decides no number is not recorded.</summary>
    public required SweepOptions Options { get; init; }

    /// <summary>Seconds it took to read and validate the tables and to lay out the problems.</summary>
    public required double ReadSeconds { get; init; }

    /// <summary>Seconds that the sweep took by stage.</summary>
    public required SweepTiming Timing { get; init; }

    /// <summary>The problems, and what became of them.</summary>
    public required IReadOnlyList<SweptProblem> Problems { get; init; }

    /// <summary>What was left out or ignored of data and priors, in sentences for a person.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Where prior and data contradict each other, a line a data set and band; empty when they nowhere do.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The parts in which it was done; none when in one piece.</summary>
    public IReadOnlyList<RunPart> Parts { get; init; } = [];

    /// <summary>Logical processors of the machine it ran on.</summary>
    public int Processors { get; init; } = Machine.This.Processors;

    /// <summary>Indices of the problems that did not converge.</summary>
    public IReadOnlyList<int> NotConverged => notConverged ??= [.. Enumerable.Range(0, Problems.Count).Where(k => !Problems[k].Posterior.Converged)];

    /// <summary>What to say of problems whose posterior has several modes that chains do not leave; null when there are none.</summary>
    public string? SeparateModes
    {
        get
        {
            int[] several = [.. NotConverged.Where(k => Problems[k].Posterior.Modes > 1)];
            return several.Length == 0
                ? null
                : $"{Labelled.Of(several.Length, "problem")} {(several.Length == 1 ? "has" : "have")} several modes, and chains do not cross from one to another (problem "
                    + $"{several[0] + 1}, "
                    + $"{Problems[several[0]].Label}, is the first; column modes of problems.csv): prior and data contradict each other there. gpuconcord fit with that prior "
                        + "names the modes.";
        }
    }
}
