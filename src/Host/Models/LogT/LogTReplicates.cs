using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Random;
using LogTKernel = GpuConcord.Kernels.Models.LogT.LogTModel;

namespace GpuConcord.Host.Models.LogT;

/// <summary>The posterior draws of many replicates of the log-t model, all chains of all replicates in the same launches.</summary>
internal static class LogTReplicates
{
    // Latent variables a launch, so that cancellation bites within seconds.
    private const long LaunchWork = 40_000_000;
    private const int ModeStarts = 2;

    /// <summary>Warms up and draws; see <see cref="ScaleMixtureSampling{TModel}"/>.</summary>
    public static ReplicateDraws[] Run(
        LogTModel model,
        IReadOnlyList<Replicate> replicates,
        Priors priors,
        FitOptions options,
        Device device,
        Action<double> progress,
        CancellationToken cancellation)
    {
        StreamKey[] keys = ReplicateStarts.Keys(replicates, options.Seed);
        ScaleMixtureStarts[] starts = new ScaleMixtureStarts[replicates.Count];
        SideBySide.For(0, starts.Length, k =>
            starts[k] = LogTFit.Start(PatternStatistics.Of(replicates[k].Data), priors, model, ModeStarts), cancellation);
        PatternStatistics statistics = PatternStatistics.Of(replicates[0].Data);
        using ScaleMixtureMemory data = new(device, [.. replicates.Select(replicate => replicate.Data)], statistics, AreaPrior.Of(priors));
        using Memory conditionals = device.Upload(LogTFit.Conditionals(statistics.SharedObservationCount, priors, model));
        int[] all = [.. Enumerable.Range(0, data.Sources.Length)];
        using ScaleMixtureBatch<LogTKernel> batch = new(
            device, data, LogTFit.Kernel(conditionals, replicates[0].Data, model), starts, keys, options.Chains, all);
        int most = (int)Math.Clamp(LaunchWork / ((long)batch.Lanes * batch.Arguments.Observations), 1, 100);
        for (int done = 0; done < options.WarmUp; done += most)
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Launch(batch.Arguments with { FirstIteration = done, Iterations = Math.Min(most, options.WarmUp - done) });
            progress(0.6 * Math.Min(1.0, (double)(done + most) / options.WarmUp));
        }

        cancellation.ThrowIfCancellationRequested();
        double[][][] draws = batch.Sample(options.WarmUp, options.Draws, options.Thin);
        progress(1.0);
        return [.. draws.Select(columns => Of(columns, data.Sources, replicates[0].Data, priors, model))];
    }

    private static ReplicateDraws Of(double[][] columns, int[] sources, Observations design, Priors priors, LogTModel model)
    {
        int n = design.InstrumentCount;
        double[][] areas = [.. columns[n..(2 * n)].Select((values, i) => Array.ConvertAll(values, area => area + priors.LogArea[i]))];
        double[][] fluxes = new double[design.SourceCount][];
        for (int k = 0; k < sources.Length; k++)
        {
            fluxes[sources[k]] = columns[(2 * n) + k];
        }

        return new ReplicateDraws(model.Sigma is not null ? [areas] : [areas, model.CommonSigma ? columns[..1] : columns[..n]], fluxes);
    }
}
