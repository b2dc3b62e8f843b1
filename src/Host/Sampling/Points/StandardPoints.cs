using System.Collections.Concurrent;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.Points;

/// <summary>
/// Tables of <see cref="StandardPoint"/>s from scrambled Sobol' points, made once for a run: every problem of equally many instruments takes the same, so that
/// results move smoothly from prior to prior.
/// </summary>
/// <param name="seed">Seed of the run.</param>
internal sealed class StandardPoints(ulong seed)
{
    private readonly StreamKey key = StreamKey.Of(seed, 0);
    private readonly ConcurrentDictionary<(int Dimension, int Chains, int Iterations, int Set), Lazy<double[]>> tables = [];

    /// <summary>A table.</summary>
    /// <param name="dimension">N.</param>
    /// <param name="chains">Chains of a problem: each takes points that follow each other.</param>
    /// <param name="iterations">Points a chain.</param>
    /// <param name="set">Sets of different numbers are independent.</param>
    /// <returns>The points in tiles of chains, <see cref="StandardPoint.Length"/> numbers each, in the blocks of <see cref="PointBlocks"/>.</returns>
    public double[] Of(int dimension, int chains, int iterations, int set) =>
        tables.GetOrAdd((dimension, chains, iterations, set), of => new Lazy<double[]>(() => Make(of.Dimension, of.Chains, of.Iterations, of.Set))).Value;

    private double[] Make(int dimension, int chains, int iterations, int set)
    {
        int length = StandardPoint.Length(dimension);
        double[] table = new double[(long)Tiles.RoundUp(chains) * iterations * length];
        (int First, int End)[] blocks = PointBlocks.Of(chains * iterations);
        SideBySide.For(0, blocks.Length, block => Fill(block, blocks[block]), CancellationToken.None);
        return table;

        void Fill(int block, (int First, int End) range)
        {
            ScrambledSobol sobol = new(key, set, block, StandardPoint.Uniforms(dimension));
            double[] column = new double[range.End - range.First];
            for (int i = 0; i < dimension; i++)
            {
                sobol.Column(2 + i, column.Length, column);
                Put(i, EvenChiSquared.Normal);
            }

            sobol.Column(1, column.Length, column);
            Put(StandardPoint.Component(dimension), uniform => uniform);
            sobol.Column(0, column.Length, column);
            for (int place = 0; place < StandardPoint.Freedoms; place++)
            {
                int freedom = StandardPoint.Freedom(place);
                Put(StandardPoint.Stretch(dimension) + place, uniform => Math.Sqrt(freedom / EvenChiSquared.Quantile(freedom, uniform)));
            }

            void Put(int component, Func<double, double> value)
            {
                for (int p = 0; p < column.Length; p++)
                {
                    (int chain, int iteration) = Math.DivRem(range.First + p, iterations);
                    table[Tiles.Offset(chain, (long)iterations * length) + ((((long)iteration * length) + component) * Tiles.Width)] = value(column[p]);
                }
            }
        }
    }
}
