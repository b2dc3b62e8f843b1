using GpuConcord.Host.Data;
using GpuConcord.Host.Explanations;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Figures.Residuals;
using GpuConcord.Host.Fits;

namespace GpuConcord.Host.Report;

/// <summary>An explanation as one figure: what every source says by itself, and the area without each that matters.</summary>
public static class ExplanationFigure
{
    private const int Rows = 8;
    private const int Most = 3000;

    /// <summary>Draws it.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="explanation">What was found of one of its areas.</param>
    public static Figure Of(Fit fit, AreaExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(explanation);
        string band = explanation.Band is { } name ? $", {name}" : "";
        string title = $"{explanation.Instrument}{band}: area {ExplanationWords.Interval(explanation.All)} of nominal, and who makes it";
        List<Figure> parts = [];
        HashSet<string> named = explanation.Sources.Where(source => source.Without.IsSeen).Take(Rows).Select(source => source.Name).ToHashSet(StringComparer.Ordinal);
        SpeakingSource[] speaking = Speaking(fit, explanation, named);
        if (speaking.Length > 0)
        {
            string some = speaking.Length < explanation.Seen ? $" ({speaking.Length} of {explanation.Seen} shown)" : "";
            parts.Add(VoicesOfSources.Draw(
                $"{explanation.Instrument}{band}: what each source by itself says of its area{some}", speaking,
                (explanation.All.Low, explanation.All.Median, explanation.All.High), fit.Observations.Unit));
        }

        (string Name, LeftOut Area)[] rows =
        [
            ("all", explanation.All),
            .. explanation.Sources.Where(source => named.Contains(source.Name)).Select(source => ($"without {source.Name}", source.Without)),
            .. explanation.Pulling.Concat(explanation.Groups.SelectMany(groups => groups.Groups)).Where(group => group.Without.IsTold)
                .Select(group => ($"without {group.Label.Split(" (")[0]}", group.Without)),
        ];
        parts.Add(AreaIntervals.Draw(
            $"{explanation.Instrument}{band}: its area without some of the sources", [.. rows.Select(row => row.Name)],
            [new IntervalSeries("", [.. rows.Select(row => (Interval?)Span(row.Area))], [.. rows.Select(_ => double.NaN)])], "without"));
        return Stack.Of("explanation", title, string.Join(' ', parts.Select(part => part.Caption)), parts);
    }

    private static SpeakingSource[] Speaking(Fit fit, AreaExplanation explanation, HashSet<string> named)
    {
        Observations data = fit.Observations;
        SourceVoice[] voices = SourceVoice.Of(fit, Array.IndexOf(data.Instruments, explanation.Instrument));
        int[] finite = [.. Enumerable.Range(0, voices.Length).Where(j => double.IsFinite(voices[j].Value) && double.IsFinite(fit.Fluxes.Mean[j]))];

        // More points than a figure can hold are thinned, but for those that have a name.
        int every = Math.Max(1, (finite.Length + Most - 1) / Most);
        return
        [
            .. finite.Where((j, k) => k % every == 0 || named.Contains(data.Sources[j]))
                .Select(j => new SpeakingSource(data.Sources[j], fit.Fluxes.Mean[j], voices[j].Value, voices[j].Sd, named.Contains(data.Sources[j]))),
        ];
    }

    // Weights tell no quartiles.
    private static Interval Span(LeftOut area) => new(area.Low, area.Median, area.Median, area.Median, area.High);
}
