using System.Globalization;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;

namespace GpuConcord.Cli.Pages;

/// <summary>How the rows of a catalogue became what is fitted: a line a condition, then a line a band and instrument.</summary>
internal static class WaterfallTable
{
    /// <summary>Writes it; nothing where nothing was selected.</summary>
    public static void Write(Waterfall? waterfall, Page page)
    {
        if (waterfall is null)
        {
            return;
        }

        page.Blank();
        page.Heading($"Selection{(waterfall.Title.Length > 0 ? $": {waterfall.Title}" : "")}");
        page.Table(
            ["condition", "because", "left", "fell", "of null"],
            [
                ["rows of the table", "", Count(waterfall.Read), "", ""],
                .. waterfall.Steps.Select(step => (string[])[
                    step.Condition, step.Because, Count(step.Left), step.Fell == 0 ? "0" : $"-{Count(step.Fell)}", step.Unknown == 0 ? "" : Count(step.Unknown)]),
                [$"{waterfall.Row}s read", "", Count(waterfall.Left), "", ""],
            ],
            textColumns: 2);
        if (waterfall.Values.Count == 0)
        {
            return;
        }

        page.Blank();
        bool bands = waterfall.Values.Any(values => values.Band is not null);
        page.Table(
            [.. bands ? (string[])["band"] : [], "instr.", "used", "blank", "<= 0", "cut", "no error", "error > value"],
            waterfall.Values.OrderBy(values => values.Band is null ? 0 : Order(waterfall, values.Band)).Select(values => (string[])[
                .. bands ? (string[])[values.Band ?? ""] : [], values.Instrument.Length == 0 ? "all" : values.Instrument, Count(values.Used), Count(values.Blank),
                Count(values.NotPositive), Count(values.Cut), Count(values.WithoutError), Count(values.Uncertain)]),
            textColumns: bands ? 2 : 1);
    }

    private static int Order(Waterfall waterfall, string band) => waterfall.Values.Select(values => values.Band).Distinct(StringComparer.Ordinal).ToList().IndexOf(band);

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
