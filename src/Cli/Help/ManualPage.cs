using System.CommandLine;
using GpuConcord.Cli.Screen;

namespace GpuConcord.Cli.Help;

/// <summary>The program's help as a page of the system's manual (man(7)): the same words, from the same place.</summary>
/// <param name="root">The program.</param>
/// <param name="examples">Examples by command.</param>
/// <param name="terminal">Where to.</param>
internal sealed class ManualPage(Command root, IReadOnlyDictionary<Command, CommandExample[]> examples, Terminal terminal)
{
    /// <summary>Prints it.</summary>
    /// <param name="version">The program's version.</param>
    public void Write(string version)
    {
        Line($".TH GPUCONCORD 1 \"\" \"gpuconcord {version}\" \"User Commands\"");
        Section("NAME");
        Text($"gpuconcord - {char.ToLowerInvariant(root.Description![0])}{root.Description[1..].TrimEnd('.')}");
        Section("SYNOPSIS");
        foreach (Command command in Commands())
        {
            Line($".B {Escaped(HelpPage.Usage(command))}");
            Line(".br");
        }

        Section("DESCRIPTION");
        Text("N instruments observe M sources; counts = effective area × flux, and every area is known only to a few per cent. The log-normal concordance model of "
            + "Chen et al. (2019) shrinks the areas towards their nominal values as far as the data allow, gives every source one flux, and says how sure it is.");
        foreach (CommandGroup group in CommandGroups.Of(root))
        {
            Section(group.Title.ToUpperInvariant());
            foreach (Command command in group.Commands)
            {
                Write(command);
            }
        }

        Section("EXIT STATUS");
        foreach ((int code, string meaning) in ExitCode.All)
        {
            Entry($"{code}", meaning);
        }

        Section("EXAMPLES");
        foreach (CommandExample example in examples[root])
        {
            Entry(example.Line, example.Meaning);
        }
    }

    private IEnumerable<Command> Commands() => CommandGroups.Of(root).SelectMany(group => group.Commands);

    private void Write(Command command)
    {
        Line($".SS \"{Escaped(HelpPage.Usage(command))}\"");
        Text(command.Description ?? "");
        foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden && argument.Description is { Length: > 0 }))
        {
            Entry(HelpPage.Placeholder(argument), argument.Description!);
        }

        IReadOnlyList<OptionGroup> groups = OptionGroups.Of(command, all: true);
        foreach (OptionGroup group in groups)
        {
            if (groups.Count > 1)
            {
                Line(".PP");
                Line($".I {Escaped(group.Title)}");
            }

            foreach (Option option in group.Options.Where(option => option.Name is not ("--help" or "--debug")))
            {
                Entry(HelpPage.Name(option), HelpPage.Meaning(option));
            }
        }

        Line(".PP");
        Line(".I Examples");
        foreach (CommandExample example in examples[command])
        {
            Entry(example.Line, example.Meaning);
        }
    }

    private void Section(string title) => Line($".SH \"{Escaped(title)}\"");

    private void Text(string text) => Line(Escaped(text));

    private void Entry(string name, string meaning)
    {
        Line(".TP");
        Line($".B {Escaped(name)}");
        Text(meaning);
    }

    private void Line(string line) => terminal.Out.WriteLine(line);

    /// <summary>Text as it stands: no character of it is one of roff's own.</summary>
    private static string Escaped(string text)
    {
        string plain = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("\"", "\\(dq", StringComparison.Ordinal)
            .Replace("'", "\\(aq", StringComparison.Ordinal);
        return plain.StartsWith('.') ? "\\&" + plain : plain;
    }
}
