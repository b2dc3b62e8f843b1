namespace GpuConcord.Host.Data.Reading.Columns;

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

/// <summary>What the values of a table measure, and how they become natural logarithms.</summary>
/// <param name="Quantity">Counts, fluxes or their logarithms.</param>
/// <param name="LogUnit">What a logarithm is multiplied by to be a natural one: 1, or ln 10.</param>
internal readonly record struct Measure(Quantity Quantity, double LogUnit = 1)
{
    /// <summary>True when the values are logarithms already.</summary>
    public bool IsLog => Quantity.IsLog();

    /// <summary>The natural logarithm of what a value stands for.</summary>
    /// <param name="value">A value, greater than 0 unless it is a logarithm.</param>
    public double Log(double value) => IsLog ? value * LogUnit : Math.Log(value);

    /// <summary>The value whose natural logarithm is <paramref name="y"/>, as the table would write it.</summary>
    /// <param name="y">A natural logarithm.</param>
    public double Value(double y) => IsLog ? y / LogUnit : Math.Exp(y);
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

    /// <summary>
    /// What a column's name says it measures when it is one a reader may take unasked: counts and fluxes at the beginning of a name, and their
    /// logarithms however they are spelt. Null when it is not.
    /// </summary>
    /// <param name="column">The column.</param>
    public static Quantity? Recognise(ColumnName column)
    {
        if (ErrorColumn.IsError(column))
        {
            return null;
        }

        if (Logarithms.Documented(column) is LogMark.None)
        {
            return column.Begins("counts") ? Quantity.Counts : column.Words is [['f', 'l', 'u', 'x', ..], ..] ? Quantity.Flux : null;
        }

        List<string> rest = [.. Logarithms.Rest(column)];
        return rest.Exists(piece => piece is "counts" or "count" or "cts") ? Quantity.LogCounts
            : rest.Exists(piece => piece is ['f', 'l', 'u', 'x', ..] or "f" or "fx") ? Quantity.LogFlux
            : null;
    }

    /// <summary>
    /// Which of several recognised columns is meant when nothing is said, smallest first: 0, values and the logarithms that begin with ln_ or log_counts;
    /// 1, other logarithms whose base the name tells; 2, logarithms to a base not told.
    /// </summary>
    /// <param name="column">A recognised column.</param>
    public static int Rank(ColumnName column) => Logarithms.Documented(column) switch
    {
        LogMark.None => 0,
        LogMark.Natural when column.Words is ["ln" or "log", "counts" or "flux", ..] => 0,
        LogMark.Natural or LogMark.Ten => 1,
        _ => 2,
    };

    /// <summary>
    /// What a column's values are: as <see cref="Recognise"/> when it recognises the name; otherwise counts when one of its words is counts, and a flux (or
    /// rate) when nothing speaks against it. Null when it holds logarithms to a base that neither name nor choice tells, or name and choice disagree.
    /// </summary>
    /// <param name="column">A column.</param>
    /// <param name="choice">What was said about logarithms.</param>
    public static Measure? Of(ColumnName column, LogChoice choice)
    {
        bool counts = Recognise(column) is { } known ? known.TakesExposure() : column.HasAny("counts");
        // That log_counts is natural is this program's word; a choice may say otherwise.
        return Of(counts, choice is LogChoice.AsNamed ? Logarithms.Documented(column) : Logarithms.Mark(column), choice);
    }

    /// <summary>What values are, given that they are counts or fluxes and what is known of their logarithm.</summary>
    /// <param name="counts">Whether they are counts, else fluxes.</param>
    /// <param name="mark">What the name says.</param>
    /// <param name="choice">What was said.</param>
    public static Measure? Of(bool counts, LogMark mark, LogChoice choice)
    {
        Quantity log = counts ? Quantity.LogCounts : Quantity.LogFlux;
        return (choice, mark) switch
        {
            (LogChoice.None, _) or (LogChoice.AsNamed, LogMark.None) => new Measure(counts ? Quantity.Counts : Quantity.Flux),
            (LogChoice.Natural, LogMark.None or LogMark.Untold or LogMark.Natural) or (LogChoice.AsNamed, LogMark.Natural) => new Measure(log),
            (LogChoice.Ten, LogMark.None or LogMark.Untold or LogMark.Ten) or (LogChoice.AsNamed, LogMark.Ten) => new Measure(log, Logarithms.OfTen),
            _ => null,
        };
    }

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
        bool logarithm = Logarithms.Mark(value) is not LogMark.None;
        // In log(flux) and flux (dex) the brackets hold no unit.
        bool hasUnit = value.Unit.Length > 0
            && !(logarithm && (value.Words.All(Logarithms.IsMark) || Logarithms.Mark(new ColumnName(value.Unit)) is not LogMark.None));
        return hasUnit ? value.Unit : string.Join('_', value.Words) switch
        {
            var name when name.EndsWith("_erg_cm2_s", StringComparison.Ordinal) || name.EndsWith("_erg_s_cm2", StringComparison.Ordinal) => "erg/cm2/s",
            var name when name.EndsWith("_ph_cm2_s", StringComparison.Ordinal) || name.EndsWith("_ph_s_cm2", StringComparison.Ordinal) => "ph/cm2/s",
            _ => "",
        };
    }
}
