using System.CommandLine;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Data;
using GpuConcord.Host.Explanations;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Explanations;

/// <summary>A column with an entry for each source of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entries">The entry of each source; empty where it is not known.</param>
internal sealed record NamedColumn(string Name, IReadOnlyDictionary<string, string> Entries);

/// <summary>The options that name columns of the table that a run was fitted to, or of another that names its sources.</summary>
/// <param name="formats">The formats of tables.</param>
/// <param name="purpose">What is done with a column, in a sentence.</param>
internal sealed class SourceColumnOptions(TableFormats formats, string purpose)
{
    private readonly Option<string[]> by = Declare.Texts("--by", "COLUMN", $"{purpose} May be repeated.");
    private readonly Option<string?> table = Declare.Text("--table", "FILE", "The table that --by names columns of. [default: the one that was fitted]");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(by);
        command.Add(table);
    }

    /// <summary>Refuses a command line that asks for columns where there can be none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="found">What it has beside them, to follow "found with".</param>
    /// <exception cref="UsageException">It asks for one.</exception>
    public void RequireNone(ParseResult parsed, string found)
    {
        if (parsed.GetValue(by) is { Length: > 0 })
        {
            throw new UsageException($"--by: found with {found}, expected the report of one run of gpuconcord fit; leave it out");
        }
    }

    /// <summary>The columns that were asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="DataException">There is no such table or column.</exception>
    public IReadOnlyList<NamedColumn> Read(ParseResult parsed, FitRun run)
    {
        string[] sources = [.. run.Fits.SelectMany(fit => fit.Observations.Sources).Distinct(StringComparer.Ordinal)];
        return [.. (parsed.GetValue(by) ?? []).Select(column => new NamedColumn(column, SourceColumn.Read(Opener(parsed.GetValue(table), run), column, sources)))];
    }

    private Func<ITable> Opener(string? name, FitRun run)
    {
        if (name is null && run.Data.Path is null)
        {
            Example example = Examples.Find(run.Data.Name) ?? throw new UsageException("--by: found without --table, expected the table that has the column");
            return () => formats.Open(example.Name, example.Open());
        }

        string file = name ?? run.Data.Path!;
        return File.Exists(file) ? () => formats.Open(file, File.OpenRead(file)) : throw DataException.In(
            file, "no such file", name is null ? "the table that was fitted, as run.json names it" : "a table", "name with --table where it is");
    }
}
