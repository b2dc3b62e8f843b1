using ILGPU;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// Buffers of one launch of an aperture kernel. A lane is one source in dimensionless form: x = h·S with h = f + g, so that no
/// kernel ever meets a flux unit (1e-14 erg/cm²/s and 100 counts look the same).
/// </summary>
/// <param name="Inputs"><see cref="ApertureInput.Count"/> + 2 · <paramref name="Quantiles"/> rows a lane, in tiles.</param>
/// <param name="Outputs"><see cref="ApertureOutput.Count"/> + <paramref name="Quantiles"/> rows a lane, in tiles.</param>
/// <param name="Scratch">2 · <paramref name="Rows"/> rows a lane: the mixture weights and their upper sums.</param>
/// <param name="Factorials">
/// 1/l! for l = 0 … <see cref="SeriesKernel.MaxTerms"/> − 1, then nodes and weights, by turns, of the quadrature of <see cref="ThinnedGammaMixture{T}"/>.
/// </param>
/// <param name="Leaky">1 when B &gt; 0 (source photons reach the background aperture), 0 when B = 0 in every lane.</param>
/// <param name="Rows">Terms of the longest mixture in the launch.</param>
/// <param name="Quantiles">Quantiles asked for beyond the interval; the last input rows hold probability and normal deviate of each.</param>
/// <param name="LogMoments">1 when the mean and the standard deviation of ln x are wanted, else 0.</param>
/// <param name="Stride">Which terms <see cref="ThinnedKernel"/> keeps: every so many.</param>
public readonly record struct ApertureArguments(
    ArrayView<double> Inputs,
    ArrayView<double> Outputs,
    ArrayView<double> Scratch,
    ArrayView<double> Factorials,
    int Leaky,
    int Rows,
    int Quantiles,
    int LogMoments,
    int Stride);

/// <summary>Rows of <see cref="ApertureArguments.Inputs"/>.</summary>
public static class ApertureInput
{
    /// <summary>n, counts in the source aperture.</summary>
    public const int SourceCounts = 0;

    /// <summary>m, counts in the background aperture.</summary>
    public const int BackgroundCounts = 1;

    /// <summary>f, source-aperture counts a unit of S. Only f/h and g/h matter, so any unit will do.</summary>
    public const int F = 2;

    /// <summary>g, background-aperture counts a unit of S.</summary>
    public const int G = 3;

    /// <summary>First mixture term that matters.</summary>
    public const int First = 4;

    /// <summary>Last mixture term that matters.</summary>
    public const int Last = 5;

    /// <summary>r, background-aperture counts a count of background in the source aperture.</summary>
    public const int R = 6;

    /// <summary>1 when the mode is 0, else 0.</summary>
    public const int ModeAtZero = 7;

    /// <summary>Probability of the shortest interval.</summary>
    public const int Confidence = 8;

    /// <summary>Standard normal quantile at (1 + confidence)/2, where the search for two bounds starts.</summary>
    public const int TwoSidedDeviate = 9;

    /// <summary>Standard normal quantile at the confidence, where the search for one bound starts.</summary>
    public const int OneSidedDeviate = 10;

    /// <summary>Number of fixed rows.</summary>
    public const int Count = 11;
}

/// <summary>Rows of <see cref="ApertureArguments.Outputs"/>, all in units of x = h·S.</summary>
public static class ApertureOutput
{
    /// <summary>Posterior mode.</summary>
    public const int Mode = 0;

    /// <summary>Posterior mean.</summary>
    public const int Mean = 1;

    /// <summary>Posterior standard deviation.</summary>
    public const int Deviation = 2;

    /// <summary>Lower end of the shortest interval; 0 when the interval reaches zero.</summary>
    public const int Low = 3;

    /// <summary>Upper end of the shortest interval.</summary>
    public const int High = 4;

    /// <summary>Posterior mean of ln x, when asked for.</summary>
    public const int LogMean = 5;

    /// <summary>Posterior standard deviation of ln x, when asked for.</summary>
    public const int LogDeviation = 6;

    /// <summary>1 when a search ran out of iterations, else 0.</summary>
    public const int Unfinished = 7;

    /// <summary>Number of fixed rows.</summary>
    public const int Count = 8;
}
