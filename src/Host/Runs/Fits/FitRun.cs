using GpuConcord.Host.Fits;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>One data set fitted band by band: everything that is reported of it.</summary>
public sealed record FitRun
{
    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The command line, word by word, without the program's name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Where the data came from.</summary>
    public required DataOrigin Data { get; init; }

    /// <summary>The device that was used.</summary>
    public required DeviceRecord Device { get; init; }

    /// <summary>Seed of every random number.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Seconds it took to read and validate the whole table.</summary>
    public required double ReadSeconds { get; init; }

    /// <summary>One fit a band, in the order of the data.</summary>
    public required IReadOnlyList<Fit> Fits { get; init; }

    /// <summary>What was left out or ignored of data and priors, in sentences for a person.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The parts in which it was done; none when in one piece.</summary>
    public IReadOnlyList<RunPart> Parts { get; init; } = [];

    /// <summary>The machine and runtime it ran on.</summary>
    public Machine Machine { get; init; } = Machine.This;

    /// <summary>Wall seconds by stage and the most memory held; null until files have been written.</summary>
    public RunStages? Stages { get; init; }

    /// <summary>Every band's instruments, each once, in the order of the data.</summary>
    public IReadOnlyList<string> Instruments
    {
        get
        {
            List<string> merged = [];
            foreach (Fit fit in Fits)
            {
                int next = 0;
                foreach (string name in fit.Observations.Instruments)
                {
                    // An instrument that earlier bands lack belongs behind the one before it.
                    int at = merged.IndexOf(name);
                    if (at < 0)
                    {
                        merged.Insert(at = next, name);
                    }

                    next = at + 1;
                }
            }

            return merged;
        }
    }
}
