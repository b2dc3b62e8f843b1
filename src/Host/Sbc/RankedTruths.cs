using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogT;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Sbc;

/// <summary>
/// The quantities that are ranked: B and (fitted) v or σ² of every instrument, G of the first and the last source, the mean of G, and the log
/// likelihood ln p(y | B, G, v), which sees what data and parameters say together (Modrák et al. 2023, Bayesian Analysis, doi:10.1214/23-BA1404).
/// With several bands also how the first instrument's area differs between the first and the last: what a wrong correlation shows in.
/// </summary>
/// <param name="options">What is calibrated.</param>
/// <param name="device">Where fluxes are drawn.</param>
internal sealed class RankedTruths(CalibrationOptions options, Device device)
{
    private readonly LogTError? error = options.Model is ScatterModel.LogT ? new LogTError(options.FittedLogT.Nu) : null;

    private bool HasVariances => options.Model is ScatterModel.LogT ? options.LogT.Sigma is null : options.Model is not ScatterModel.KnownVariances;

    private bool HasOneVariance => options.Model is ScatterModel.LogT && options.LogT.CommonSigma;

    private int LastBand => options.Instruments / options.Bands * (options.Bands - 1);

    /// <summary>Their names.</summary>
    public string[] Names()
    {
        string[] instruments = options.Design.Instruments;
        string[] sources = options.Design.Sources;
        return
        [
            .. instruments.Select(name => $"B[{name}]"),
            .. options.Bands > 1 ? (string[])[$"B[{instruments[LastBand]}] - B[{instruments[0]}]"] : [],
            .. !HasVariances ? [] : HasOneVariance ? ["sigma2"] : instruments.Select(name => $"sigma2[{name}]"),
            $"G[{sources[0]}]", $"G[{sources[^1]}]", "mean of G", "log likelihood",
        ];
    }

    /// <summary>The rank of each truth of a replicate among its draws.</summary>
    public int[] Of(Replicate replicate, ReplicateDraws draws, CancellationToken cancellation)
    {
        double[][] flux = draws.LogFlux ?? Fluxes(replicate, draws, cancellation);
        double[] mean = Each(d => flux.Average(own => own[d]));
        double[][] area = draws.LogArea;
        double[] likelihood = Each(d => LogLikelihood(
            replicate.Data, i => area[i][d], i => draws.Variance.Length > 0 ? draws.Variance[i][d] : replicate.Variance[i], j => flux[j][d]));
        double truth = LogLikelihood(replicate.Data, i => replicate.LogArea[i], i => replicate.Variance[i], _ => 0);
        return
        [
            .. area.Zip(replicate.LogArea, Rank),
            .. options.Bands > 1 ? (int[])[Rank(Each(d => area[LastBand][d] - area[0][d]), replicate.LogArea[LastBand] - replicate.LogArea[0])] : [],
            .. draws.Variance.Zip(replicate.Variance, Rank).Take(HasOneVariance ? 1 : draws.Variance.Length),
            Rank(flux[0], 0.0), Rank(flux[^1], 0.0), Rank(mean, 0.0), Rank(likelihood, truth),
        ];
    }

    /// <summary>Rank of the truth among all draws but the last: 0 to their number less one.</summary>
    private static int Rank(double[] draws, double truth)
    {
        int below = 0;
        foreach (double value in draws.AsSpan(0, draws.Length - 1))
        {
            below += value < truth ? 1 : 0;
        }

        return below;
    }

    private double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, options.RankValues).Select(value)];

    private double[][] Fluxes(Replicate replicate, ReplicateDraws draws, CancellationToken cancellation)
    {
        double[][] flux = new double[options.Design.SourceCount][];
        double[]? known = options.Model is ScatterModel.FittedVariances ? null : replicate.Data.Variance;
        new ConditionalFluxes(
            device, replicate.Data, options.Priors.LogArea, draws.LogArea, draws.Variance, known, ReplicateSampling.FitOptionsOf(options, replicate))
            .Draw([.. Enumerable.Range(0, flux.Length)], options.Chains, 1, 1L << 22, (j, values) => flux[j] = values, cancellation);
        return flux;
    }

    private double LogLikelihood(
        Observations data, Func<int, double> area, Func<int, double> variance, Func<int, double> flux)
    {
        double sum = 0;
        for (int j = 0; j < data.SourceCount; j++)
        {
            for (int o = data.First[j]; o < data.First[j + 1]; o++)
            {
                int i = data.Instrument[o];
                double residual = data.Y[o] - area(i) - flux(j);
                double own = variance(i) + (options.Model is ScatterModel.KnownPlusFittedVariances ? data.Variance![o] : 0);
                sum += error?.LogDensity(residual, own) ?? Normal.PDFLn(-0.5 * own, Math.Sqrt(own), residual);
            }
        }

        return sum;
    }
}
