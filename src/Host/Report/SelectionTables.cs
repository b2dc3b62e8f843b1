using System.Globalization;
using System.Xml.Linq;
using GpuConcord.Host.Data;

namespace GpuConcord.Host.Report;

/// <summary>How the rows of a catalogue became what is fitted, as tables.</summary>
internal static class SelectionTables
{
    /// <summary>A row a condition, and a row a band and instrument where values have columns of their own.</summary>
    public static IEnumerable<XElement> Of(Waterfall waterfall)
    {
        yield return Html.Table(
            waterfall.Title.Length > 0 ? $"Selection by {waterfall.Title}." : "Selection.",
            ["condition", "because", "left", "fell", "of null"],
            [
                ["rows of the table", "", Count(waterfall.Read), "", ""],
                .. waterfall.Steps.Select(step => (string[])[step.Condition, step.Because, Count(step.Left), Count(step.Fell), Count(step.Unknown)]),
                [$"{waterfall.Row}s read", "", Count(waterfall.Left), "", ""],
            ],
            textColumns: 2);
        if (waterfall.Values.Count > 0)
        {
            yield return Html.Table(
                "Values of those rows by band and instrument. At or below 0: no logarithm, no detection; cut: by a condition on band or instrument; "
                    + "error > value: among those used.",
                ["band", "instrument", "used", "blank", "at or below 0", "cut", "without error", "error > value"],
                waterfall.Values.Select(values => (string[])[
                    values.Band ?? "", values.Instrument, Count(values.Used), Count(values.Blank), Count(values.NotPositive), Count(values.Cut), Count(values.WithoutError),
                    Count(values.Uncertain)]),
                textColumns: 2);
        }
    }

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
