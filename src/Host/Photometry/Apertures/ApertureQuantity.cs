namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>The five intensities aprates knows.</summary>
public enum ApertureQuantity
{
    /// <summary>Net counts.</summary>
    Counts,

    /// <summary>Net count rate, counts/s.</summary>
    Rate,

    /// <summary>Photon flux, photons/cm²/s.</summary>
    PhotonFlux,

    /// <summary>Energy flux from exposure and mean photon energy, erg/cm²/s.</summary>
    EnergyFlux,

    /// <summary>Energy flux from the mean flux a photon, erg/cm²/s.</summary>
    EventFlux,
}

/// <summary>Names and conversion factors of the quantities.</summary>
public static class ApertureQuantities
{
    /// <summary>All of them, in the order of the help page.</summary>
    public static IReadOnlyList<ApertureQuantity> All { get; } = Enum.GetValues<ApertureQuantity>();

    /// <summary>The name of its value in tables and parameter files.</summary>
    public static string Name(this ApertureQuantity quantity) => quantity switch
    {
        ApertureQuantity.Counts => "src_cnts",
        ApertureQuantity.Rate => "src_rate",
        ApertureQuantity.PhotonFlux => "photflux_aper",
        ApertureQuantity.EnergyFlux => "flux_aper",
        _ => "eflux_aper",
    };

    /// <summary>Its unit, given the inputs in the units of the help page.</summary>
    public static string Unit(this ApertureQuantity quantity) => quantity switch
    {
        ApertureQuantity.Counts => "counts",
        ApertureQuantity.Rate => "counts/s",
        ApertureQuantity.PhotonFlux => "photons/cm²/s",
        _ => "erg/cm²/s",
    };

    /// <summary>The parameters it needs beyond counts, areas and PSF fractions.</summary>
    public static IReadOnlyList<string> Needs(this ApertureQuantity quantity) => quantity switch
    {
        ApertureQuantity.Counts => [],
        ApertureQuantity.Rate => ["T_s", "T_b"],
        ApertureQuantity.PhotonFlux => ["E_s", "E_b"],
        ApertureQuantity.EnergyFlux => ["E_s", "E_b", "eng_s", "eng_b"],
        _ => ["flux_s", "flux_b"],
    };

    /// <summary>k_s and k_b: counts a unit of the quantity, source and background aperture.</summary>
    internal static (double Source, double Background) Factors(this ApertureQuantity quantity, in ApertureParameters p) => quantity switch
    {
        ApertureQuantity.Counts => (1.0, 1.0),
        ApertureQuantity.Rate => (p.SourceTime, p.BackgroundTime),
        ApertureQuantity.PhotonFlux => (p.SourceExposure, p.BackgroundExposure),
        ApertureQuantity.EnergyFlux => (p.SourceExposure / p.SourceEnergy, p.BackgroundExposure / p.BackgroundEnergy),
        _ => (1.0 / p.SourceFlux, 1.0 / p.BackgroundFlux),
    };
}
