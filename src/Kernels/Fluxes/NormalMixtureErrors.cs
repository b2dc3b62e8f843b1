using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Fluxes;

/// <summary>What <see cref="NormalMixtureErrors"/> reads and writes. A lane is a source; eight neighbouring lanes share a pattern.</summary>
public struct NormalMixtureErrorsArguments
{
    /// <summary>Tables made by <see cref="ComponentTables"/>.</summary>
    public ArrayView<double> Components;

    /// <summary>A row of <see cref="SourceGroup"/> for every eight lanes.</summary>
    public ArrayView<double> Groups;

    /// <summary>Per group: rows of eight differences x_i − x₀, as <see cref="NormalMixtureQuantilesArguments.Differences"/>.</summary>
    public ArrayView<double> Differences;

    /// <summary>Three rows of Lanes: what <see cref="NormalMixtureQuantiles"/> found.</summary>
    public ArrayView<double> Quantiles;

    /// <summary>Six rows of Lanes, two a quantile, in units of the mixture's variance: V, then S; see <see cref="NormalMixtureErrors"/>.</summary>
    public ArrayView<double> Errors;

    /// <summary>Number of lanes.</summary>
    public int Lanes;

    /// <summary>Components R of a mixture.</summary>
    public int Draws;

    /// <summary>Runs of neighbouring components between which the order of the components jumps.</summary>
    public int Strata;
}

/// <summary>
/// What the Monte Carlo errors of a mixture's quantiles x are made of. A component d moves x by g_d/R, g_d = (p − Φ_d(x))/f(x): with N
/// independent draws of v behind them the variance of x is V/N, V the mean of g². Where R representatives stand for all N draws, and x is moved
/// and scaled with the mean μ and standard deviation σ that all have, a representative moves it by h_d/R instead,
/// h_d = g_d − (m_d − μ) − z (s_d² + (m_d − μ)² − σ²)/(2σ), z = (x − μ)/σ. S = mean (h_d − h_{d−1})²/(2R) estimates what the choice of
/// representatives adds to the variance: they are evenly spaced in an order in which neighbours are alike.
/// </summary>
/// <remarks>Successive differences of a systematic sample: Wolter 2007, Introduction to Variance Estimation, section 8.2, estimator v₂.</remarks>
public readonly struct NormalMixtureErrors : IKernel<NormalMixtureErrorsArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in NormalMixtureErrorsArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int lane = index * T.Width;
        Strip group = T.At(arguments.Groups, lane / SourceGroup.Width * SourceGroup.Length);
        NormalMixture mixture = new(
            T.At(arguments.Components, (long)T.LoadNumber(group, SourceGroup.Table)),
            T.At(arguments.Differences, (long)T.LoadNumber(group, SourceGroup.Differences) + (lane & (SourceGroup.Width - 1))),
            (int)T.LoadNumber(group, SourceGroup.Members),
            arguments.Draws);
        mixture.Moments(out T mean, out T sd);
        for (int q = 0; q < 3; q++)
        {
            T score = T.Load(T.At(arguments.Quantiles, ((long)q * arguments.Lanes) + lane), 0);
            T probability = T.Of(0.5 + ((q - 1) * NormalMixtureQuantiles.Tail));
            mixture.Influence(mean, sd, score, probability, arguments.Strata, out T whole, out T chosen);
            T.Store(T.At(arguments.Errors, (2L * q * arguments.Lanes) + lane), 0, whole);
            T.Store(T.At(arguments.Errors, (((2L * q) + 1) * arguments.Lanes) + lane), 0, chosen);
        }
    }
}
