using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Models.Counts;

/// <summary>A fit of the counts model, from one problem to its draws.</summary>
internal static class CountsFit
{
    /// <summary>Interwoven block Gibbs on the device; see <see cref="IModel.Draw"/>.</summary>
    public static ModelDraws Run(
        CountsModel model, Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        (Observations observations, Priors priors, _) = problem;
        Stopwatch clock = Stopwatch.StartNew();
        int[] named = FluxPosterior.Named(observations, options);
        using CountsMemory data = new(device, model, [observations], [priors]);
        int[] place = SourceRows.Places(data.Sources, observations.SourceCount);
        int[] chosen = [.. named.Select(j => place[j]).Where(k => k >= 0)];
        CountsSampling sampling = new(device, data, model, new CountsStarts(data, model, priors), chosen, options);
        double prepared = clock.Elapsed.TotalSeconds;
        sampling.Run(progress, cancellation);
        clock.Restart();
        progress?.Report(new FitProgress("fluxes", 0.0));
        CountsColumns columns = new(sampling.Columns, data, priors);
        FluxTable fluxes = Fluxes(observations, data, sampling, options, cancellation);
        AreaPrior prior = AreaPrior.Of(priors);
        AreaResponse response = PosteriorResponse.Of(columns.Areas, prior, data.Members, options.Chains);
        return new ModelDraws
        {
            Blocks = columns.Blocks(model, observations),
            Fluxes = fluxes,
            ChosenFluxes = [.. named.Select(j => place[j] < 0 ? FluxTable.Unknown(options.Chains * options.Draws) : columns.Flux(Array.IndexOf(chosen, place[j])))],
            PriorWeight = PriorWeight(model, observations, priors, columns, fluxes.Mean),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
            WarmUpSeconds = sampling.WarmUpSeconds + prepared,
            SamplingSeconds = sampling.SamplingSeconds,
            FluxSeconds = clock.Elapsed.TotalSeconds,
            Warnings = [.. Warnings(data, sampling)],
        };
    }

    /// <summary>Mean, sd and Monte Carlo error of every log flux from all iterations, quantiles and diagnostics from snapshots.</summary>
    private static FluxTable Fluxes(Observations observations, CountsMemory data, CountsSampling sampling, FitOptions options, CancellationToken cancellation)
    {
        FluxTable table = FluxPosterior.Empty(observations);
        int sources = data.Sources.Length;
        (double[] mean, double[] error) = sampling.Totals.Means(0, sources);
        (double[] square, _) = sampling.Totals.Means(sources, sources);
        long each = SampledFluxes.DiagnosticDraws(sources);
        SideBySide.For(0, sources, k =>
        {
            int j = data.Sources[k];
            table.Mean[j] = data.Unit() + mean[k];
            table.Sd[j] = Math.Sqrt(Math.Max(0.0, square[k] - (mean[k] * mean[k])));
            table.McseMean[j] = error[k];
            SampledFluxes.Fill(table, j, sampling.Snapshots.Draws[k], options.Chains, each);
        }, cancellation);
        return table;
    }

    /// <summary>W_i, the prior's weight were all fluxes known.</summary>
    public static double[] PriorWeight(CountsModel model, Observations observations, Priors priors, CountsColumns columns, double[] fluxes) =>
        PriorInfluence.WeightWereFluxesKnown(observations.PerInstrument(), AreaPrior.Independent(priors), Typical(model, observations, columns, fluxes));

    /// <summary>
    /// The variance that stands for an instrument's in W: n/Σ_j 1/t_ij, t = E[v] + 1/I, I the information of the counts about ln S, background
    /// profiled out, at the posterior means.
    /// </summary>
    private static double[] Typical(CountsModel model, Observations observations, CountsColumns columns, double[] fluxes)
    {
        double[] weight = new double[observations.InstrumentCount];
        double[] seen = new double[weight.Length];
        double[] area = [.. columns.Areas.Select(own => own.Average())];
        double[] variance = [.. columns.Variances.Select(own => own.Average())];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                int i = observations.Instrument[o];
                double information = CountsLikelihood.Information(observations.Counts!, o, Math.Exp(area[i] + fluxes[j]));
                weight[i] += information / (1 + ((model.Sigma is null ? variance[i] : model.Sigma.Value * model.Sigma.Value) * information));
                seen[i]++;
            }
        }

        return [.. weight.Zip(seen, (own, n) => own > 0 ? n / own : 1.0)];
    }

    private static IEnumerable<string> Warnings(CountsMemory data, CountsSampling sampling)
    {
        if (sampling.Snapshots.Plan.Count == 0)
        {
            yield return $"{data.Sources.Length:N0} sources are too many to keep a thousand draws of each: their fluxes have mean and sd, but no quantiles. "
                + "Name the sources whose draws you need with --flux-draws.";
        }
    }
}
