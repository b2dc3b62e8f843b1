using GpuConcord.Host.Data;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Models.LogT;

/// <summary>The table of all log fluxes under the log-t model.</summary>
internal static class LogTFluxes
{
    /// <summary>
    /// Mean, standard deviation and Monte Carlo error of a source that two instruments saw come from every iteration, where it has them
    /// (<see cref="FluxTail"/>); quantiles, their errors, R̂ and effective sample sizes from the snapshots, NaN where there are none.
    /// </summary>
    public static FluxTable Of(
        Observations observations, ScaleMixtureMemory data, ScaleMixtureDraws draws, LoneSources lone, FitOptions options, double nu, CancellationToken cancellation)
    {
        FluxTable table = FluxPosterior.Empty(observations);
        long each = SampledFluxes.DiagnosticDraws(data.Sources.Length);
        SideBySide.For(0, data.Sources.Length, k =>
        {
            int j = data.Sources[k];
            bool moments = FluxTail.HasSd(nu, table.InstrumentCount[j]);
            table.Mean[j] = moments ? draws.Flux[k] : double.NaN;
            table.Sd[j] = moments ? draws.FluxSd[k] : double.PositiveInfinity;
            table.McseMean[j] = moments ? draws.FluxError[k] : double.NaN;
            SampledFluxes.Fill(table, j, draws.Snapshots[k], options.Chains, each);
        }, cancellation);
        lone.Fill(table);
        return table;
    }
}
