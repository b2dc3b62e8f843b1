using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine;
using GpuConcord.Cli.Screen;

namespace GpuConcord.Cli.Help;

/// <summary>An example in a command's help.</summary>
/// <param name="Line">What to type.</param>
/// <param name="Meaning">What it does, in a few words.</param>
internal readonly record struct CommandExample(string Line, string Meaning);

/// <summary>The library's help, and then examples that can be pasted.</summary>
internal sealed class HelpWithExamples(HelpAction inner, Terminal terminal, Dictionary<Command, CommandExample[]> examples) : SynchronousCommandLineAction
{
    private const int Widest = 100;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        inner.MaxWidth = Math.Min(terminal.Width, Widest);
        int code = inner.Invoke(parseResult);
        terminal.Out.WriteLine("Examples:");
        foreach ((string line, string meaning) in examples[parseResult.CommandResult.Command])
        {
            terminal.Out.WriteLine($"  {line}\n      {meaning}");
        }

        return code;
    }
}
