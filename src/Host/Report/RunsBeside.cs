using GpuConcord.Host.Faults;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>One figure of two runs of the same data: areas beside one another, band by band, above the map of what does not fit.</summary>
public static class RunsBeside
{
    /// <summary>Draws it.</summary>
    /// <param name="run">The run whose map of outliers is shown.</param>
    /// <param name="other">The run that it is compared with; drawn first.</param>
    /// <exception cref="DataException">The runs share no band with the same instruments.</exception>
    public static Figure Of(FitRun run, FitRun other)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(other);
        (Fit Band, Fit Other)[] pairs =
        [
            .. from band in run.Fits
               from also in other.Fits
               where string.Equals(band.Observations.Band, also.Observations.Band, StringComparison.Ordinal)
                   && band.Observations.Instruments.AsSpan().SequenceEqual(also.Observations.Instruments)
               select (band, also),
        ];
        if (pairs.Length == 0)
        {
            throw DataException.In(other.Data.Name, "no band with the instruments of the other run", "two runs of the same data", "fit the same table twice");
        }

        List<Figure> parts = [];
        foreach ((Fit band, Fit also) in pairs)
        {
            string[] instruments = band.Observations.Instruments;
            parts.Add(AreaIntervals.Draw(Moved(band, also), instruments, [Series(also), Series(band)]));
            parts.Add(band.Observations.Counts is not null ? CountFigures.Predictions("counts", band) : SourceFigures.Outliers("outliers", band, SourceFigures.Residuals(band)));
        }
        return Stack.Of("beside", parts[0].Title, string.Join(' ', parts.Take(2).Select(part => part.Caption)), parts);
    }

    /// <summary>Which area moved most from one run to the other, in units of its posterior standard deviation.</summary>
    private static string Moved(Fit band, Fit other)
    {
        int i = Enumerable.Range(0, band.Areas.Length).MaxBy(i => Math.Abs(band.Areas[i].Median - other.Areas[i].Median) / band.Areas[i].Sd);
        return $"{Findings.In(band)}{band.Observations.Instruments[i]} is {Percent(other, i)} % from nominal under {Brief(other)} and {Percent(band, i)} % under {Brief(band)}";
    }

    private static IntervalSeries Series(Fit band) => new(
        band.Model.Title,
        [.. band.LogArea.Select((draws, i) => (Interval?)Interval.Of([.. draws.Select(draw => draw - band.Priors.LogArea[i]).Order()]))],
        band.Priors.Tau);

    private static string Percent(Fit band, int i) => Labelled.Signed(Labelled.Percent(band.Areas[i].Median - band.Priors.LogArea[i]), 1);

    private static string Brief(Fit band) => band.Model.Title.Split(',')[0];
}
