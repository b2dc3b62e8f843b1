using System.CommandLine.Parsing;
using System.CommandLine;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Help;

/// <summary>Says what is wrong with a command line that does not parse, with the name that was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>Options that are this many edits from an unknown one are named, so many of them at most, where none is near enough to be the one that was meant.</summary>
    private const int NearEdits = 2, MostNear = 3;

    /// <summary>One message a fault; none where all is well.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="others">Options that are no command's, but may stand there.</param>
    public static IEnumerable<string> Of(ParseResult parsed, params IReadOnlyList<string> others)
    {
        Command command = parsed.CommandResult.Command;
        if (command.TreatUnmatchedTokensAsErrors && parsed.Action is not { ClearsParseErrors: true }
            && parsed.Tokens.TakeWhile(token => token.Type is not TokenType.DoubleDash).Intersect(parsed.CommandResult.Tokens, ReferenceEqualityComparer.Instance)
                .Any(token => ((Token)token!).Value.Length == 0))
        {
            // What an unset variable of a shell leaves.
            return [$"{command.Name}: found '' for {command.Arguments.FirstOrDefault()?.Name ?? "an argument"}, expected a name; is a variable of the script empty?"];
        }

        if (Mistaken(parsed) is { Count: > 0 } mistaken)
        {
            return mistaken.Select(word => NoOption(word, command, others));
        }

        if (parsed.Errors.Count == 0)
        {
            return [];
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Unmatched(parsed, command);
        }

        if (command is RootCommand)
        {
            return [$"No command was given; expected one of: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}."];
        }

        return parsed.Errors.Select(error => error.SymbolResult is ArgumentResult { Argument: { Name: DataOptions.DataName } argument }
            ? $"{command.Name}: no data given, expected {argument.Description}; try gpuconcord {(command.Name is "sweep" ? "sweep epic-hmxb --tau 0.025,0.05" : "fit epic-hmxb")}"
            : error.Message);
    }

    /// <summary>
    /// Words that begin as options do and were taken for something else: in a command of any number of tables an unknown option is the name of one, and behind an option
    /// without its value the next option is that. What stands behind "--" is meant as it stands; so are, behind plan, the words of another command.
    /// </summary>
    private static List<string> Mistaken(ParseResult parsed)
    {
        if (!parsed.CommandResult.Command.TreatUnmatchedTokensAsErrors || parsed.Action is { ClearsParseErrors: true })
        {
            return [];
        }

        HashSet<Token> own = new(parsed.CommandResult.Tokens, ReferenceEqualityComparer.Instance);
        return
        [
            .. parsed.Tokens.TakeWhile(token => token.Type is not TokenType.DoubleDash)
                .Where(token => token.Type is TokenType.Argument && (token.Value.StartsWith("--", StringComparison.Ordinal) || (own.Contains(token) && IsShort(token.Value))))
                .Select(token => token.Value),
        ];

        // A number below 0 may be a value, but what is no value and begins so is an option with a dash too few.
        static bool IsShort(string word) => word.Length > 1 && word[0] == '-' && char.IsLetter(word[1]);
    }

    private static string NoOption(string word, Command command, IReadOnlyList<string> others)
    {
        string name = word.Split('=')[0];
        string[] options = [.. command.Options.Select(option => option.Name), .. others, "--help"];
        int least = options.Min(option => DidYouMean.Distance(name, option));
        string[] nearest = [.. options.Where(option => DidYouMean.Distance(name, option) == least).Take(MostNear)];
        string otherwise = least <= NearEdits && 2 * least <= name.Length ? $"the nearest: {string.Join(", ", nearest)}; see its help for all" : "see its help for all";
        return $"{name}: {Path(command)} has no such option; {DidYouMean.Advice(name, options, otherwise)}";
    }

    private static IEnumerable<string> Unmatched(ParseResult parsed, Command command)
    {
        bool afterUnknownOption = false;
        foreach (string token in parsed.UnmatchedTokens)
        {
            if (token.StartsWith('-'))
            {
                yield return NoOption(token, command, []);
                afterUnknownOption = true;
            }
            else if (afterUnknownOption)
            {
                // The value of the option that was not recognised.
                afterUnknownOption = false;
            }
            else if (command.Subcommands.Count > 0)
            {
                string[] names = command.Subcommands.Select(sub => sub.Name).ToArray();
                yield return $"{token}: found no such command, expected one of {string.Join(", ", names)}; "
                    + $"{DidYouMean.Advice(token, names, $"to fit a table, write gpuconcord fit {token}")}";
            }
            else
            {
                yield return $"{token}: {Path(command)} takes no further argument; put quotes around a name with spaces";
            }
        }
    }

    private static string Path(Command command) => command is RootCommand ? "gpuconcord" : $"gpuconcord {command.Name}";
}
