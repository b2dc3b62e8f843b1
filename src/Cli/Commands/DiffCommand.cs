using System.CommandLine;
using System.Text.Json;
using GpuConcord.Cli.Differences;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord diff</c>: what changed from one fit to another, in words.</summary>
internal static class DiffCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord diff results wider", "two output folders, each of gpuconcord fit DATA --output DIR"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="models">The models that runs may be of.</param>
    public static Command Create(Terminal terminal, ModelCatalogue models)
    {
        Argument<string> first = new("RUN1") { Description = "output folder of gpuconcord fit" };
        Argument<string> second = new("RUN2") { Description = "output folder of another fit" };
        Option<bool> json = OutputOptions.JsonOption();
        Command command = new("diff", "Say what changed from one fit to another: data, options, priors, areas.") { first, second, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            FitRun one = await RunFolder.ReadAsync(parsed.GetRequiredValue(first), PrintVersion.Version, models, cancellation);
            FitRun other = await RunFolder.ReadAsync(parsed.GetRequiredValue(second), PrintVersion.Version, models, cancellation);
            (string Title, string[] Sentences)[] parts =
            [
                ("data", [.. RunDifferences.OfData(one, other)]), ("options", [.. RunDifferences.OfOptions(one, other)]), ("priors", [.. RunDifferences.OfPriors(one, other)]),
            ];
            IReadOnlyList<AreaChange> areas = RunDifferences.OfAreas(one, other);
            if (parsed.GetValue(json))
            {
                WriteJson(parts, areas, terminal.Output);
            }
            else
            {
                Write(parts, areas, new Page(terminal));
            }
        });
        return command;
    }

    private static void Write((string Title, string[] Sentences)[] parts, IReadOnlyList<AreaChange> areas, Page page)
    {
        foreach ((string title, string[] sentences) in parts.Where(part => part.Sentences.Length > 0))
        {
            page.Heading($"{char.ToUpperInvariant(title[0])}{title[1..]}");
            foreach (string sentence in sentences)
            {
                page.Paragraph(sentence, "  ");
            }

            page.Blank();
        }

        if (areas.Count > 0)
        {
            bool bands = areas.Any(area => area.Band.Length > 0);
            page.Table(
                [.. bands ? (string[])["band"] : [], "instr.", "area, % [95 %]", "then", "change / sd"],
                areas.Select(area => (string[])
                [
                    .. bands ? (string[])[area.Band] : [], area.Instrument, Percent(area.First, area.NominalFirst), Percent(area.Second, area.NominalSecond),
                    area.IsNoise ? "none" : Figures.Signed(area.Sigmas, 2),
                ]),
                textColumns: bands ? 2 : 1);
            page.Blank();
            page.Paragraph("Change of the posterior mean of ln(area), in standard deviations of the first run; none: less than three Monte Carlo errors.", "  ");
            page.Blank();
        }

        page.Paragraph(Verdict(parts, areas), "=> ");
        foreach (AreaChange area in areas.Where(area => area.ChangesVerdict))
        {
            page.Paragraph($"{Called(area)}: an interval of 95 % that {(area.FirstDiffers ? "left out" : "held")} the nominal area now "
                + $"{(area.SecondDiffers ? "leaves it out" : "holds it")}.", "=> ");
        }
    }

    private static string Verdict((string Title, string[] Sentences)[] parts, IReadOnlyList<AreaChange> areas)
    {
        string[] changed = [.. parts.Where(part => part.Sentences.Length > 0).Select(part => part.Title)];
        string what = changed.Length == 0 ? "Data, options and priors are the same" : $"What changed: {string.Join(", ", changed)}";
        if (areas.Count == 0)
        {
            return $"{what}. The two have no band and instrument in common.";
        }

        AreaChange largest = areas.MaxBy(area => Math.Abs(area.Sigmas));
        return areas.All(area => area.First.Mean.Equals(area.Second.Mean)) ? $"{what}; the areas are the same to the last digit."
            : areas.All(area => area.IsNoise) ? $"{what}; no area changed by more than its Monte Carlo error."
            : $"{what}; the area that changed most is that of {Called(largest)}, by {Figures.Signed(largest.Sigmas, 2)} of its standard deviation.";
    }

    private static string Called(AreaChange area) => area.Band.Length > 0 ? $"{area.Instrument} ({area.Band})" : area.Instrument;

    private static string Percent(ParameterSummary area, double nominal)
    {
        (double low, double high) = (Figures.Percent(area.Q2_5 - nominal), Figures.Percent(area.Q97_5 - nominal));
        int decimals = Figures.Decimals([100 * area.Sd]);
        return $"{Figures.Signed(Figures.Percent(area.Median - nominal), decimals)} [{Figures.Signed(low, decimals)}, {Figures.Signed(high, decimals)}]";
    }

    private static void WriteJson((string Title, string[] Sentences)[] parts, IReadOnlyList<AreaChange> areas, Stream stream)
    {
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            foreach ((string title, string[] sentences) in parts)
            {
                writer.WriteStartArray(title);
                foreach (string sentence in sentences)
                {
                    writer.WriteStringValue(sentence);
                }

                writer.WriteEndArray();
            }

            writer.WriteStartArray("areas");
            foreach (AreaChange area in areas)
            {
                writer.WriteStartObject();
                writer.WriteString("band", area.Band);
                writer.WriteString("instrument", area.Instrument);
                writer.WriteNumber("B_first", area.First.Mean);
                writer.WriteNumber("B_second", area.Second.Mean);
                writer.WriteNumber("change_in_sd", area.Sigmas);
                writer.WriteBoolean("monte_carlo_only", area.IsNoise);
                writer.WriteBoolean("changes_verdict", area.ChangesVerdict);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
