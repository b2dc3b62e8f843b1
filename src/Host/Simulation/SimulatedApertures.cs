namespace GpuConcord.Host.Simulation;

/// <summary>
/// Through what apertures the counts of <see cref="ErrorModel.Counts"/> are taken, and of what population the sources are. The source aperture has area 1, and
/// both apertures the same exposure.
/// </summary>
public sealed record SimulatedApertures
{
    /// <summary>Exposure in s where nothing is said.</summary>
    public const double UsualExposure = 10_000;

    /// <summary>Background counts expected in the source aperture where nothing is said.</summary>
    public const double UsualBackground = 1;

    /// <summary>T_s = T_b, s, one an instrument.</summary>
    public required IReadOnlyList<double> Exposure { get; init; }

    /// <summary>b, background counts expected in the source aperture, one an instrument.</summary>
    public required IReadOnlyList<double> Background { get; init; }

    /// <summary>α, the part of a source's counts that falls into the source aperture.</summary>
    public double PsfFraction { get; init; } = 0.85;

    /// <summary>β, the part of them that falls into the background aperture.</summary>
    public double Leak { get; init; } = 0.03;

    /// <summary>A_b/A_s, area of the background aperture over that of the source aperture.</summary>
    public double AreaRatio { get; init; } = 16;

    /// <summary>e^μ, the median of the sources' count rates at nominal area, counts/s.</summary>
    public double PopulationMedian { get; init; } = 1e-3;

    /// <summary>ω, standard deviation of their logarithm.</summary>
    public double PopulationSd { get; init; } = 1;
}
