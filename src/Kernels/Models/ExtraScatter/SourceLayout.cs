namespace GpuConcord.Kernels.Models.ExtraScatter;

/// <summary>
/// How a data set whose variances differ from observation to observation lies in memory. First b⁰, N reference areas that are taken
/// off the data. Then source by source, those that two or more instruments saw: n, and for each of its n observations, instruments
/// ascending, the instrument, x = y − b⁰ + s/2 less a number of the source's own (its flux is free), and s, its known variance.
/// </summary>
internal static class SourceLayout
{
    /// <summary>Doubles an observation.</summary>
    public const int Observation = 3;

    /// <summary>Doubles that locate a problem's data: start, number of sources.</summary>
    public const int LocationLength = 2;

    /// <summary>Doubles before the first source.</summary>
    public static int Head(int instruments) => instruments;

    /// <summary>Doubles of a source that <paramref name="members"/> instruments saw.</summary>
    public static int SourceLength(int members) => 1 + (Observation * members);
}
