using GpuConcord.Host.Devices;

namespace GpuConcord.Bench.Roofline;

/// <summary>A hot kernel at work: one of the benchmark classes, on lanes of the caller's choice.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Unit">What one operation is.</param>
/// <param name="Operations">Operations in one run.</param>
/// <param name="Prepare">Sets up on the given lanes; returns the run and the cleaning up.</param>
internal sealed record Workload(string Name, string Unit, int Operations, Func<ILaneLaunch, (Action Run, Action Cleanup)> Prepare)
{
    /// <summary>Every kernel in which the program spends its time.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("GIG draw, k = 200", "draw", GigBenchmarks.Draws, lanes =>
        {
            GigBenchmarks gig = new() { Lanes = lanes };
            gig.Setup();
            return (gig.Typical, gig.Cleanup);
        }),
        new("Collapsed sampler, 2 leapfrogs, N = 3", "transition", CollapsedBenchmarks.Transitions, lanes => Collapsed(lanes, 2, false)),
        new("Collapsed sampler, 6 leapfrogs, N = 3", "transition", CollapsedBenchmarks.Transitions, lanes => Collapsed(lanes, 6, false)),
        new("Collapsed sampler, 2 leapfrogs, B drawn too", "kept draw", CollapsedBenchmarks.Transitions, lanes => Collapsed(lanes, 2, true)),
        new("log-t sampler, ν = 3, 3 × 103", "latent ψ", LogTBenchmarks.Updates, lanes =>
        {
            LogTBenchmarks logT = new() { Lanes = lanes, Nu = 3.0, Sources = 103 };
            logT.Setup();
            return (logT.LatentUpdates, logT.Cleanup);
        }),
        new("Aperture, exact, g = 0", "source", ApertureBenchmarks.Sources, lanes => Aperture(lanes, false, false)),
        new("Aperture, exact, g > 0", "source", ApertureBenchmarks.Sources, lanes => Aperture(lanes, true, false)),
        new("Aperture, CIAO grid, g = 0", "source", ApertureBenchmarks.Sources, lanes => Aperture(lanes, false, true)),
        new("Aperture, CIAO grid, g > 0", "source", ApertureBenchmarks.Sources, lanes => Aperture(lanes, true, true)),
    ];

    private static (Action Run, Action Cleanup) Collapsed(ILaneLaunch lanes, int leapfrogs, bool draw)
    {
        CollapsedBenchmarks collapsed = new() { Lanes = lanes, Sources = 10_000, Leapfrogs = leapfrogs };
        collapsed.Setup();
        return (() => _ = draw ? collapsed.Draw() : collapsed.Transition(), collapsed.Cleanup);
    }

    private static (Action Run, Action Cleanup) Aperture(ILaneLaunch lanes, bool leaky, bool grid)
    {
        ApertureBenchmarks aperture = new() { Lanes = lanes, Leaky = leaky };
        aperture.Setup();
        return (grid ? aperture.CiaoGrid : aperture.Exact, aperture.Cleanup);
    }
}
