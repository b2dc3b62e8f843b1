using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Explanations;

namespace GpuConcord.Cli.Explanations;

/// <summary>An explanation on a page: the sources that matter most, groups of them, and sentences.</summary>
internal static class ExplanationPage
{
    /// <summary>Writes it.</summary>
    /// <param name="explanation">What was found.</param>
    /// <param name="most">How many sources are listed.</param>
    /// <param name="page">Where to.</param>
    public static void Write(AreaExplanation explanation, int most, Page page)
    {
        page.Heading($"{explanation.Instrument}{(explanation.Band is { } band ? $", {band}" : "")}: area {Figures.Plain(ExplanationWords.Interval(explanation.All))} of nominal");
        page.Line($"{Figures.Of(explanation.Seen, "source")} of {explanation.Bearing} that bear on calibration; {explanation.Draws} draws");
        page.Blank();
        SourceShare[] listed = [.. explanation.Sources.Take(most)];
        if (listed.Length > 0)
        {
            page.Table(
                ["source", "flux", "says, %", "area without, %", "change", "k"],
                listed.Select(source => (string[])
                [
                    source.Name, Figures.Plain(ExplanationWords.Flux(source)), Voice(source.Voice), .. Without(source.Without),
                ]));
            page.Blank();
        }

        GroupShare[] pulling = [.. explanation.Pulling];
        foreach ((string title, IEnumerable<GroupShare> groups) in explanation.Groups.Select(groups => (groups.Title, (IEnumerable<GroupShare>)groups.Groups))
            .Prepend(("together", pulling)).Where(part => part.Item2.Any()))
        {
            page.Table(
                [title, "n", "says, %", "area without, %", "change", "k"],
                groups.Select(group => (string[])[Figures.Plain(group.Label), $"{group.Sources}", Voice(group.Voice), .. Without(group.Without)]));
            page.Blank();
        }

        foreach (string sentence in ExplanationWords.Of(explanation))
        {
            page.Paragraph(Figures.Plain(sentence), "=> ");
        }

        page.Blank();
    }

    /// <summary>What the columns mean; once a page.</summary>
    public static void WriteKey(Page page) => page.Paragraph(
        "says: the instrument's area by that source alone, its flux there over its flux by the others. area without: median and 95 % interval of the area when it is left out, "
        + "by importance weights on the draws, and the change of its mean in percentage points; ~: less than three Monte Carlo errors. k: Pareto k of the weights; –: too large "
        + "for these draws to tell.");

    /// <summary>An interval as a cell of a table, in percent.</summary>
    public static string Cell(LeftOut area)
    {
        (string median, string low, string high) = ExplanationWords.Percents(area);
        return Figures.Plain($"{median} [{low}, {high}]");
    }

    private static string Voice(SourceVoice voice) => Figures.Plain(ExplanationWords.Voice(voice)).Replace(" %", "", StringComparison.Ordinal);

    private static string[] Without(LeftOut area) => area.IsTold
        ?
        [
            Cell(area), Figures.Signed(Math.Sign(area.Change) * ExplanationWords.Points(area), 2) + (area.IsSeen ? "" : " ~"), Shape(area),
        ]
        : [Figures.None, Figures.None, Shape(area)];

    private static string Shape(LeftOut area) => double.IsInfinity(area.ParetoK) ? Figures.None : Figures.Fixed(area.ParetoK, 2);
}
