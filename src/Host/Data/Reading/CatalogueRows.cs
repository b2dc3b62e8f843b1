using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Reads a catalogue: one row a source, or a detection of one, and a value an instrument and band. Values of 0 or below, blanks and what a condition takes out
/// are not observed, and counted: in a catalogue they are no slips.
/// </summary>
/// <param name="table">The table, before its first row.</param>
/// <param name="columns">Its columns.</param>
/// <param name="bands">Receives the rows.</param>
/// <param name="sentinels">Numbers that stand for nothing.</param>
/// <param name="chosen">Which instruments are read.</param>
/// <param name="needErrors">Whether a value without an error is none.</param>
internal sealed class CatalogueRows(ITable table, CatalogueColumns columns, BandedRows bands, Sentinels sentinels, ChosenInstruments chosen, bool needErrors)
{
    private readonly CountReader[] counts = Readers(table, columns, sentinels);
    /// <summary>What became of the values of a cell; where a column names the instrument, of each instrument.</summary>
    private readonly Dictionary<(int Cell, int Instrument), Tally> tallies = [];
    private readonly ObservationRows?[] rows = [.. columns.Cells.Select(cell => cell.Of.Band is null ? bands.Only : bands.InBand(bands.Band(cell.Of.Band)))];
    private readonly int[] instruments = [.. columns.Cells.Select(cell => columns.Instrument < 0 ? bands.Instruments.Add(cell.Of.Instrument) : -1)];

    /// <summary>How often each source came, by its number; where instruments are named by a column, each with an instrument.</summary>
    private readonly Dictionary<(int Source, int Instrument), int> times = [];
    private readonly List<long> firstRows = [];
    private char[] room = new char[64];
    private long repeated;

    /// <summary>What became of the values, an entry a band and instrument.</summary>
    public IReadOnlyList<WaterfallValues> Values =>
    [
        .. tallies.OrderBy(entry => entry.Key).Select(entry => entry.Value.Of(columns.Cells[entry.Key.Cell].Of, bands.Instruments[entry.Key.Instrument])),
    ];

    /// <summary>What the counts are read as, when every row is read; null where values are read.</summary>
    public CountReader? Counts => counts.Length == 0 ? null : counts[0];

    /// <summary>Reads every row.</summary>
    /// <param name="notes">Receives what a person should know.</param>
    /// <exception cref="DataException">A field is at fault, or a source comes twice where it may not.</exception>
    public void Read(List<string> notes)
    {
        while (table.Read())
        {
            int instrument = -1;
            if (columns.Instrument >= 0)
            {
                instrument = bands.Instruments.Add(table[columns.Instrument]);
                if (instrument < 0)
                {
                    throw Blank(columns.Instrument, "the name of an instrument");
                }

                if (!chosen.Takes(instrument, bands.Instruments))
                {
                    continue;
                }
            }

            int source = Source(instrument);
            for (int k = 0; k < columns.Cells.Count; k++)
            {
                Take(k, source, instrument >= 0 ? instrument : instruments[k]);
            }
        }

        if (columns.Instrument >= 0)
        {
            chosen.Check(table, bands.Instruments.All, "instruments", notes);
        }

        Note(notes);
    }

    /// <summary>One reader a cell, which decide together what S is.</summary>
    private static CountReader[] Readers(ITable table, CatalogueColumns columns, Sentinels sentinels)
    {
        List<CountReader> readers = [];
        foreach (CountColumns of in columns.Cells.Select(cell => cell.Counts).OfType<CountColumns>())
        {
            readers.Add(new CountReader(table, of, sentinels, readers.FirstOrDefault()));
        }

        return [.. readers];
    }

    private void Note(List<string> notes)
    {
        if (repeated > 0)
        {
            notes.Add(columns.Instrument >= 0
                ? $"{repeated} rows of a source that the same instrument saw before: the k-th row of one instrument stands beside the k-th of another (source \"NAME #k\")"
                : $"{repeated} rows of a source that had one before: each row is a source of its own (\"NAME #2\"), so that variability does not look like calibration");
        }

        long used = tallies.Values.Sum(tally => tally.Used), uncertain = tallies.Values.Sum(tally => tally.Uncertain);
        long zero = tallies.Values.Sum(tally => tally.NotPositive);
        if (10 * uncertain > used)
        {
            notes.Add($"{uncertain} of {used} values have an error larger than themselves: ln S is no Gaussian there; ask for more of all instruments together (--where), "
                + "or fit counts in apertures where there are any");
        }

        if (zero > 0)
        {
            notes.Add($"{zero} values of 0 or below left out, which have no logarithm: no detection. Where that is more than a few per cent of a band, those that are left "
                + "are upward fluctuations: fit the counts in apertures (--model counts), or ask for brighter sources (--where)");
        }
    }

    /// <summary>The number of the row's source.</summary>
    private int Source(int instrument)
    {
        ReadOnlySpan<char> name = RoleTable.Joined(table, columns.Source, ref room);
        int source = bands.Sources.Add(name);
        if (source < 0)
        {
            int blank = Array.Find(columns.Source, column => table[column].IsEmpty);
            throw Blank(blank, "the name of a source");
        }

        int before = times.GetValueOrDefault((source, instrument));
        times[(source, instrument)] = before + 1;
        if (source == firstRows.Count)
        {
            firstRows.Add(table.Row);
        }

        if (before == 0)
        {
            return source;
        }

        if (columns.Map.Once)
        {
            throw table.RowFault(
                table.Row, $"{columns.Map.Row} {Excerpt.Of(name)} ({string.Join(", ", columns.Map.Source)}) a second time (first on {table.Place(firstRows[source])})",
                $"one row a {columns.Map.Row}", "if files were joined, join each once; if a row is something else, name the columns that tell rows apart (--columns source=A+B)");
        }

        repeated++;
        int again = bands.Sources.Add($"{name} #{before + 1}");
        if (again == firstRows.Count)
        {
            firstRows.Add(table.Row);
        }

        return again;
    }

    private void Take(int k, int source, int instrument)
    {
        CatalogueColumns.Cell cell = columns.Cells[k];
        if (!tallies.TryGetValue((k, instrument), out Tally? tally))
        {
            tallies.Add((k, instrument), tally = new Tally());
        }

        if (counts.Length > 0)
        {
            Count(k, source, instrument, tally);
            return;
        }

        double value = cell.Value!.NumberOf(table);
        if (double.IsNaN(value) || sentinels.TakesValue(value))
        {
            tally.Blank++;
            return;
        }

        if (!columns.Measure.IsLog && value <= 0)
        {
            tally.NotPositive++;
            return;
        }

        if (Math.Abs(value) > Reading.Values.Beyond)
        {
            throw table.RowFault(
                table.Row, $"{Sentinels.Text(value)} for {cell.Of.Value}", "a number that can have been measured",
                $"if it stands for nothing, say --missing {Sentinels.Text(value)}");
        }

        if (!Holds(cell))
        {
            tally.Cut++;
            return;
        }

        double variance = Variance(cell, value, tally);
        if (needErrors && double.IsNaN(variance))
        {
            return;
        }

        if (rows[k] is { } into)
        {
            tally.Used++;
            into.Add(instrument, source, columns.Measure.Log(value), variance, checked((int)table.Row), table.Fraction);
            if (sentinels.Suspects && Sentinels.IsUsual(value, columns.Measure))
            {
                into.Suspect(value);
            }
        }
    }

    private bool Holds(CatalogueColumns.Cell cell)
    {
        foreach (RowExpression cut in cell.Cuts)
        {
            if (cut.TruthOf(table) != true)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the counts of a cell, zeros among them.</summary>
    private void Count(int k, int source, int instrument, Tally tally)
    {
        if (rows[k] is not { } into)
        {
            return;
        }

        if (!Holds(columns.Cells[k]))
        {
            tally.Cut++;
            return;
        }

        into.Apertures ??= new ApertureRows(counts[k]);
        bool observed = counts[k].Read(into.Apertures);
        into.Add(instrument, source, observed ? 0.0 : double.NaN, double.NaN, checked((int)table.Row), table.Fraction);
        tally.Used += observed ? 1 : 0;
        tally.Blank += observed ? 0 : 1;
    }

    /// <summary>The variance of y that an error means, as <see cref="Reading.Values.ReadVariance"/> has it; NaN where there is no error above 0.</summary>
    private double Variance(CatalogueColumns.Cell cell, double value, Tally tally)
    {
        double error = cell.Error is null ? double.NaN : cell.Error.NumberOf(table) / columns.Map.ErrorSigmas;
        if (!(error > 0) || double.IsInfinity(error) || sentinels.TakesError(error))
        {
            tally.WithoutError += cell.Error is null ? 0 : 1;
            return double.NaN;
        }

        double ratio = columns.Measure.IsLog ? error * columns.Measure.LogUnit : error / value;
        tally.Uncertain += ratio > 1 ? 1 : 0;
        return Reading.Values.Variance(ratio, columns.Measure.IsLog);
    }

    private DataException Blank(int column, string expected) => table.Fault(
        column, $"a blank field in column {Excerpt.Of(table.Header[column])}", expected, $"fill it in, or leave such rows out (--where '!isnull({table.Header[column]})')");

    /// <summary>What became of the values of one band and instrument.</summary>
    private sealed class Tally
    {
        public long Used { get; set; }

        public long Blank { get; set; }

        public long NotPositive { get; set; }

        public long Cut { get; set; }

        public long WithoutError { get; set; }

        public long Uncertain { get; set; }

        public WaterfallValues Of(CatalogueCell cell, string instrument) => new(cell.Band, instrument, Used, Blank, NotPositive, Cut, WithoutError, Uncertain);
    }
}
