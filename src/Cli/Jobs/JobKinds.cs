using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Jobs;

/// <summary>The long commands that can be done in parts, by name.</summary>
/// <param name="tools">What they are made of.</param>
internal sealed class JobKinds(JobTools tools)
{
    /// <summary>The option of plan that may stand among a command's words.</summary>
    public const string Shards = "--shards";

    private readonly (string Name, Func<string[], JobKind> Of)[] kinds =
    [
        ("sweep", words => SweepKind.Of(words, tools)),
        ("sbc", words => SbcKind.Of(words, tools)),
        ("fit", words => FitKind.Of(words, tools)),
        ("aprates", words => ApratesKind.Of(words, tools)),
    ];

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names => [.. kinds.Select(kind => kind.Name)];

    /// <summary>The kind of a command line, its options read.</summary>
    /// <param name="words">The command and its words.</param>
    /// <exception cref="UsageException">It is another command, or an option is at fault.</exception>
    public JobKind Of(IReadOnlyList<string> words)
    {
        string name = words.Count > 0 ? words[0] : "";
        return kinds.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.Ordinal)).Of is { } of
            ? of([.. words])
            : throw new UsageException(
                $"plan: found {(name.Length == 0 ? "no command" : $"'{name}'")}, expected one that can be done in parts: {string.Join(", ", Names)}; "
                + DidYouMean.Advice(name, Names, "write it behind the folder, as in gpuconcord plan RUN sweep DATA --tau 0.02,0.05 --shards 20"));
    }

    /// <summary>Parses a command's words as the program does.</summary>
    internal static ParseResult Parse(string[] words, Action<Command> arguments)
    {
        Command command = new(words[0]);
        arguments(command);
        RootCommand root = new() { command };
        ParseResult parsed = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        string[] faults = [.. UsageErrors.Of(parsed, Shards)];
        return faults.Length == 0 ? parsed : throw new UsageException(string.Join('\n', faults));
    }

    /// <summary>Refuses options that say where results go: that is the merge's to say.</summary>
    internal static void RequireNoOutput(OutputRequest output)
    {
        string? found = output.Folder is not null ? "--output" : output.Report ? "--report" : output.Json ? "--json" : output.Strict ? "--strict" : null;
        if (found is not null)
        {
            throw OfMerge(found);
        }
    }

    /// <summary>That an option is the merge's.</summary>
    internal static UsageException OfMerge(string option) =>
        new($"plan: found {option} among the words of the command, expected only what decides its numbers; say {option} to gpuconcord merge");
}
