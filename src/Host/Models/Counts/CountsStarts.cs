using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models.Counts;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Models.Counts;

/// <summary>Where the chains of a problem start, dispersed from chain to chain: v about its prior's mode, B about b, the population about the net counts.</summary>
internal sealed class CountsStarts
{
    // Factors of e^±1.5 for v, e^±1 for ω².
    private const double VarianceReach = 1.5;
    private const double SpreadReach = 1.0;

    private readonly double[] variance;
    private readonly double[] tau;
    private readonly double[] mean;
    private readonly double[] spread;
    private readonly bool known;

    /// <param name="data">The data.</param>
    /// <param name="model">The model.</param>
    /// <param name="priors">The priors of the problem.</param>
    /// <param name="problem">Its number among the data sets.</param>
    public CountsStarts(CountsMemory data, CountsModel model, Priors priors, int problem = 0)
    {
        known = model.Sigma is not null;
        variance = [.. priors.Beta.Select((beta, i) => model.Sigma is { } sigma ? sigma * sigma : beta / (priors.Alpha[i] + 1))];
        tau = priors.Tau;
        mean = new double[data.Populations];
        spread = new double[data.Populations];
        for (int p = 0; p < data.Populations; p++)
        {
            double[] own = [.. data.Starts(problem).Where((_, k) => data.PopulationOfObservation(k) == p)];
            mean[p] = own.Length > 0 ? own.Average() : 0;
            spread[p] = (own.Length > 1 ? Moments.Variance(own, mean[p]) : 0) + 0.1;
        }
    }

    /// <summary>The state of every lane, see <see cref="CountsState"/>.</summary>
    /// <param name="firstChain">Chain of the first lane.</param>
    /// <param name="lanes">Lanes.</param>
    /// <param name="key">Key of the streams.</param>
    public double[] States(int firstChain, int lanes, StreamKey key)
    {
        int n = tau.Length;
        int p = mean.Length;
        int length = CountsState.Length(n, p);
        double[] values = new double[(long)lanes * length];
        SideBySide.For(0, lanes, lane =>
        {
            Stream<ScalarLane> stream = new(key, ScalarLane.OfBits(firstChain + lane), 0);
            long at = Tiles.Offset(lane, length);
            for (int i = 0; i < n; i++)
            {
                stream.Uniforms(Sites.Start + i, 0, out ScalarLane first, out ScalarLane second);
                double start = known ? variance[i] : variance[i] * Math.Exp(VarianceReach * ((2.0 * first.Value) - 1.0));
                values[at + ((CountsState.Variance + i) * Tiles.Width)] = start;
                values[at + ((CountsState.Area(n) + i) * Tiles.Width)] = 2.0 * tau[i] * ((2.0 * second.Value) - 1.0);
            }

            for (int k = 0; k < p; k++)
            {
                stream.Uniforms(Sites.Start + n + k, 0, out ScalarLane first, out ScalarLane second);
                values[at + ((CountsState.Mean(n) + k) * Tiles.Width)] = mean[k] + (Math.Sqrt(spread[k]) * ((2.0 * first.Value) - 1.0));
                values[at + ((CountsState.Spread(n, p) + k) * Tiles.Width)] = spread[k] * Math.Exp(SpreadReach * ((2.0 * second.Value) - 1.0));
            }
        }, CancellationToken.None);
        return values;
    }
}
