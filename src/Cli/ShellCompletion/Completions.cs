using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.ShellCompletion;

/// <summary>A word that may stand where one is being typed.</summary>
/// <param name="Text">The word.</param>
/// <param name="Meaning">What it means, in a few words; empty where the word says it.</param>
internal readonly record struct Candidate(string Text, string Meaning = "");

/// <summary>
/// What may stand at the end of a command line: commands, options, the words that an option takes, built-in data sets, devices, and the columns of the table that is named on the
/// line. Where files may stand none is given: shells know them better.
/// </summary>
/// <param name="root">The program's commands.</param>
/// <param name="formats">The formats of tables.</param>
/// <param name="devices">The devices of this machine, as <c>--device</c> has them.</param>
internal sealed class Completions(Command root, TableFormats formats, Func<IEnumerable<Candidate>> devices)
{
    /// <summary>Options whose values are columns of the table, with what parts several of them in one word.</summary>
    private static readonly Dictionary<string, string> OfColumns = new(StringComparer.Ordinal)
    {
        ["--value"] = "",
        ["--error"] = "",
        ["--instruments"] = ",",
        ["--columns"] = ",=+",
        ["--where"] = " !&|()<>=",
    };

    /// <summary>What may stand for the last word.</summary>
    /// <param name="words">The words of the line after the program's name, up to the one that is being typed, which may be empty.</param>
    public IReadOnlyList<Candidate> Of(IReadOnlyList<string> words)
    {
        string typed = words.Count > 0 ? words[^1] : "";
        string[] before = [.. words.SkipLast(1)];
        Command command = root.Subcommands.FirstOrDefault(sub => before.Length > 0 && sub.Name.Equals(before[0], StringComparison.Ordinal)) ?? root;
        IEnumerable<Candidate> all = before.Length > 0 && command == root ? []
            : Equals(command) is ({ } option, { } start) ? Values(command, option, before, start).Select(value => value with { Text = $"{option.Name}={value.Text}" })
            : before.Length > 0 && Find(command, before[^1]) is { } last && HelpPage.TakesValue(last) ? Values(command, last, before, typed)
            : typed.StartsWith('-') ? Options(command, before)
            : Arguments(command, before);
        return [.. all.Where(candidate => candidate.Text.StartsWith(typed, StringComparison.Ordinal)).DistinctBy(candidate => candidate.Text, StringComparer.Ordinal)];

        (Option?, string?) Equals(Command of) =>
            typed.StartsWith("--", StringComparison.Ordinal) && typed.IndexOf('=') is > 0 and int at && Find(of, typed[..at]) is { } found ? (found, typed[(at + 1)..]) : default;
    }

    private static Option? Find(Command command, string name) =>
        command.Options.FirstOrDefault(option => option.Name.Equals(name, StringComparison.Ordinal) || option.Aliases.Contains(name, StringComparer.Ordinal));

    private static IEnumerable<Candidate> Options(Command command, string[] before) => OptionGroups.Of(command, all: true).SelectMany(group => group.Options)
        .Where(option => option.Arity.MaximumNumberOfValues > 1 || !before.Contains(option.Name, StringComparer.Ordinal))
        .Select(option => new Candidate(option.Name, Short(option.Description)));

    private IEnumerable<Candidate> Arguments(Command command, string[] before)
    {
        if (command == root)
        {
            return CommandGroups.Of(root).SelectMany(group => group.Commands).Append(null)
                .Select(sub => sub is null ? new Candidate("help", "help for a command") : new Candidate(sub.Name, Short(sub.Description)));
        }

        // The completions that an argument declares, and for data the sets inside the program.
        return command.Arguments.SelectMany(argument => argument.Name switch
        {
            DataOptions.DataName => before.Length == 1 ? Examples.All.Select(example => new Candidate(example.Name, Short(example.Description))) : [],
            _ => Words(argument.HelpName ?? argument.Name),
        });
    }

    private IEnumerable<Candidate> Values(Command command, Option option, string[] before, string typed)
    {
        string name = option.Name;
        if (OfColumns.TryGetValue(name, out string? separators))
        {
            string start = typed[..(typed.LastIndexOfAny([.. separators]) + 1)];
            return Columns(command, before).Select(column => new Candidate(start + column.Text, column.Meaning));
        }

        return name switch
        {
            "--device" => devices(),
            "--profile" => ProfileList.All.Select(profile => new Candidate(profile.Name)),
            "--tau" => [new("iachec", "the table of the IACHEC")],
            _ => Words(option.HelpName ?? ""),
        };
    }

    /// <summary>The columns of the first table that the line names; none where it cannot be read.</summary>
    private IEnumerable<Candidate> Columns(Command command, string[] before)
    {
        foreach (string word in before.Skip(1).Where(word => !word.StartsWith('-')))
        {
            try
            {
                Example? example = Examples.Find(word);
                if (example is not null || File.Exists(word))
                {
                    using ITable table = formats.Open(word, example?.Open() ?? File.OpenRead(word));
                    return [.. table.Columns.Select(column => new Candidate(column.Name, column.Unit))];
                }
            }
            catch (Exception fault) when (fault is DataException or UsageException or IOException or UnauthorizedAccessException)
            {
                // A line that is being typed is no place for complaints.
            }
        }

        return [];
    }

    /// <summary>The words of a choice, as in <c>exact|ciao</c>; none of a value that is to be filled in, which is in capitals.</summary>
    private static IEnumerable<Candidate> Words(string choice) => choice.Contains('|', StringComparison.Ordinal)
        ? choice.Split('|').Where(word => word.Length > 0 && !word.Any(char.IsUpper)).Select(word => new Candidate(word))
        : [];

    /// <summary>The first sentence, in few enough words for a line beside the candidate.</summary>
    private static string Short(string? text)
    {
        const int Most = 72;
        string first = (text ?? "").Split(". ", 2)[0].TrimEnd('.');
        return first.Length <= Most ? first : first[..(first.LastIndexOf(' ', Most - 1) is > 0 and int at ? at : Most)] + "...";
    }
}
