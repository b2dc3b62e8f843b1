using System.CommandLine;
using System.CommandLine.Parsing;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Options;

/// <summary>The words of a command line that decide its numbers, so that it can be written again with a change.</summary>
/// <param name="Start">Program, command and data.</param>
/// <param name="Options">The options that were given, each with its words.</param>
internal sealed record UsedWords(IReadOnlyList<string> Start, IReadOnlyList<(string Name, IReadOnlyList<string> Words)> Options)
{
    /// <summary>Those of a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="start">Program, command and data.</param>
    /// <param name="options">The options that decide numbers.</param>
    public static UsedWords Of(ParseResult parsed, IReadOnlyList<string> start, IEnumerable<Option> options) => new(
        start,
        [.. options.Select(option => (option.Name, Words(parsed.GetResult(option), option.Name))).Where(entry => entry.Item2.Count > 0)]);

    /// <summary>The same without some options.</summary>
    /// <param name="names">Their names.</param>
    public UsedWords Without(params IEnumerable<string> names)
    {
        HashSet<string> left = new(names, StringComparer.Ordinal);
        return this with { Options = [.. Options.Where(option => !left.Contains(option.Name))] };
    }

    /// <summary>The same with an option, in place of an earlier one of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public UsedWords With(string name, string value) => Without(name) is var rest
        ? rest with { Options = [.. rest.Options, (name, [name, value])] }
        : this;

    /// <summary>One line for a shell.</summary>
    public string Line => ShellWords.Quoted(Start.Concat(Options.SelectMany(option => option.Words)));

    private static IReadOnlyList<string> Words(OptionResult? result, string name)
    {
        if (result is null or { Implicit: true })
        {
            return [];
        }

        return result.Tokens.Count == 0 ? [name] : [.. result.Tokens.SelectMany(token => (string[])[name, token.Value])];
    }
}
