namespace GpuConcord.Host.Data.Reading;

/// <summary>What a value column measures; decides its logarithm, its unit, and whether an exposure applies.</summary>
internal enum Quantity
{
    /// <summary>Counts, or anything proportional to them and to the exposure; greater than 0.</summary>
    Counts,

    /// <summary>Natural logarithm of counts.</summary>
    LogCounts,

    /// <summary>Flux, count rate, or any other amount per unit of time; greater than 0.</summary>
    Flux,

    /// <summary>Natural logarithm of a flux.</summary>
    LogFlux,
}

/// <summary>What each <see cref="Quantity"/> implies.</summary>
internal static class Quantities
{
    /// <summary>True when the column holds logarithms already.</summary>
    public static bool IsLog(this Quantity quantity) => quantity is Quantity.LogCounts or Quantity.LogFlux;

    /// <summary>True when dividing by an exposure makes sense. A flux is per unit of time already.</summary>
    public static bool TakesExposure(this Quantity quantity) => quantity is Quantity.Counts or Quantity.LogCounts;

    /// <summary>The label of <see cref="Observations.Quantity"/>.</summary>
    public static string Label(this Quantity quantity) => quantity switch
    {
        Quantity.Counts => "counts",
        Quantity.LogCounts => "log counts",
        Quantity.Flux => "flux",
        _ => "log flux",
    };

    /// <summary>What a column's name says it measures when it is one a reader may take unasked; null when it is not.</summary>
    public static Quantity? Recognise(ColumnName column) => column switch
    {
        _ when ErrorColumn.IsError(column) => null,
        _ when column.Begins("log", "counts") || column.Begins("ln", "counts") => Quantity.LogCounts,
        _ when column.Begins("counts") => Quantity.Counts,
        _ when column.Begins("ln", "flux") => Quantity.LogFlux,
        _ when column.Words is [['f', 'l', 'u', 'x', ..], ..] => Quantity.Flux,
        _ => null,
    };

    /// <summary>
    /// What a column asked for by name measures: as <see cref="Recognise"/>; otherwise counts when one of its words is counts, a
    /// natural logarithm when it begins with ln, and a flux (or rate) when nothing speaks against it. Null when the name begins
    /// with log, log10, lg or dex: the base of the logarithm is then not natural, or not known.
    /// </summary>
    public static Quantity? Of(ColumnName column) => Recognise(column) ?? column switch
    {
        { Words: ["log" or "log10" or "lg" or "dex", ..] } => null,
        { Words: ["ln", ..] } => column.HasAny("counts") ? Quantity.LogCounts : Quantity.LogFlux,
        _ => column.HasAny("counts") ? Quantity.Counts : Quantity.Flux,
    };

    /// <summary>Unit of exp(y) as far as names tell; empty when they do not.</summary>
    /// <param name="quantity">What the value column measures.</param>
    /// <param name="value">The value column.</param>
    /// <param name="exposure">The exposure column the values are divided by, or null.</param>
    public static string Unit(this Quantity quantity, ColumnName value, ColumnName? exposure)
    {
        if (quantity.TakesExposure())
        {
            if (exposure is not { } column)
            {
                return "counts";
            }

            return column is { Words: [_, var suffix] } ? $"counts/{suffix}"
                : column.Unit.Length > 0 ? $"counts/{column.Unit}"
                : "counts per exposure";
        }
        return value.Unit.Length > 0 ? value.Unit : string.Join('_', value.Words) switch
        {
            var name when name.EndsWith("_erg_cm2_s", StringComparison.Ordinal) || name.EndsWith("_erg_s_cm2", StringComparison.Ordinal) => "erg/cm2/s",
            var name when name.EndsWith("_ph_cm2_s", StringComparison.Ordinal) || name.EndsWith("_ph_s_cm2", StringComparison.Ordinal) => "ph/cm2/s",
            _ => "",
        };
    }
}
