namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>
/// How the statistics of a data set with missing values lie in memory. First two rows of N: the reference areas b⁰_i that are
/// taken off the data, and n_i, the number of sources instrument i shares with another. Then every pattern: m, n, its n
/// instruments, and for each pair of them (i &gt; k) the pair's number, m·Δ and D + m·Δ², where Δ = ȳ_i − ȳ_k − b⁰_i + b⁰_k and D is
/// the scatter of y_i − y_k over the pattern's sources. Then the same numbers pair by pair: for each pair of all N instruments
/// the number of patterns that hold both, and for each the pattern's number, m, m·Δ and D + m·Δ².
/// </summary>
public static class PatternLayout
{
    /// <summary>Doubles before the first pattern.</summary>
    public static int Head(int instruments) => 2 * instruments;

    /// <summary>Doubles of a pattern of n instruments.</summary>
    public static int PatternLength(int members) => 2 + members + (PairEntry * members * (members - 1) / 2);

    /// <summary>Doubles of a pair within a pattern.</summary>
    public const int PairEntry = 3;

    /// <summary>Doubles of a pattern within a pair.</summary>
    public const int PatternEntry = 4;

    /// <summary>Doubles that locate a problem's data: start, number of patterns, start of the pairs.</summary>
    public const int LocationLength = 3;

    /// <summary>Number of pairs of n instruments.</summary>
    public static int Pairs(int instruments) => instruments * (instruments - 1) / 2;

    /// <summary>Number of the pair (i, k), k &lt; i.</summary>
    public static int Pair(int i, int k) => (i * (i - 1) / 2) + k;
}
