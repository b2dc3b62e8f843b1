using System.CommandLine;
using System.Text.Json;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord status</c>: how far a planned job is.</summary>
internal static class StatusCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord status run", "parts that are done, being done, failed and why, missing; time to go"),
        new("gpuconcord status run --json", "for scripts"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    public static Command Create(Terminal terminal)
    {
        Argument<string> folder = new("RUN") { Description = "folder that gpuconcord plan made" };
        Option<bool> json = OutputOptions.JsonOption();
        Command command = new("status", "How far a planned job is: parts done, running, failed with the reason, missing; time to go.") { folder, json };
        command.SetAction(parsed =>
        {
            JobFolder job = JobFolder.Open(parsed.GetRequiredValue(folder), PrintVersion.Version);
            job.Tidy();
            JobStatus status = JobStatus.Of(job);
            if (parsed.GetValue(json))
            {
                WriteJson(status, terminal.Output);
            }
            else
            {
                Write(status, new Page(terminal));
            }
        });
        return command;
    }

    private static void Write(JobStatus status, Page page)
    {
        JobPlan plan = status.Folder.Plan;
        page.Heading($"{status.Folder.Path}: gpuconcord {string.Join(' ', plan.Words)}");
        page.Line($"{Figures.Of(plan.Count, plan.Unit)} in {Figures.Of(plan.Shards, "part")}, planned {plan.Made:yyyy-MM-dd HH:mm}");
        page.Blank();
        page.Table(["", "parts", "which"], Enum.GetValues<ShardState>().Reverse().Select(state => (string[])
            [state.ToString().ToLowerInvariant(), $"{status.In(state).Count}", ShardList.Of(status.In(state))]), textColumns: 1);
        page.Blank();
        foreach ((string message, IReadOnlyList<int> shards) in status.Failures)
        {
            page.Paragraph($"{ShardList.Of(shards)}: {message}", "!  ", alarming: true);
        }

        string path = ShellWords.Quoted(status.Folder.Path);
        page.Paragraph(status.IsDone ? $"All parts are done. Next: gpuconcord merge {path} --output {plan.Results}"
            : status.SecondsToGo is { } seconds
                ? $"About {Duration.Of(seconds)} to go, at {Duration.Of(status.SecondsAPart!.Value)} a part and "
                    + $"{Figures.Of(Math.Max(status.In(ShardState.Running).Count, 1), "worker")}."
                : "No part is done yet.", "=> ");
        if (!status.IsDone && status.In(ShardState.Running).Count == 0)
        {
            page.Line($"   Nobody is at it. Next: gpuconcord work {path}; where a file had to be corrected, plan anew.");
        }
    }

    private static void WriteJson(JobStatus status, Stream stream)
    {
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("shards", status.Folder.Plan.Shards);
            foreach (ShardState state in Enum.GetValues<ShardState>())
            {
                writer.WriteStartArray(state.ToString().ToLowerInvariant());
                foreach (int shard in status.In(state))
                {
                    writer.WriteNumberValue(shard);
                }

                writer.WriteEndArray();
            }

            writer.WriteStartArray("failures");
            foreach ((string message, IReadOnlyList<int> shards) in status.Failures)
            {
                foreach (int shard in shards)
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("shard", shard);
                    writer.WriteString("message", message);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
            if (status.SecondsToGo is { } seconds)
            {
                writer.WriteNumber("seconds_to_go", seconds);
            }
            else
            {
                writer.WriteNull("seconds_to_go");
            }

            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
