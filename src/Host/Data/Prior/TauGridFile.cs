using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Data.Prior;

/// <summary>
/// A table of τ's, of any format that is read, with a column an instrument, named as the data name it, and a row a prior. A column <c>label</c> may name
/// the rows. A blank field, or an instrument without a column, leaves that instrument its own τ.
/// </summary>
public sealed class TauGridFile
{
    private const string LabelColumn = "label";

    private TauGridFile(string path, IReadOnlyList<string> instruments) => (Path, Instruments) = (path, instruments);

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>The instruments that have a column.</summary>
    public IReadOnlyList<string> Instruments { get; }

    /// <summary>The rows: what each is called, and τ of every entry of <see cref="Instruments"/>, NaN where the field is blank.</summary>
    public List<(string Label, double[] Tau)> Rows { get; } = [];

    /// <summary>Reads and validates a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="known">Every instrument of the data.</param>
    /// <param name="formats">The formats that are read; null for the program's own.</param>
    /// <exception cref="DataException">The file or its content is at fault: an instrument the data do not have, a τ that is not greater than 0.</exception>
    public static TauGridFile Read(string path, IReadOnlyCollection<string> known, TableFormats? formats = null) => Files.Guard(path, () =>
    {
        using ITable table = (formats ?? TableFormats.Standard).Open(path, Files.Open(path, "a CSV file with a column of τ for each instrument", []));
        List<int> columns = new List<int>();
        int label = -1;
        for (int c = 0; c < table.Header.Length; c++)
        {
            string name = table.Header[c];
            if (known.Contains(name, StringComparer.Ordinal))
            {
                columns.Add(c);
            }
            else if (name.Equals(LabelColumn, StringComparison.OrdinalIgnoreCase) && label < 0)
            {
                label = c;
            }
            else
            {
                throw table.HeaderFault(
                    c, $"the column {Excerpt.Of(name)}", $"label or an instrument of the data: {Excerpt.List([.. known])}",
                    DidYouMean.Advice(name, known, "name each column as the data name the instrument"));
            }
        }
        if (columns.Count == 0)
        {
            throw table.HeaderFault(0, "no instrument's column", $"a column for any of {Excerpt.List([.. known])}", "name each column as the data name the instrument");
        }

        if (columns.Select(c => table.Header[c]).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw table.HeaderFault(
                columns.Last(c => table.Header[c].Equals(twice.Key, StringComparison.Ordinal)), $"a second column {Excerpt.Of(twice.Key)}", "one", "remove one of the two");
        }

        columns.ForEach(c => table.Use(c, Contents.Numbers));
        if (label >= 0)
        {
            table.Use(label, Contents.Names);
        }

        TauGridFile grid = new TauGridFile(path, [.. columns.Select(c => table.Header[c])]);
        while (table.Read())
        {
            string text = label < 0 ? "" : Spelling.Of(table[label]);
            grid.Rows.Add((text.Length > 0 ? text : $"row {grid.Rows.Count + 1}", [.. columns.Select(c => Tau(table, c))]));
        }
        return grid;
    });

    private static double Tau(ITable table, int column)
    {
        Cell cell = table.ReadNumber(column, out double value);
        if (cell is not (Cell.Number or Cell.Missing))
        {
            throw Values.NotANumber(table, column, cell, "a number greater than 0", "leave the field blank to keep the instrument's own tau");
        }

        return PriorParameter.Tau.Fault(value) is { } wrong
            ? throw table.Fault(column, $"tau = {table[column]} {Values.InColumn(table, column)}", wrong.Expected, wrong.Advice)
            : value;
    }
}
