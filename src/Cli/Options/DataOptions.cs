using System.CommandLine;
using GpuConcord.Host.Data.Reading;

namespace GpuConcord.Cli.Options;

/// <summary>Which of a table's columns and bands are read.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> value;
    private readonly Option<string?> error;

    /// <summary>Name of the argument that names the data.</summary>
    public const string DataName = "DATA";

    /// <param name="band">What <c>--band</c> does.</param>
    /// <param name="table">How descriptions call the table: the table, a table.</param>
    public DataOptions(string band, string table)
    {
        Band = Declare.Text("--band", "NAME", band);
        value = Declare.Text("--value", "COLUMN", $"The column with the measured values, when {table} has several.");
        error = Declare.Text("--error", "COLUMN", $"The column with their errors, when {table} has several.");
    }

    /// <summary><c>--band</c>.</summary>
    public Option<string?> Band { get; }

    /// <summary>The columns' options.</summary>
    public IEnumerable<Option> Columns => [value, error];

    /// <summary>What to read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="needErrors">Whether every value needs an error.</param>
    /// <param name="zeroErrors">Whether an error of zero is allowed.</param>
    public ReadOptions Read(ParseResult parsed, bool needErrors = false, bool zeroErrors = false) =>
        new(parsed.GetValue(value), parsed.GetValue(error), parsed.GetValue(Band), needErrors, zeroErrors);
}
