using System.CommandLine;
using GpuConcord.Cli.ShellCompletion;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord completion</c>: what a shell needs to complete command lines; and <c>complete</c>, which it then asks.</summary>
internal static class CompletionCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("source <(gpuconcord completion bash)", "in ~/.bashrc"),
        new("source <(gpuconcord completion zsh)", "in ~/.zshrc, after compinit"),
        new("gpuconcord completion fish > ~/.config/fish/completions/gpuconcord.fish", "once"),
    ];

    /// <summary>The command that prints a shell's script.</summary>
    public static Command Create(Terminal terminal)
    {
        string[] shells = ["bash", "zsh", "fish"];
        Argument<string> shell = new("SHELL")
        {
            Description = "bash, zsh or fish",
            HelpName = string.Join('|', shells),
            CustomParser = Parsers.Choice([.. shells.Select(name => (name, name))]),
        };
        Command command = new("completion", "Print what makes a shell complete commands, options, data sets, devices and the columns of tables.") { shell };
        command.SetAction(parsed =>
        {
            using StreamReader script = new(typeof(CompletionCommand).Assembly.GetManifestResourceStream($"Completion/{parsed.GetRequiredValue(shell)}.sh")!);
            terminal.Out.Write(script.ReadToEnd());
        });
        return command;
    }

    /// <summary>The command that those scripts call; in no help.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="root">The program's commands.</param>
    /// <param name="formats">The formats of tables.</param>
    /// <param name="devices">Looks at the machine.</param>
    public static Command CreateAnswer(Terminal terminal, Command root, TableFormats formats, Func<IReadOnlyList<DeviceEntry>> devices)
    {
        Option<string?> line = Declare.Text("--line", "LINE", "The line up to the cursor, in place of WORD: only texts are printed, without meanings.");
        Option<string?> breaks = Declare.Text("--breaks", "CHARACTERS", "With --line: where the shell parts words besides; what it takes as done is not repeated.");
        Argument<string[]> words = new("WORD") { Arity = ArgumentArity.ZeroOrMore, Description = "the words behind the program's name, up to the one that is being typed" };
        Command command = new("complete", "What may stand at the end of a command line, with what it means behind a tab.") { words, line, breaks };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Completions completions = new(root, formats, () =>
            [
                new("auto", "the best of this machine"), new("simd", "this processor"),
                .. devices().Where(entry => entry.Refusal is null).Select(entry => new Candidate(entry.Choice, entry.Name)),
            ]);
            if (parsed.GetValue(line) is { } typed)
            {
                TypedLine parted = TypedLine.Of(typed);
                int begun = parted.Begun(parsed.GetValue(breaks) ?? "");
                foreach (Candidate found in completions.Of([.. parted.Words.Skip(1)]))
                {
                    terminal.Out.WriteLine(found.Text[begun..]);
                }
            }
            else
            {
                foreach ((string text, string meaning) in completions.Of(parsed.GetValue(words) ?? []))
                {
                    terminal.Out.WriteLine(meaning.Length > 0 ? $"{text}\t{meaning}" : text);
                }
            }
        });
        return command;
    }
}
