using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Data.Prior;

/// <summary>
/// A table of priors, of any format that is read, with a column <c>instrument</c>, optionally <c>band</c>, and any of <c>tau</c>, <c>alpha</c>, <c>beta</c> and
/// one of <c>area</c> (a_i &gt; 0, any unit: b_i = ln a_i) and <c>log_area</c> (b_i). A blank field says nothing; a blank band means every band.
/// </summary>
internal sealed class PriorFile
{
    private static readonly string[] Columns = ["instrument", "band", "tau", "alpha", "beta", "area", "log_area"];

    private readonly Dictionary<(string Instrument, string Band), Row> rows = [];

    /// <summary>Bands as the file names them, by their keys (<see cref="BandName"/>).</summary>
    private readonly Dictionary<string, string> bandNames = new(StringComparer.Ordinal);

    private readonly Func<long, string, string, string, DataException> rowFault;

    private PriorFile(ITable table) => (Path, rowFault) = (table.File, table.RowFault);

    /// <summary>One row of the table; NaN where it says nothing.</summary>
    internal readonly record struct Row(long Place, double Tau, double Alpha, double Beta, double LogArea)
    {
        /// <summary>The row's value of a parameter, or NaN.</summary>
        public double this[PriorParameter parameter] => parameter switch
        {
            PriorParameter.Tau => Tau,
            PriorParameter.Alpha => Alpha,
            _ => Beta,
        };
    }

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>True when a row gives a nominal area.</summary>
    public bool HasAreas => rows.Values.Any(row => !double.IsNaN(row.LogArea));

    /// <summary>The row of an instrument in a band (empty for the row that holds in every band), or null.</summary>
    public Row? this[string instrument, string band] => rows.TryGetValue((instrument, BandName.Key(band)), out Row row) ? row : null;

    /// <summary>Reads and validates a file.</summary>
    /// <exception cref="DataException">The file or its content is at fault.</exception>
    public static PriorFile Read(string path, TableFormats? formats = null) => Files.Guard(path, () => Read(path, Files.Open(path, "a CSV file of priors", []), formats));

    /// <summary>Reads and validates a table from a stream, which it closes.</summary>
    /// <exception cref="DataException">The content is at fault.</exception>
    public static PriorFile Read(string path, Stream stream, TableFormats? formats = null)
    {
        using ITable table = (formats ?? TableFormats.Standard).Open(path, stream);
        PriorFile file = new PriorFile(table);
        Dictionary<string, int> column = FindColumns(table);
        while (table.Read())
        {
            string instrument = Spelling.Of(table[column["instrument"]]);
            if (instrument.Length == 0)
            {
                throw table.Fault(column["instrument"], "a blank field in column 'instrument'", "the name of an instrument", "fill it in, or remove the row");
            }

            string band = column.TryGetValue("band", out int at) ? BandName.Of(table[at]) : "";
            Row row = new Row(
                table.Row,
                Positive(table, column, PriorParameter.Tau),
                Positive(table, column, PriorParameter.Alpha),
                Positive(table, column, PriorParameter.Beta),
                LogArea(table, column));
            file.bandNames.TryAdd(BandName.Key(band), band);
            if (!file.rows.TryAdd((instrument, BandName.Key(band)), row))
            {
                string inBand = band.Length > 0 ? $" in band {Excerpt.Of(band)}" : "";
                throw table.Fault(
                    column["instrument"],
                    $"instrument {Excerpt.Of(instrument)}{inBand} a second time (first on {table.Place(file.rows[(instrument, BandName.Key(band))].Place)})",
                    "one row for each instrument and band", "remove one of the two rows");
            }
        }
        return file;
    }

    /// <summary>
    /// Compares the file's names with the data's. An instrument that resembles one of the data's without a row of its own is taken for a
    /// slip and refused; other unknown names are noted, because one table of priors may serve many data sets.
    /// </summary>
    /// <returns>Notes for a person.</returns>
    /// <exception cref="DataException">An instrument's name is probably misspelt.</exception>
    public List<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands)
    {
        List<string> named = rows.Keys.Select(key => key.Instrument).Distinct(StringComparer.Ordinal).ToList();
        List<string> free = instruments.Except(named, StringComparer.Ordinal).ToList();
        foreach (((string? name, string _), Row row) in rows)
        {
            if (!instruments.Contains(name, StringComparer.Ordinal) && DidYouMean.Closest(name, free) is { } near)
            {
                string expected = $"one of the data's: {Excerpt.List([.. instruments])}";
                throw rowFault(row.Place, $"instrument {Excerpt.Of(name)}", expected, $"did you mean '{near}'?");
            }
        }
        List<string> notes = [];
        HashSet<string> fitted = [.. bands.Select(BandName.Key)];
        IEnumerable<string> otherBands = bandNames.Where(band => band.Key.Length > 0 && !fitted.Contains(band.Key)).Select(band => band.Value);
        if (free.Count > 0 && free.Count < instruments.Count)
        {
            notes.Add($"{Path} has no row for {Excerpt.List(free)}: options or defaults hold");
        }

        Note("instruments", named.Except(instruments, StringComparer.Ordinal));
        Note("bands", otherBands);
        return notes;

        void Note(string kind, IEnumerable<string> unknown)
        {
            List<string> names = [.. unknown];
            if (names.Count > 0)
            {
                notes.Add($"{Path}: {kind} that are not fitted: {Excerpt.List(names)}");
            }
        }
    }

    private static Dictionary<string, int> FindColumns(ITable table)
    {
        Dictionary<string, int> found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < table.Header.Length; i++)
        {
            ColumnName column = new ColumnName(table.Header[i]);
            string? known = Array.Find(Columns, name => column.Is(name.Split('_')))
                ?? (column.Begins("band") ? "band" : column.Begins("log", "area") ? "log_area" : column.Begins("area") ? "area" : null);
            bool percent = column.Text.Contains('%', StringComparison.Ordinal) || column.HasAny("pct", "percent");
            if (known is null || percent)
            {
                // A fraction read from a column of percentages would be wrong by 100, so a unit is not passed over here.
                throw table.HeaderFault(
                    i, $"the column {Excerpt.Of(column.Text)}", "instrument, band, tau (a fraction, 0.05 for 5 %), alpha, beta, area or log_area",
                    percent ? "divide its numbers by 100 and name it tau" : DidYouMean.Advice(column.Text, Columns, "rename or remove it"));
            }
            table.Use(i, known is "instrument" or "band" ? Contents.Names : Contents.Numbers);
            if (!found.TryAdd(known, i))
            {
                throw table.HeaderFault(i, $"two columns for {known}: {Excerpt.List([table.Header[found[known]], column.Text])}", "one", "remove one of the two");
            }
        }
        if (!found.ContainsKey("instrument"))
        {
            throw table.HeaderFault(0, $"the columns {Excerpt.List(table.Header)}", "a column 'instrument'", "name the instrument of each row, as the data write it");
        }

        if (found.ContainsKey("area") && found.TryGetValue("log_area", out int both))
        {
            throw table.HeaderFault(both, "both 'area' and 'log_area'", "one of the two", "remove one: log_area is the natural logarithm of area");
        }

        return found;
    }

    private static double Positive(ITable table, Dictionary<string, int> columns, PriorParameter parameter)
    {
        if (!columns.TryGetValue(parameter.Name(), out int column))
        {
            return double.NaN;
        }

        double value = Number(table, column);
        return parameter.Fault(value) is { } wrong ? throw table.Fault(column, $"{parameter.Name()} = {table[column]}", wrong.Expected, wrong.Advice) : value;
    }

    private static double LogArea(ITable table, Dictionary<string, int> columns)
    {
        if (columns.TryGetValue("log_area", out int log))
        {
            return Number(table, log);
        }

        if (!columns.TryGetValue("area", out int column))
        {
            return double.NaN;
        }

        return Number(table, column) is not <= 0 and var value ? Math.Log(value) : throw table.Fault(
            column, $"area = {table[column]}", "an effective area greater than 0", "correct it, or leave it blank when the data are ratios to the nominal area");
    }

    /// <summary>A number, or NaN when blank.</summary>
    private static double Number(ITable table, int column)
    {
        Cell cell = table.ReadNumber(column, out double value);
        return cell is Cell.Number or Cell.Missing ? value : throw Values.NotANumber(table, column, cell, "a number", "leave the field blank to say nothing");
    }
}
