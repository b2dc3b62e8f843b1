using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>
/// How what all sources share lies in memory, for N instruments and S fitted σ² (0, 1 or N), D = N + S: the numbers below; where the region is that the rules were made for, its
/// centre (D) and the packed precision matrix (D) whose quadratic form is at most <see cref="Reach"/> in it; observations of each instrument (N); its weight in the mean of B
/// − centre that fluxes move
/// along with (N), of sum 1; packed T⁻¹; α and β
/// of every σ² that is drawn; and polynomials of κ, each for a range of √q: slope and offset of its variable
/// t = slope·√q + offset, within ±1 at the nodes that name it and in the region; its degree; its coefficients, the constant first.
/// </summary>
public static class CollapsedLaw
{
    /// <summary>Unit of length s: what the rules call 1.</summary>
    public const int Unit = 0;

    /// <summary>2k = ν + 1.</summary>
    public const int TwiceShape = 1;

    /// <summary>σ²/s² where it is known.</summary>
    public const int KnownScale = 2;

    /// <summary>Largest quadratic form in the region.</summary>
    public const int Reach = 3;

    /// <summary>Sources.</summary>
    public const int Sources = 4;

    /// <summary>First number of the region's centre.</summary>
    public const int Centre = 5;

    /// <summary>First number of the packed precision.</summary>
    public static int Precision(int dimension) => Centre + dimension;

    /// <summary>First number of the observations of each instrument.</summary>
    public static int Counts(int dimension) => Precision(dimension) + Cholesky.Length(dimension);

    /// <summary>First of the weights in the mean.</summary>
    public static int Shares(int dimension, int instruments) => Counts(dimension) + instruments;

    /// <summary>First number of T⁻¹.</summary>
    public static int AreaPrecision(int dimension, int instruments) => Shares(dimension, instruments) + instruments;

    /// <summary>First number of α, then β, S each.</summary>
    public static int Alpha(int dimension, int instruments) => AreaPrecision(dimension, instruments) + Cholesky.Length(instruments);

    /// <summary>First number of the first polynomial.</summary>
    public static int Polynomials(int dimension, int instruments) => Alpha(dimension, instruments) + (2 * (dimension - instruments));
}

/// <summary>How a polynomial of <see cref="CollapsedLaw"/> lies in memory.</summary>
public static class KappaLayout
{
    /// <summary>Slope of t.</summary>
    public const int Slope = 0;

    /// <summary>Offset of t.</summary>
    public const int Offset = 1;

    /// <summary>Degree.</summary>
    public const int Degree = 2;

    /// <summary>First coefficient.</summary>
    public const int Constant = 3;

    /// <summary>Numbers of a polynomial.</summary>
    public static int Length(int degree) => Constant + degree + 1;
}
