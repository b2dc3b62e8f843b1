using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Sampling;

/// <summary>Known variances: the posterior of the areas is Gaussian, so its draws are independent and need no warm-up.</summary>
internal static class ExactSampling
{
    /// <summary>Draws B; a "chain" is only a way to number the draws.</summary>
    public static PosteriorDraws Run(
        KnownVariancePosterior posterior,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        int n = posterior.AreaMean.Length;
        using Memory distribution = device.Upload(Distribution(posterior));
        StreamKey key = StreamKey.Of(options.Seed, options.Problem);
        double[][] areas = PosteriorDraws.Arrays(n, options.Chains * options.Draws);
        new ChainWaves(device, options.Chains, n).Run((firstChain, chains) => new KeptDraws(device, chains, n, firstChain).Make(
            options.Draws,
            options.Draws,
            (first, count, memory) => device.Launch<GaussianDraws, GaussianArguments>(
                Tiles.RoundUp(chains),
                new GaussianArguments
                {
                    Distribution = distribution.View,
                    Draws = memory.View,
                    Key = key,
                    Dimension = n,
                    FirstChain = firstChain,
                    FirstDraw = first,
                    Count = count,
                }),
            areas,
            progress,
            cancellation));
        return new PosteriorDraws(areas, [], null, 0, clock.Elapsed.TotalSeconds);
    }

    private static double[] Distribution(KnownVariancePosterior posterior)
    {
        int n = posterior.AreaMean.Length;
        double[,] factor = posterior.AreaFactor ?? Matrix<double>.Build.DenseOfArray(posterior.AreaCovariance).Cholesky().Factor.ToArray();
        double[] numbers = new double[n + Cholesky.Length(n)];
        posterior.AreaMean.CopyTo(numbers, 0);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                numbers[n + Cholesky.Length(i) + k] = factor[i, k];
            }
        }

        return numbers;
    }
}
