using System.Globalization;
using GpuConcord.Host.Data;

namespace GpuConcord.Host.Words;

/// <summary>How the rows of a catalogue became what is fitted, as two tables of text that every page shows: a line a condition, and a line a band and instrument.</summary>
/// <param name="waterfall">What became of them.</param>
public sealed class WaterfallRows(Waterfall waterfall)
{
    private readonly bool bands = waterfall.Values.Any(values => values.Band is not null);

    /// <summary>What made the selection, in a line.</summary>
    public string Title => waterfall.Title.Length > 0 ? $"Selection: {waterfall.Title}" : "Selection";

    /// <summary>Headers of the conditions; the first two columns are text.</summary>
    public IReadOnlyList<string> StepHeader => ["condition", "because", "left", "fell", "of null"];

    /// <summary>The conditions, with a row for the table before and one for what is read behind.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Steps =>
    [
        ["rows of the table", "", Count(waterfall.Read), "", ""],
        .. waterfall.Steps.Select(step => (string[])[
            step.Condition, step.Because, Count(step.Left), step.Fell == 0 ? "0" : $"-{Count(step.Fell)}", step.Unknown == 0 ? "" : Count(step.Unknown)]),
        [$"{waterfall.Row}s read", "", Count(waterfall.Left), "", ""],
    ];

    /// <summary>Headers of the values; <see cref="ValueTextColumns"/> of them are text.</summary>
    public IReadOnlyList<string> ValueHeader => [.. bands ? (string[])["band"] : [], "instr.", "used", "blank", "≤ 0", "cut", "no error", "error > value"];

    /// <summary>How many columns of the values, from the left, are text.</summary>
    public int ValueTextColumns => bands ? 2 : 1;

    /// <summary>The values, band by band; none where values have no columns of their own.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Values =>
    [
        .. waterfall.Values.GroupBy(values => values.Band, StringComparer.Ordinal).SelectMany(band => band).Select(values => (string[])[
            .. bands ? (string[])[values.Band ?? ""] : [], values.Instrument, Count(values.Used), Count(values.Blank),
            Count(values.NotPositive), Count(values.Cut), Count(values.WithoutError), Count(values.Uncertain)]),
    ];

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
