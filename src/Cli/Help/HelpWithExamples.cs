using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using GpuConcord.Cli.Screen;

namespace GpuConcord.Cli.Help;

/// <summary>An example in a command's help.</summary>
/// <param name="Line">What to type.</param>
/// <param name="Meaning">What it does, in a few words.</param>
internal readonly record struct CommandExample(string Line, string Meaning);

/// <summary>
/// What <c>--help</c> prints: what the command does, its options (of a long command those that matter first; <c>--help all</c> has every one, in groups), and examples that can
/// be pasted.
/// </summary>
internal sealed class HelpWithExamples(Terminal terminal, Dictionary<Command, CommandExample[]> examples) : SynchronousCommandLineAction
{
    /// <summary>Columns of the widest line.</summary>
    public const int Widest = 100;

    /// <summary>The word that asks for every option.</summary>
    public const string All = "all";

    private const int FewExamples = 6;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        bool all = parseResult.Tokens.Any(token => token.Type is not TokenType.Option && token.Value is All);
        Paragraph(command.Description ?? "");
        terminal.Out.WriteLine();
        Paragraph($"Usage: {HelpPage.Usage(command)}");
        Part("Arguments", [.. command.Arguments.Where(argument => !argument.Hidden && argument.Description is { Length: > 0 })
            .Select(argument => (HelpPage.Placeholder(argument), argument.Description!))]);
        foreach (CommandGroup group in CommandGroups.Of(command))
        {
            Part(group.Title, [.. group.Commands.Select(sub => (sub.Name, sub.Description ?? ""))]);
        }

        foreach (OptionGroup group in OptionGroups.Of(command, all))
        {
            Part(group.Title, [.. group.Options.Select(option => (HelpPage.Name(option), HelpPage.Meaning(option)))]);
        }

        if (!all && OptionGroups.IsLong(command))
        {
            string others = string.Join("; ", OptionGroups.Of(command, all: true).Select(group => char.ToLowerInvariant(group.Title[0]) + group.Title[1..]));
            terminal.Out.WriteLine();
            Paragraph($"All options: gpuconcord {command.Name} --help {All} ({others}).");
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine("Examples:");
        foreach ((string line, string meaning) in examples[command].Take(all || !OptionGroups.IsLong(command) ? int.MaxValue : FewExamples))
        {
            terminal.Out.WriteLine($"  {line}\n      {meaning}");
        }

        return 0;
    }

    private void Part(string title, IReadOnlyList<(string Name, string Meaning)> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"{title}:");
        HelpPage.Print(entries, terminal);
    }

    private void Paragraph(string text)
    {
        foreach (string line in Page.Wrap(text, "", Math.Min(terminal.Width, Widest)))
        {
            terminal.Out.WriteLine(line);
        }
    }
}
