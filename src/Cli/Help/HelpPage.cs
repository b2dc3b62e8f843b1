using System.CommandLine;
using System.Globalization;
using GpuConcord.Cli.Screen;

namespace GpuConcord.Cli.Help;

/// <summary>What a command's help says, in words that a screen and a page of a manual share.</summary>
internal static class HelpPage
{
    // Descriptions begin here at the latest; a longer name has its description on the next line.
    private const int WidestName = 26;

    private const int Gap = 2;

    /// <summary>How the command is called, without the program's name before.</summary>
    public static string Usage(Command command)
    {
        IEnumerable<string> words =
        [
            .. command is RootCommand ? (string[])["gpuconcord"] : ["gpuconcord", command.Name],
            .. command.Subcommands.Any(sub => !sub.Hidden) ? (string[])["<COMMAND>"] : [],
            .. command.Arguments.Where(argument => !argument.Hidden).Select(Placeholder),
            .. command.Options.Any() ? (string[])["[options]"] : [],
        ];
        return string.Join(' ', words);
    }

    /// <summary>An option as it is written: its names, and what stands for its value.</summary>
    public static string Name(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-') && alias is not "-?").Append(option.Name).Distinct(StringComparer.Ordinal)
            .OrderBy(name => name.Length));
        return TakesValue(option) ? $"{names} <{option.HelpName ?? "VALUE"}>" : names;
    }

    /// <summary>Whether a value follows an option's name.</summary>
    public static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool) && option.Name is not ("--help" or "--version");

    /// <summary>What an option does, and what holds without it where it has a value of its own.</summary>
    public static string Meaning(Option option)
    {
        string text = option.Description ?? "";
        string? standard = TakesValue(option) && option.HasDefaultValue ? Text(option.GetDefaultValue()) : null;
        return standard is null ? text : $"{text} [default: {standard}]";
    }

    /// <summary>An argument as usage has it.</summary>
    public static string Placeholder(Argument argument)
    {
        string name = $"<{argument.Name}>";
        return (argument.Arity.MinimumNumberOfValues, argument.Arity.MaximumNumberOfValues) switch
        {
            (0, 1) => $"[{name}]",
            (0, _) => $"[{name}...]",
            (_, > 1) => $"{name}...",
            _ => name,
        };
    }

    /// <summary>Prints names with their meanings beside them.</summary>
    /// <param name="entries">Names and meanings.</param>
    /// <param name="page">Where to.</param>
    public static void Print(IReadOnlyList<(string Name, string Meaning)> entries, Page page)
    {
        int width = Math.Min(WidestName, entries.Select(entry => entry.Name.Length).DefaultIfEmpty(0).Max());
        foreach ((string name, string meaning) in entries)
        {
            string label = "  " + name.PadRight(width + Gap);
            if (name.Length > width)
            {
                page.Line("  " + name);
                label = new string(' ', width + Gap + 2);
            }

            page.Paragraph(meaning, label);
        }
    }

    private static string? Text(object? value) => value switch
    {
        null or bool or System.Collections.ICollection => null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
