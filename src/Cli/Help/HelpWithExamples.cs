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
        Page page = new(terminal);
        page.Paragraph(command.Description ?? "");
        page.Blank();
        page.Paragraph($"Usage: {HelpPage.Usage(command)}");
        Part(page, "Arguments", [.. command.Arguments.Where(argument => !argument.Hidden && argument.Description is { Length: > 0 })
            .Select(argument => (HelpPage.Placeholder(argument), argument.Description!))]);
        foreach (CommandGroup group in CommandGroups.Of(command))
        {
            Part(page, group.Title, [.. group.Commands.Select(sub => (sub.Name, sub.Description ?? ""))]);
        }

        foreach (OptionGroup group in OptionGroups.Of(command, all))
        {
            Part(page, group.Title, [.. group.Options.Select(option => (HelpPage.Name(option), HelpPage.Meaning(option)))]);
        }

        if (!all && OptionGroups.IsLong(command))
        {
            string others = string.Join("; ", OptionGroups.Of(command, all: true).Select(group => char.ToLowerInvariant(group.Title[0]) + group.Title[1..]));
            page.Blank();
            page.Paragraph($"All options: gpuconcord {command.Name} --help {All} ({others}).");
        }

        page.Blank();
        page.Line("Examples:");
        foreach ((string line, string meaning) in examples[command].Take(all || !OptionGroups.IsLong(command) ? int.MaxValue : FewExamples))
        {
            terminal.Out.WriteLine($"  {line}\n      {meaning}");
        }

        return 0;
    }

    private static void Part(Page page, string title, IReadOnlyList<(string Name, string Meaning)> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        page.Blank();
        page.Line($"{title}:");
        HelpPage.Print(entries, page);
    }
}
