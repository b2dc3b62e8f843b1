using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Fits;

/// <summary>The sentences a reader takes home: how far each instrument's effective area is from nominal, and whether that is established.</summary>
public static class AreaVerdict
{
    /// <summary>Which way to correct, to be said once on a page.</summary>
    public const string Correction = "To correct: an area above nominal means that fluxes computed with the nominal area are too high; divide them (or multiply the ARF) by "
        + "exp(B - b), that is by 1 + area/100.";

    /// <summary>To stand before the sentences where data and prior contradict each other.</summary>
    public const string UnderConflict = "The conclusions that follow hold only if the prior does, which the data contradict:";

    private const int Listed = 10;
    private const int Unestablished = 6;

    /// <summary>
    /// A sentence for every area that is established to differ from nominal, the largest first, and one for all others: an interval that holds zero says
    /// that the data do not tell, not that the instrument is right.
    /// </summary>
    /// <param name="fit">The fit.</param>
    public static IEnumerable<string> Of(Fit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        (string Name, Shift Shift)[] all =
        [
            .. fit.Areas.Select((area, i) => (fit.Observations.Instruments[i], Shift.Of(area, fit.Priors.LogArea[i]))).OrderByDescending(own => Math.Abs(own.Item2.Median)),
        ];
        (string Name, Shift Shift)[] established = [.. all.Where(own => own.Shift.ExcludesZero)];
        foreach ((string name, Shift shift) in established.Take(Listed))
        {
            string size = Labelled.Fixed(Math.Abs(shift.Median), shift.Decimals);
            yield return $"{name}: area {size} % {(shift.Median < 0 ? "below" : "above")} nominal (95 %: {shift.Interval}), "
                + $"{(shift.IsBorderline ? $"borderline: {Uncertain.End}" : "established")}.";
        }

        if (established.Length > Listed)
        {
            yield return $"{established.Length - Listed} more areas are established to differ from nominal, each by less.";
        }

        (string Name, Shift Shift)[] open = [.. all.Where(own => !own.Shift.ExcludesZero)];
        if (open.Length > 0)
        {
            string rest = open.Length > Unestablished ? $"; {open.Length - Unestablished} more lie nearer to nominal" : "";
            yield return $"{(established.Length == 0 ? "No area is established to differ from nominal" : "Not established")}: "
                + $"{string.Join("; ", open.Take(Unestablished).Select(own => Open(own.Name, own.Shift)))}{rest}.";
        }
    }

    private static string Open(string name, Shift shift) =>
        $"{name} {Labelled.Signed(shift.Median, shift.Decimals)} % ({shift.Interval}{(shift.IsBorderline ? ", borderline" : "")})";

    /// <summary>B − b in percent of nominal.</summary>
    private readonly record struct Shift(double Low, double Median, double High)
    {
        /// <summary>Whether an end is zero within twice its Monte Carlo error.</summary>
        public bool IsBorderline { get; private init; }

        public bool ExcludesZero => Low > 0 || High < 0;

        /// <summary>As many as the width of the interval bears.</summary>
        public int Decimals => High - Low >= 20 ? 0 : High - Low >= 2 ? 1 : 2;

        public string Interval => $"{Labelled.Signed(Low, Decimals)} … {Labelled.Signed(High, Decimals)} %";

        public static Shift Of(ParameterSummary area, double nominal) =>
            new(Labelled.Percent(area.Q2_5 - nominal), Labelled.Percent(area.Median - nominal), Labelled.Percent(area.Q97_5 - nominal))
            {
                IsBorderline = Math.Abs(area.Q2_5 - nominal) < 2 * area.McseQ2_5 || Math.Abs(area.Q97_5 - nominal) < 2 * area.McseQ97_5,
            };
    }
}
