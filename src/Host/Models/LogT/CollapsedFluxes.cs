using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models.LogT;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;
using LogTKernel = GpuConcord.Kernels.Models.LogT.LogTModel;

namespace GpuConcord.Host.Models.LogT;

/// <summary>What goes with kept draws of θ: means of fluxes and weights, and draws of fluxes.</summary>
/// <param name="device">Where.</param>
/// <param name="plan">How integrals are made.</param>
/// <param name="theta">Draws of θ, an array a dimension, chain-major.</param>
/// <param name="options">How they were made.</param>
internal sealed class CollapsedFluxes(Device device, CollapsedPlan plan, double[][] theta, FitOptions options)
{
    // Means given θ say much with few draws: these many chains, and so many draws of each.
    private const int MostChains = 32;
    private const int FewestDraws = 8;
    private const int MostDraws = 64;
    private const int Work = 1 << 16;

    /// <summary>Sums of means given θ, see <see cref="ScaleMixtureTotals"/>, and how many there are.</summary>
    /// <param name="cancellation">Looked at on the way.</param>
    public (ChainTotals Totals, FitOptions Options) Moments(CancellationToken cancellation)
    {
        // Even nodes are good for any moment; Gauss nodes were tried for the integral alone.
        using CollapsedMemory memory = new(device, plan, plan.Rules.Even(plan.Step, cancellation)!);
        (int n, int sources, int observations) = (plan.Region.Areas, plan.Sources.Count, plan.Sources.Value.Length);
        FitOptions own = options with
        {
            Chains = Math.Min(MostChains, options.Chains),
            Draws = Math.Min(options.Draws, Math.Clamp(Work / sources, FewestDraws, MostDraws)),
            Thin = 1,
        };
        long length = ScaleMixtureTotals.Length(n, observations, sources);
        int lanes = Tiles.RoundUp(own.Chains);
        using Memory points = device.Upload(Points(lanes, own.Chains, [.. Enumerable.Range(0, own.Draws).Select(d => (int)((long)(d + 1) * options.Draws / own.Draws) - 1)]));
        using Memory totals = device.Allocate(lanes * length);
        using Memory scratch = device.Allocate((long)lanes * LogTMoments.ScratchLength(memory.Model));
        device.Launch<LogTMoments, LogTMomentsArguments>(lanes, new LogTMomentsArguments
        {
            Model = memory.Model,
            Points = points.View,
            Draws = own.Draws,
            Scratch = scratch.View,
            Totals = totals.View,
            SourceCount = sources,
            Observations = observations,
        });
        ChainTotals found = new(own, length);
        totals.CopyTo(found.Of(0, lanes));
        return (found, own);
    }

    /// <summary>Draws of log fluxes, above their centres, of some sources at some draws of every chain.</summary>
    /// <param name="latent">How ψ is drawn.</param>
    /// <param name="chosen">Sources, in the order of the device; null for all.</param>
    /// <param name="draws">Numbers of the kept draws to look at.</param>
    /// <param name="take">Given a number among them, and the fluxes of every lane.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public void Draw(LogTKernel latent, int[]? chosen, int[] draws, Action<int, double[]> take, Action<double> progress, CancellationToken cancellation)
    {
        CollapsedPlan own = chosen is null ? plan : plan with { Sources = plan.Sources.Only(chosen) };

        // It found room when the plan was made.
        double[] rules = own.Rules.Even(own.Step, cancellation)!;
        using CollapsedMemory memory = new(device, own, rules);
        int[] number = chosen ?? [.. Enumerable.Range(0, own.Sources.Count)];
        using Memory numbers = device.Upload([.. number.SelectMany(j => new double[] { j, plan.Sources.First[j] })]);
        int lanes = Tiles.RoundUp(options.Chains);
        using Memory scratch = device.Allocate((long)lanes * LogTFluxDraws.ScratchLength(memory.Model, memory.MostNodes));
        using Memory points = device.Allocate((long)lanes * plan.Region.Dimension);
        using Memory fluxes = device.Allocate((long)lanes * own.Sources.Count);
        double[] values = new double[fluxes.Length];
        for (int d = 0; d < draws.Length; d++)
        {
            cancellation.ThrowIfCancellationRequested();
            points.CopyFrom(Points(lanes, options.Chains, [draws[d]]));
            device.Launch<LogTFluxDraws, LogTFluxDrawsArguments>(lanes, new LogTFluxDrawsArguments
            {
                Model = memory.Model,
                Latent = latent,
                Points = points.View,
                Numbers = numbers.View,
                Scratch = scratch.View,
                Fluxes = fluxes.View,
                Key = StreamKey.Of(options.Seed, options.Problem),
                Iteration = options.Iteration(draws[d]),
                MostNodes = memory.MostNodes,
            });
            fluxes.CopyTo(values);
            take(d, values);
            progress((d + 1.0) / draws.Length);
        }
    }

    /// <summary>θ of some draws of some chains, per lane; lanes beyond them repeat the first chain.</summary>
    private double[] Points(int lanes, int chains, int[] draws)
    {
        int dimension = theta.Length;
        double[] values = new double[(long)lanes * draws.Length * dimension];
        for (int lane = 0; lane < lanes; lane++)
        {
            int chain = lane < chains ? lane : 0;
            long at = Tiles.Offset(lane, (long)draws.Length * dimension);
            for (int d = 0; d < draws.Length; d++)
            {
                for (int k = 0; k < dimension; k++)
                {
                    values[at + ((((long)d * dimension) + k) * Tiles.Width)] = theta[k][(chain * options.Draws) + draws[d]];
                }
            }
        }

        return values;
    }
}
