using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Recipes;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Report;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord rerun</c>: repeats a finished run and says whether the bytes agree.</summary>
internal static class RerunCommand
{
    private const string Same = "the same";

    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord rerun results", "does results come out again, to the byte; exit code 70 when it does not"),
        new("gpuconcord rerun results --output again", "and keep the repetition"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="carryOut">Carries out a command line, prints no page, and gives its exit code.</param>
    public static Command Create(Terminal terminal, Func<string[], CancellationToken, Task<int>> carryOut)
    {
        Argument<string> folder = new("RUN") { Description = "the folder of a finished run: what fit, sweep or sbc --output wrote" };
        Option<string?> output = Declare.Output("DIR", "Keep the repetition in this folder, new or empty; without it it is removed.");
        Command command = new("rerun", "Repeat a finished run from its run.json, in the folder that it was made from, and say whether the bytes agree.") { folder, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            OutputOptions.RequireName(parsed.GetValue(output));
            RerunFiles before = RerunFiles.Of(parsed.GetRequiredValue(folder));
            string? kept = parsed.GetValue(output);
            string scratch = kept is null ? Directory.CreateTempSubdirectory("gpuconcord-rerun-").FullName : "";
            try
            {
                string[] words = before.Again(kept ?? Path.Combine(scratch, "run"));
                await terminal.Error.WriteLineAsync($"> {ShellWords.Quoted(["gpuconcord", .. words])}");
                int code = await carryOut(words, cancellation);
                if (code is not ExitCode.Success)
                {
                    return code;
                }

                return Compare(before, RerunFiles.Of(kept ?? Path.Combine(scratch, "run")), new Page(terminal)) ? ExitCode.Success : ExitCode.NotConverged;
            }
            finally
            {
                if (kept is null)
                {
                    Directory.Delete(scratch, true);
                }
            }
        });
        return command;
    }

    private static bool Compare(RerunFiles before, RerunFiles after, Page page)
    {
        // The command "report" adds to the folder of a run what the run's own command does not write.
        string[] added = [.. before.Files.Keys.Where(name => ReportFiles.IsReport(name) && !after.Files.ContainsKey(name))];
        string[] names = [.. before.Files.Keys.Union(after.Files.Keys, StringComparer.Ordinal).Except(added, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] verdicts = Array.ConvertAll(names, Verdict);
        int apart = verdicts.Count(verdict => verdict is not Same);
        page.Table(["file", "bytes"], names.Zip(verdicts, (name, verdict) => (string[])[name, verdict]), textColumns: 2);
        page.Blank();
        bool sameInput = before.Inputs.SequenceEqual(after.Inputs, StringComparer.Ordinal);
        if (apart == 0)
        {
            page.Paragraph($"The same bytes in {(names.Length == 1 ? "the only file" : $"all {names.Length} files")} (run.json, and files with dates in them, aside).", "=> ");
        }
        else
        {
            page.Paragraph($"{Figures.Of(apart, "file")} of {names.Length} {(apart == 1 ? "differs" : "differ")}.", "=> ", alarming: true);
        }

        foreach (string reason in new[]
        {
            added.Length == 0 ? "" : $"{Figures.Of(added.Length, "figure")} of a report that was added to the run {(added.Length == 1 ? "was" : "were")} not compared.",
            sameInput ? "" : "What was read is another: its SHA-256 differs from the one in run.json.",
            before.Version.Equals(after.Version, StringComparison.Ordinal) ? "" : $"The run was made by version {before.Version}, the repetition by {after.Version}.",
            before.Device.Equals(after.Device, StringComparison.Ordinal) ? "" : $"The run was made on {before.Device}, the repetition on {after.Device}.",
        }.Where(reason => reason.Length > 0))
        {
            page.Paragraph(reason, "   ");
        }

        return apart == 0;

        string Verdict(string name) => !after.Files.TryGetValue(name, out string? now) ? "only in the run"
            : !before.Files.TryGetValue(name, out string? then) ? "only in the repetition"
            : then.Equals(now, StringComparison.Ordinal) ? Same : "differ";
    }
}
