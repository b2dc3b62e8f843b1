using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.ScaleMixture;

/// <summary>Where the chains of a normal scale mixture start: σ² and typical ψ of each instrument, both dispersed from chain to chain.</summary>
/// <param name="Variance">A typical ψ of each instrument.</param>
/// <param name="Scale">σ² of each instrument.</param>
/// <param name="Known">Whether σ² is known, so that it must not be dispersed.</param>
/// <param name="Common">Whether one σ² is common to all, so that all must start at the same.</param>
internal sealed record ScaleMixtureStarts(double[] Variance, double[] Scale, bool Known, bool Common)
{
    // Factors of e^±1.5: wider than a posterior of σ² from a handful of sources.
    private const double HalfWidth = 1.5;

    /// <summary>Where some groups of chains start instead, where a posterior has several modes: typical ψ and σ² of each instrument.</summary>
    public IReadOnlyList<(ChainGroup Chains, double[] Variance, double[] Scale)> Groups { get; init; } = [];

    /// <summary>The state of every lane, see <see cref="ScaleMixtureState"/>. Areas follow from the precisions in the first step.</summary>
    /// <param name="firstChain">Chain of the first lane.</param>
    /// <param name="lanes">Lanes.</param>
    /// <param name="key">Key of the streams.</param>
    public double[] States(int firstChain, int lanes, StreamKey key)
    {
        int n = Scale.Length;
        int length = ScaleMixtureState.Length(n);
        double[] values = new double[(long)lanes * length];
        SideBySide.For(0, lanes, lane =>
        {
            Stream<ScalarLane> stream = new(key, ScalarLane.OfBits(firstChain + lane), 0);
            long at = Tiles.Offset(lane, length);
            (double[] typical, double[] scales) = Of(firstChain + lane);
            for (int i = 0; i < n; i++)
            {
                stream.Uniforms(Sites.Start + (Common ? 0 : i), 0, out ScalarLane first, out ScalarLane second);
                double scale = Known ? scales[i] : scales[i] * Math.Exp(HalfWidth * ((2.0 * first.Value) - 1.0));
                values[at + ((ScaleMixtureState.Scale + i) * Tiles.Width)] = scale;
                values[at + ((ScaleMixtureState.Factor(n) + i) * Tiles.Width)] = Math.Exp(HalfWidth * ((2.0 * second.Value) - 1.0)) / typical[i];
            }
        }, CancellationToken.None);
        return values;
    }

    private (double[] Variance, double[] Scale) Of(int chain)
    {
        foreach ((ChainGroup group, double[] variance, double[] scale) in Groups)
        {
            if (chain >= group.First && chain < group.First + group.Count)
            {
                return (variance, scale);
            }
        }

        return (Variance, Scale);
    }
}
