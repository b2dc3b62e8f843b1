using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.ExtraScatter;

/// <summary>The numbers of one problem that all its chains share; see <see cref="SourceLayout"/>.</summary>
internal readonly struct SourceData(Strip observations, PriorNumbers prior, int instruments, int sources)
{
    public readonly Strip Observations = observations;
    public readonly PriorNumbers Prior = prior;
    public readonly int Instruments = instruments;
    public readonly int Sources = sources;
}

/// <summary>A lane's working rows while the model is evaluated.</summary>
internal readonly struct SourceScratch(
    Strip variance, Strip offset, Strip right, Strip mean, Strip weight, Strip deviation, Strip spread, Strip pull, Strip matrix)
{
    // Rows of N: four of the instruments, and four of the source at hand.
    private const int Rows = 8;

    /// <summary>v_i.</summary>
    public readonly Strip Variance = variance;

    /// <summary>h_i = v_i/2 − b_i + b⁰_i; later h_i − μ_i.</summary>
    public readonly Strip Offset = offset;

    /// <summary>r, the right-hand side of Sμ = r; later the sums that make the gradient.</summary>
    public readonly Strip Right = right;

    /// <summary>μ.</summary>
    public readonly Strip Mean = mean;

    /// <summary>w of each of the source's observations.</summary>
    public readonly Strip Weight = weight;

    /// <summary>x + h of each.</summary>
    public readonly Strip Deviation = deviation;

    /// <summary>Σ_b ω_b E(e_a − e_b)² of each, e = y + t/2 − B.</summary>
    public readonly Strip Spread = spread;

    /// <summary>Σ_b ω_b E(e_a − e_b) of each.</summary>
    public readonly Strip Pull = pull;

    /// <summary>S, its factor, then its inverse, packed; at last Var(B_i − B_k) below the diagonal.</summary>
    public readonly Strip Matrix = matrix;

    /// <summary>Components for N instruments.</summary>
    public static int Length(int instruments) => (Rows * instruments) + Cholesky.Length(instruments);

    public static SourceScratch At<T>(in Strip scratch, int instruments)
        where T : unmanaged, ILane<T>
    {
        long row = (long)instruments * Tiles.Width;
        return new SourceScratch(
            scratch,
            T.Skip(scratch, row),
            T.Skip(scratch, 2 * row),
            T.Skip(scratch, 3 * row),
            T.Skip(scratch, 4 * row),
            T.Skip(scratch, 5 * row),
            T.Skip(scratch, 6 * row),
            T.Skip(scratch, 7 * row),
            T.Skip(scratch, Rows * row));
    }
}
