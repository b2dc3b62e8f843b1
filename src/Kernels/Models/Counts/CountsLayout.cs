using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>
/// How the data of a problem lie in memory. First the segments, each a run of sources of one population that the same instruments saw: population,
/// instruments that saw them, sources, the first source, the first observation, then the instruments' indices, room for N. Then the observations,
/// source by source, instruments ascending, <see cref="Row"/> numbers each. Then the photon polynomials that observations of few counts refer to, see
/// <see cref="CountsPhotons"/>.
/// </summary>
public static class CountsData
{
    /// <summary>A polynomial's coefficients take a multiple of so many numbers, zeros at the end.</summary>
    public const int Stride = 4;

    /// <summary>Numbers of a segment before its instruments' indices.</summary>
    public const int Header = 5;

    /// <summary>Numbers an observation.</summary>
    public const int Row = 14;

    /// <summary>n, counts in the source aperture.</summary>
    public const int Source = 0;

    /// <summary>m, counts in the background aperture.</summary>
    public const int Background = 1;

    /// <summary>f/h, the share of the source's photons that the source aperture gets; h = f + g.</summary>
    public const int SourceShare = 2;

    /// <summary>g/h, that of the background aperture.</summary>
    public const int BackgroundShare = 3;

    /// <summary>r, background counts in the background aperture for one in the source aperture.</summary>
    public const int Ratio = 4;

    /// <summary>Shape of b's conditional before any background photon: 1 under a flat prior.</summary>
    public const int Shape = 5;

    /// <summary>Rate of b's conditional: 1 + r under a flat prior.</summary>
    public const int Rate = 6;

    /// <summary>b where it is known; −1 where it is fitted.</summary>
    public const int Known = 7;

    /// <summary>A rough ln S to start from.</summary>
    public const int Start = 8;

    /// <summary>Terms of the photon polynomial; 0 where there are too many.</summary>
    public const int Terms = 9;

    /// <summary>Where its coefficients begin, among all numbers of the problem.</summary>
    public const int Coefficients = 10;

    /// <summary>Its argument z at h S = 1.</summary>
    public const int Unit = 11;

    /// <summary>The largest z that it is good for: one that no posterior ever sees.</summary>
    public const int Most = 12;

    /// <summary>ln h at B = b and G = 0.</summary>
    public const int LogFactor = 13;

    /// <summary>Numbers of a segment.</summary>
    public static int Segment(int instruments) => Header + instruments;

    /// <summary>Where the observations begin.</summary>
    public static long Observations(int segments, int instruments) => (long)segments * Segment(instruments);

    /// <summary>Where the polynomials begin.</summary>
    public static long Polynomials(int segments, int instruments, int observations) => Observations(segments, instruments) + ((long)Row * observations);
}

/// <summary>
/// How the priors of a problem lie in memory: <see cref="PriorLayout"/> with b = 0, then the observations of each instrument (N) and the population
/// whose sources it sees (N), then of each population: mean and precision of μ's prior (0 when flat), shape and scale of ω²'s, and its sources.
/// </summary>
public static class CountsPrior
{
    /// <summary>Numbers a population.</summary>
    public const int Row = 5;

    /// <summary>Where the observations of an instrument stand.</summary>
    public static int Observations(int instruments, int i) => PriorLayout.Length(instruments) + i;

    /// <summary>Where the population of an instrument stands.</summary>
    public static int PopulationOf(int instruments, int i) => PriorLayout.Length(instruments) + instruments + i;

    /// <summary>Where a population's numbers begin.</summary>
    public static int Population(int instruments, int p) => PriorLayout.Length(instruments) + (2 * instruments) + (Row * p);

    /// <summary>All numbers of a problem.</summary>
    public static int Length(int instruments, int populations) => Population(instruments, populations);
}

/// <summary>A lane's state besides its latent variables, in rows.</summary>
public static class CountsState
{
    /// <summary>Values that v is offered at once.</summary>
    public const int Offers = 2;

    /// <summary>First row of v.</summary>
    public const int Variance = 0;

    /// <summary>First row of B − b.</summary>
    public static int Area(int n) => n;

    /// <summary>First row of μ.</summary>
    public static int Mean(int n) => 2 * n;

    /// <summary>First row of ω².</summary>
    public static int Spread(int n, int p) => (2 * n) + p;

    /// <summary>First row of what G is to be moved by in the next pass, where nothing scatters.</summary>
    public static int Shift(int n, int p) => (2 * n) + (2 * p);

    /// <summary>First row of ln of the width of the cloud that offers come from.</summary>
    public static int Width(int n, int p) => (2 * n) + (3 * p);

    /// <summary>First row of what ln v was on average, as far as the chain has learnt.</summary>
    public static int LogMean(int n, int p) => (3 * n) + (3 * p);

    /// <summary>First row of its variance.</summary>
    public static int LogVariance(int n, int p) => (4 * n) + (3 * p);

    /// <summary>First of the <see cref="CountsVariance.Rows"/> rows of an instrument's v: the current one, the one before its last offers, an offer.</summary>
    public static int VarianceOf(int n, int p, int which, int i) => (5 * n) + (3 * p) + (CountsVariance.Rows * ((which * n) + i));

    /// <summary>Components.</summary>
    public static int Length(int n, int p) => VarianceOf(n, p, CountsVariance.Offer + Offers, 0);
}

/// <summary>The values of v that a lane holds, each in the forms that passes over its observations read.</summary>
public static class CountsVariance
{
    /// <summary>The current one.</summary>
    public const int Current = 0;

    /// <summary>The one before it was offered others.</summary>
    public const int Former = 1;

    /// <summary>The first offer.</summary>
    public const int Offer = 2;

    /// <summary>Numbers of each.</summary>
    public const int Rows = 4;

    /// <summary>v.</summary>
    public const int Value = 0;

    /// <summary>√v.</summary>
    public const int Sd = 1;

    /// <summary>1/v.</summary>
    public const int Precision = 2;

    /// <summary>−ln v.</summary>
    public const int LogPrecision = 3;
}

/// <summary>The sums of one segment in rows, for at most so many instruments that saw its sources; what they hold depends on the step.</summary>
public static class CountsSums
{
    /// <summary>Components of a segment.</summary>
    public static int Length(int members) => 3 * (CountsState.Offers + 1) * members;
}

/// <summary>A lane's working rows: the right-hand side of the system of B and μ, and its matrix.</summary>
public static class CountsScratch
{
    /// <summary>Components.</summary>
    public static int Length(int n, int p) => n + p + Cholesky.Length(n + p);
}
