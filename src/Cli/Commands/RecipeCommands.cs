using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Recipes;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord init</c> and <c>run</c>: a run as a file that can be kept, changed and repeated.</summary>
internal static class RecipeCommands
{
    /// <summary>What a recipe is called.</summary>
    private const string Usual = "gpuconcord.toml";

    /// <summary>Examples for the help of init.</summary>
    public static readonly CommandExample[] ExamplesOfInit =
    [
        new("gpuconcord init table.csv", $"{Usual}: a fit of that table, the options that matter first as comments"),
    ];

    /// <summary>Examples for the help of run.</summary>
    public static readonly CommandExample[] ExamplesOfRun =
    [
        new($"gpuconcord run {Usual}", "carries out its commands one after the other"),
        new($"gpuconcord run {Usual} --dry-run", "only prints the command lines that it stands for"),
    ];

    /// <summary><c>init</c>.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="root">The program's commands.</param>
    /// <param name="formats">The formats of tables.</param>
    public static Command CreateInit(Terminal terminal, Command root, TableFormats formats)
    {
        Argument<string?> data = new(DataOptions.DataName)
        {
            Description = "the table that is to be fitted, or the name of a built-in data set",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> output = Declare.Output("FILE", $"The recipe's name. [default: {Usual}]");
        Option<bool> overwrite = Declare.Flag("--overwrite", "Replace an earlier one.");
        Command command = new("init", "Write a recipe to begin with: a run as a file, every option that matters first in it with what it does.") { data, output, overwrite };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(output) ?? Usual;
            string table = parsed.GetValue(data) ?? "epic-hmxb";
            IReadOnlyList<string> columns = ColumnsOf(table, formats);
            Command fit = root.Subcommands.First(sub => sub.Name is "fit");
            using PendingFiles pending = new(parsed.GetValue(overwrite));
            using (TextWriter writer = PendingFiles.Text(pending.Opener("--output", file))())
            {
                foreach (string line in RecipeTemplate.Lines(fit, table, Examples.Find(table) is null ? ProfileList.For(columns)?.Name : null, columns, file, FreeFolder()))
                {
                    writer.Write(line + "\n");
                }
            }

            pending.Complete();
            terminal.Error.WriteLine($"Wrote {file}. Edit it, then: {ShellWords.Quoted(["gpuconcord", "run", file])}");
        });
        return command;
    }

    /// <summary><c>run</c>.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="root">The program's commands.</param>
    /// <param name="carryOut">Carries out a command line and gives its exit code.</param>
    public static Command CreateRun(Terminal terminal, Command root, Func<string[], CancellationToken, Task<int>> carryOut)
    {
        Argument<string> file = new("FILE") { Description = $"a recipe, such as {Usual} of gpuconcord init" };
        Option<bool> dry = Declare.Flag("--dry-run", "Print the command lines that it stands for, and do nothing.");
        Command command = new("run", "Carry out a recipe: the commands of a TOML file, one after the other.") { file, dry };
        command.SetAction(async (parsed, cancellation) =>
        {
            string name = parsed.GetRequiredValue(file);
            IReadOnlyList<RecipeStep> steps = new RecipeFile(name, root).Read(await TextAsync(name, cancellation));
            foreach (RecipeStep step in steps)
            {
                // Every step is looked at before the first is carried out.
                string[] faults = [.. UsageErrors.Of(root.Parse(step.Words, new ParserConfiguration { ResponseFileTokenReplacer = null })).Select(step.Placed)];
                if (faults.Length > 0)
                {
                    throw new DataException(string.Join('\n', faults));
                }
            }

            foreach (RecipeStep step in steps)
            {
                string line = ShellWords.Quoted(["gpuconcord", .. step.Words]);
                if (parsed.GetValue(dry))
                {
                    terminal.Out.WriteLine(line);
                    continue;
                }

                await terminal.Error.WriteLineAsync($"> {line}");
                int code = await carryOut([.. step.Words], cancellation);
                if (code != ExitCode.Success)
                {
                    await terminal.Error.WriteLineAsync($"{step.Place}: this command ended with exit code {code}{(step == steps[^1] ? "" : "; what follows was not begun")}.");
                    return code;
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>A folder that no earlier run has: a recipe is carried out as it stands.</summary>
    private static string FreeFolder()
    {
        const string First = "results";
        string folder = First;
        for (int number = 2; Path.Exists(folder); number++)
        {
            folder = $"{First}-{number}";
        }

        return folder;
    }

    private static async Task<string> TextAsync(string file, CancellationToken cancellation)
    {
        const string Expected = "a recipe", Advice = "gpuconcord init writes one to begin with";
        if (!File.Exists(file))
        {
            throw DataException.In(file, Directory.Exists(file) ? "a directory" : "no such file", Expected, Advice);
        }

        try
        {
            return await File.ReadAllTextAsync(file, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DataException.In(file, $"that reading failed ({fault.Message.TrimEnd('.')})", "a readable file", "check permissions and disk");
        }
    }

    private static IReadOnlyList<string> ColumnsOf(string data, TableFormats formats)
    {
        if (Examples.Find(data) is null && !File.Exists(data))
        {
            throw DataException.In(data, "no such file", "a table, or the name of a built-in data set",
                DidYouMean.Advice(data, Examples.All.Select(example => example.Name), "check the path"));
        }

        using ITable table = formats.Open(data, Examples.Find(data)?.Open() ?? File.OpenRead(data));
        return table.Header;
    }
}
