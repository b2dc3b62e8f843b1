using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics.Robust;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Fits;

/// <summary>That the data put the areas of two instruments where the prior rules them out, in words. The commonest cause: counts, and no areas given.</summary>
/// <param name="Finding">What was found, a paragraph.</param>
/// <param name="Cure">What to do, a paragraph.</param>
public sealed record PriorConflict(string Finding, string Cure)
{
    /// <summary>Both, as a warning.</summary>
    public string Warning => $"{Finding} {Cure}";

    /// <summary>The first lines of a page: what was found in every band, then what to do, each once.</summary>
    /// <param name="bands">The conflict of every band, null where there is none.</param>
    public static IEnumerable<string> Lines(IEnumerable<PriorConflict?> bands)
    {
        PriorConflict[] conflicts = [.. bands.OfType<PriorConflict>()];
        return conflicts.Select(conflict => conflict.Finding).Concat(conflicts.Select(conflict => conflict.Cure).Distinct(StringComparer.Ordinal));
    }

    /// <summary>Compares data and prior.</summary>
    /// <param name="data">The data of one band.</param>
    /// <param name="priors">The priors.</param>
    /// <returns>Null when they agree, or say nothing of each other; null for counts in apertures, whose y is no datum.</returns>
    public static PriorConflict? Of(Observations data, Priors priors)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(priors);
        return data.Counts is not null ? null : Of(data, priors, RobustScatter.Of(data));
    }

    /// <summary>The same where the scatter of the data is known.</summary>
    internal static PriorConflict? Of(Observations data, Priors priors, RobustScatter scatter)
    {
        AreaShifts shifts = AreaShifts.Of(scatter, priors.Beta);
        return AreaConflict.Of(shifts, priors) is { IsConflict: true } worst ? Of(data, priors, worst, FreesAll(shifts, priors, worst)) : null;
    }

    /// <summary>Whether no conflict is left when the odd instrument alone may lie where the data put it.</summary>
    internal static bool FreesAll(AreaShifts shifts, Priors priors, AreaConflict worst)
    {
        double[] tau = [.. priors.Tau];
        tau[worst.Odd] = Math.Abs(worst.Data - worst.Prior);
        return AreaConflict.Of(shifts, priors with { Tau = tau }) is not { IsConflict: true };
    }

    /// <summary>A conflict in words.</summary>
    /// <param name="data">The data.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="worst">The worst pair.</param>
    /// <param name="alone">Whether a wider τ of the odd instrument alone would do.</param>
    internal static PriorConflict Of(Observations data, Priors priors, AreaConflict worst, bool alone)
    {
        (string first, string second) = (data.Instruments[worst.First], data.Instruments[worst.Second]);
        bool equal = Array.TrueForAll(priors.LogArea, b => b == priors.LogArea[0]);
        string measured = worst.Data >= 0 ? $"{first} measures {Times(worst.Data)} what {second} does" : $"{second} measures {Times(-worst.Data)} what {first} does";
        string expected = worst.Prior == 0 ? $"the same to {Spread(worst.PriorSd)} (1 sd of the prior)"
            : worst.Prior * worst.Data >= 0 ? $"{Times(Math.Abs(worst.Prior))}, to {Spread(worst.PriorSd)} (1 sd)"
            : $"{Times(-Math.Abs(worst.Prior))}, to {Spread(worst.PriorSd)} (1 sd)";
        string where = data.Band is { } band ? $" in band {band}" : "";
        string finding = $"PRIOR AND DATA CONTRADICT EACH OTHER{where}: of the same sources {measured}; the prior expects {expected}. That is "
            + $"{Labelled.Brief(worst.Z)} standard deviations off, so the areas and fluxes below are a compromise between two things of which one is wrong.";
        string one = alone
            ? $", or for {data.Instruments[worst.Odd]} alone --tau {Number(priors.Tau[worst.Odd == worst.First ? worst.Second : worst.First])},"
                + $"{data.Instruments[worst.Odd]}={Tau(worst.Data - worst.Prior)}"
            : "";
        string widen = $"If the instruments really differ so much, allow it: --tau {Tau(worst.FittingTau)}{one} (in the file, where --priors gives tau).";
        string cure = equal
            ? $"Were nominal areas forgotten? If the values are counts or count rates, give every instrument's effective area: a file with the columns instrument and area, and "
                + $"--priors FILE; or divide each instrument's counts by its area first. Check that all give the same quantity in the same unit. {widen}"
            : $"Check the areas of --priors: the instrument each belongs to, their unit, and that the values are not divided by them already. {widen}";
        return new PriorConflict(finding, cure);
    }

    private static string Times(double logarithm) => logarithm > -0.4 && Math.Abs(logarithm) < 0.4
        ? $"{Labelled.Brief(Labelled.Percent(Math.Abs(logarithm)))} % {(logarithm >= 0 ? "more than" : "less than")}"
        : $"{Labelled.Brief(Math.Exp(logarithm))} times";

    private static string Spread(double sd) => $"{Labelled.Brief(Labelled.Percent(sd))} %";

    /// <summary>One digit, rounded up.</summary>
    private static string Tau(double value)
    {
        double size = Math.Abs(value), power = Math.Pow(10, Math.Floor(Math.Log10(size)));
        return Number(Math.Ceiling(size / power) * power);
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
