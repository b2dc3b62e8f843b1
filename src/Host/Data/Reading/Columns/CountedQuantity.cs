using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>What the intensity S of a source is where a table gives the counts of its apertures.</summary>
public enum CountedQuantity
{
    /// <summary>Source counts.</summary>
    Counts,

    /// <summary>Count rate, counts/s.</summary>
    Rate,

    /// <summary>Photon flux, photon/cm²/s.</summary>
    PhotonFlux,

    /// <summary>Energy flux, erg/cm²/s.</summary>
    EnergyFlux,
}

/// <summary>What they are called, and from which inputs of aprates they come.</summary>
public static class CountedQuantities
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CountedQuantity> All { get; } = Enum.GetValues<CountedQuantity>();

    /// <summary>The word of <c>--quantity</c>.</summary>
    public static string Word(this CountedQuantity quantity) => quantity switch
    {
        CountedQuantity.Counts => "counts",
        CountedQuantity.Rate => "rate",
        CountedQuantity.PhotonFlux => "photflux",
        _ => "eflux",
    };

    /// <summary>The label of <see cref="Observations.Quantity"/>.</summary>
    public static string Label(this CountedQuantity quantity) => quantity switch
    {
        CountedQuantity.Counts => "counts",
        CountedQuantity.Rate => "count rate",
        CountedQuantity.PhotonFlux => "photon flux",
        _ => "energy flux",
    };

    /// <summary>Its unit, given inputs in the units of aprates' help page.</summary>
    public static string Unit(this CountedQuantity quantity) => quantity switch
    {
        CountedQuantity.Counts => "counts",
        CountedQuantity.Rate => "counts/s",
        CountedQuantity.PhotonFlux => "photon/cm2/s",
        _ => "erg/cm2/s",
    };

    /// <summary>Which of aprates' quantities it may be, the first of those whose inputs a table has: an energy flux comes from E and eng, or from flux.</summary>
    internal static IReadOnlyList<ApertureQuantity> Ways(this CountedQuantity quantity) => quantity switch
    {
        CountedQuantity.Counts => [ApertureQuantity.Counts],
        CountedQuantity.Rate => [ApertureQuantity.Rate],
        CountedQuantity.PhotonFlux => [ApertureQuantity.PhotonFlux],
        _ => [ApertureQuantity.EnergyFlux, ApertureQuantity.EventFlux],
    };
}
