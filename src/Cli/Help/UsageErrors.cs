using System.CommandLine.Parsing;
using System.CommandLine;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Help;

/// <summary>Says what is wrong with a command line that does not parse, with the name that was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>One message a fault.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
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

    private static IEnumerable<string> Unmatched(ParseResult parsed, Command command)
    {
        bool afterUnknownOption = false;
        foreach (string token in parsed.UnmatchedTokens)
        {
            if (token.StartsWith('-'))
            {
                IEnumerable<string> options = command.Options.Select(option => option.Name).Append("--help");
                yield return $"{token.Split('=')[0]}: {Path(command)} has no such option; {DidYouMean.Advice(token.Split('=')[0], options, "see its help for all")}";
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
