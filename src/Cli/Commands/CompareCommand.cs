using System.CommandLine;
using System.Text.Json;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord compare</c>: which of two fits of the same data predicts better, by leave-one-out.</summary>
internal static class CompareCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord compare fitted known", "two output folders, each of gpuconcord fit DATA --check --output DIR"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="models">The models that runs may be of.</param>
    public static Command Create(Terminal terminal, ModelCatalogue models)
    {
        Argument<string> first = new("RUN1") { Description = "output folder of gpuconcord fit --check" };
        Argument<string> second = new("RUN2") { Description = "output folder of another model of the same data" };
        Option<bool> json = OutputOptions.JsonOption();
        Command command = new("compare", "Compare two fits of the same data by leave-one-out: the difference of their expected log predictive densities.") { first, second, json };
        command.SetAction(parsed =>
        {
            CheckedRun[] runs = [CheckedRun.Read(parsed.GetRequiredValue(first), models), CheckedRun.Read(parsed.GetRequiredValue(second), models)];
            (double[] one, double[] other) = CheckedRun.Pair(runs[0], runs[1]);
            ElpdDifference difference = ElpdDifference.Of(one, other);
            if (parsed.GetValue(json))
            {
                WriteJson(runs, difference, terminal.Output);
            }
            else
            {
                Write(runs, difference, new Page(terminal));
            }
        });
        return command;
    }

    private static void Write(CheckedRun[] runs, ElpdDifference difference, Page page)
    {
        page.Heading($"{runs[0].Data}: {Figures.Of(difference.Count, "observation")}, each predicted from all others");
        page.Table(
            ["run", "model", "elpd", "± se", "p_loo", "k too large"],
            runs.Select(run => (string[])
            [
                run.Folder,
                run.Model,
                Figures.Fixed(Elpd(run), 1),
                Figures.Fixed(LeaveOneOut.StandardError([.. run.Observations.Values.Select(seen => seen.Elpd)]), 1),
                Figures.Fixed(run.Observations.Values.Sum(seen => seen.Optimism), 1),
                $"{Unreliable(run)}",
            ]),
            textColumns: 2);
        page.Blank();
        (CheckedRun better, CheckedRun worse) = difference.Value >= 0 ? (runs[0], runs[1]) : (runs[1], runs[0]);
        string text = $"elpd difference {Figures.Fixed(Math.Abs(difference.Value), 1)} ± {Figures.Fixed(difference.Error, 1)}";
        page.Paragraph(
            !Array.TrueForAll(runs, run => run.Converged) ? $"No conclusion from chains that have not converged: {text} in favour of {better.Folder}."
                : difference.IsClear
                ? $"{better.Folder} predicts better than {worse.Folder}: {text}."
                : $"No clear difference: {text} in favour of {better.Folder}; it takes 4, and two standard errors, to speak of one.",
            "=> ");
        foreach (CheckedRun run in runs.Where(run => run.SampledElpdError > 0))
        {
            page.Paragraph(
                $"{run.Folder}: its elpd is estimated from a sample of the sources, to ± {Figures.Fixed(run.SampledElpdError, 2)} (Monte Carlo); ± se beside it is the spread "
                    + "over observations.", "   ");
        }

        foreach (CheckedRun run in runs.Where(run => !run.Converged))
        {
            page.Paragraph($"{run.Folder}: NOT CONVERGED: its elpd, and what is concluded from it, are not to be used yet.", "!  ", alarming: true);
        }

        foreach (CheckedRun run in runs.Where(run => Unreliable(run) > 0))
        {
            page.Paragraph(
                $"{run.Folder}: {Figures.Of(Unreliable(run), "Pareto k value")} above {Figures.Fixed(run.Threshold, 2)}: its elpd is not to be trusted, and probably too "
                    + "large.", "!  ", alarming: true);
        }
    }

    private static void WriteJson(CheckedRun[] runs, ElpdDifference difference, Stream stream)
    {
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("observations", difference.Count);
            writer.WriteNumber("elpd_difference", difference.Value);
            writer.WriteNumber("elpd_difference_se", difference.Error);
            writer.WriteBoolean("clear", difference.IsClear && Array.TrueForAll(runs, run => run.Converged));
            writer.WriteStartArray("runs");
            foreach (CheckedRun run in runs)
            {
                writer.WriteStartObject();
                writer.WriteString("folder", run.Folder);
                writer.WriteString("model", run.Model);
                writer.WriteBoolean("converged", run.Converged);
                writer.WriteNumber("elpd", Elpd(run));
                if (run.SampledElpdError > 0)
                {
                    writer.WriteNumber("elpd_sampled_mcse", run.SampledElpdError);
                }

                writer.WriteNumber("p_loo", run.Observations.Values.Sum(seen => seen.Optimism));
                writer.WriteNumber("pareto_k_above", Unreliable(run));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    private static double Elpd(CheckedRun run) => run.Observations.Values.Sum(seen => seen.Elpd);

    private static int Unreliable(CheckedRun run) => run.Observations.Values.Count(seen => seen.ParetoK > run.Threshold);
}
