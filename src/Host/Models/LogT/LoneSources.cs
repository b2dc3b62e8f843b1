using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// Log fluxes of the sources that a single instrument saw. A flat prior of G makes such a source say nothing of B and σ², and leaves ψ its prior:
/// G = y − B + ψ/2 + √ψ·z, ψ = σ²/ξ, ξ ~ χ²_ν. All of one instrument have the same posterior but for y.
/// </summary>
/// <remarks>
/// With ν degrees of freedom the mean of ψ exists for ν &gt; 2 only, its variance for ν &gt; 4 (<see cref="FluxTail"/>): at ν = 3 such a flux has no
/// finite standard deviation, and the table says so; its quantiles are as good as any.
/// </remarks>
/// <param name="observations">The data.</param>
/// <param name="statistics">Their patterns.</param>
/// <param name="areas">Draws of B, chain-major, one array an instrument.</param>
/// <param name="scale">σ² at a draw of an instrument.</param>
/// <param name="options">How the draws were made.</param>
/// <param name="nu">ν.</param>
internal sealed class LoneSources(
    Observations observations, PatternStatistics statistics, double[][] areas, Func<int, int, double> scale, FitOptions options, double nu)
{
    /// <summary>Fills the rows of these sources.</summary>
    public void Fill(FluxTable table)
    {
        foreach (IGrouping<int, int> group in statistics.UnsharedSources
            .Where(j => table.InstrumentCount[j] == 1)
            .GroupBy(j => observations.Instrument[observations.First[j]]))
        {
            int i = group.Key;
            double[] above = Draw(i, i);
            double[] given = [.. areas[i].Select((area, d) => -area + (scale(i, d) / (2.0 * (nu - 2.0))))];
            double mean = FluxTail.HasMean(nu, 1) ? Moments.Mean(given) : double.NaN;
            double error = FluxTail.HasMean(nu, 1) ? MonteCarloError.Mean(given, options.Chains) : double.NaN;
            double sd = FluxTail.HasSd(nu, 1) ? Math.Sqrt(Moments.Variance(above, Moments.Mean(above))) : double.PositiveInfinity;
            double low = MonteCarloError.Quantile(above, options.Chains, 0.025);
            double middle = MonteCarloError.Quantile(above, options.Chains, 0.5);
            double high = MonteCarloError.Quantile(above, options.Chains, 0.975);
            Array.Sort(above);
            foreach (int j in group)
            {
                double y = observations.Y[observations.First[j]];
                table.Mean[j] = y + mean;
                table.Sd[j] = sd;
                table.McseMean[j] = error;
                (table.McseQ2_5[j], table.McseMedian[j], table.McseQ97_5[j]) = (low, middle, high);
                table.Q2_5[j] = y + Quantile.Of(above, 0.025);
                table.Median[j] = y + Quantile.Of(above, 0.5);
                table.Q97_5[j] = y + Quantile.Of(above, 0.975);
            }
        }
    }

    /// <summary>Draws of one source's log flux, chain-major; NaN when no instrument saw it.</summary>
    public double[] Draws(int source)
    {
        int first = observations.First[source];
        if (observations.First[source + 1] == first)
        {
            return [.. Enumerable.Repeat(double.NaN, areas[0].Length)];
        }

        double[] draws = Draw(observations.Instrument[first], observations.InstrumentCount + source);
        for (int d = 0; d < draws.Length; d++)
        {
            draws[d] += observations.Y[first];
        }

        return draws;
    }

    /// <summary>Draws of G − y, whose random numbers have the address <paramref name="site"/>, no other source's.</summary>
    private double[] Draw(int instrument, long site)
    {
        StreamKey key = StreamKey.Of(options.Seed, options.Problem);
        double[] draws = new double[areas[instrument].Length];
        SideBySide.For(0, draws.Length, d =>
        {
            long iteration = options.Iteration(d % options.Draws);
            Stream<ScalarLane> stream = new(key, ScalarLane.OfBits(d / options.Draws), iteration);
            double weight = 2.0 * Gamma.Draw(stream, Sites.Latent + observations.Count + site, ScalarLane.Of(0.5 * nu)).Value;
            stream.Normals(Sites.FluxPosterior + site, 0, out ScalarLane normal, out _);
            double variance = scale(instrument, d) / weight;
            draws[d] = (0.5 * variance) + (Math.Sqrt(variance) * normal.Value) - areas[instrument][d];
        }, CancellationToken.None);
        return draws;
    }
}
