using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>
/// A table of sources, read batch by batch. Whatever it holds besides passes through: the records of delimited text as they stand when the
/// output is such text too; else columns, with their types when the table has types.
/// </summary>
internal sealed class Catalogue : IDisposable
{
    private readonly ITable table;
    private readonly Rejects rejects;
    private readonly double[] defaults;
    /// <summary>The table's columns that are handed on, in order, and which of them are read as numbers for that.</summary>
    private readonly int[] kept;
    private readonly bool[] parsed;
    private readonly int[][] given;
    private readonly double[][] values;
    private readonly ApertureParameters[] sources;
    private readonly IReadOnlyList<(long First, long Count)>? ranges;
    private readonly IReadOnlyList<long> partEnds;
    private int part;
    private int at;
    private long passed;
    private bool ended;
    private SelectedTable? selected;

    /// <param name="table">The table, at its first row; disposed with this.</param>
    /// <param name="request">What is asked of it.</param>
    /// <param name="rejects">Takes rows at fault.</param>
    /// <exception cref="DataException">The columns are at fault.</exception>
    public Catalogue(ITable table, CatalogueRequest request, Rejects rejects)
    {
        (this.table, this.rejects, ranges, partEnds) = (table, rejects, request.Rows, request.PartEnds);
        defaults = ApertureParameters.Defaults(request.Confidence);

        // A record is repeated as it stands only where what separates its fields does so in the output.
        KeepsRecords = table.Delimiter is { } between && request.OutputFormat is { IsDelimitedText: true } written && (written.Delimiter ?? between) == between
            && request.FitTable is null;
        IReadOnlyList<TableColumn> columns = table.Columns;
        kept = [.. Enumerable.Range(0, columns.Count).Where(c => KeepsRecords || table.Allows(c, Contents.Values))];
        Bands = CatalogueBands.Find(
            table.Header, request.Renamed, request.Measure.Hardness is not null,
            (column, found, expected, advice) => table.HeaderFault(Math.Max(column, 0), found, expected, advice));
        given = Array.ConvertAll(Bands, band => (int[])[.. Enumerable.Range(0, defaults.Length).Where(k => band.Of[k] >= 0)]);
        values = Array.ConvertAll(Bands, _ => new double[defaults.Length]);
        sources = new ApertureParameters[Bands.Length];
        RefuseText(columns);
        foreach (int c in KeepsRecords ? [] : kept)
        {
            table.Use(c, Contents.Values);
        }

        // Parameters in a text of no type are numbers all the same, for an output that has types.
        bool typed = !request.OutputFormat.IsDelimitedText;
        parsed = [.. kept.Select(c => typed && columns[c].Type is null && Bands.Any(band => band.Of.Contains(c)))];
        Names = [.. kept.Select(c => table.Header[c])];
        Columns = [.. kept.Select((c, k) => columns[c] with { Type = parsed[k] ? typeof(double) : columns[c].Type ?? typeof(string) })];
    }

    /// <summary>The table's columns that are handed on: names, and the type of their values then.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>What those columns are called here: as in the table, or by the role that one was given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What of the table was passed over so far, in sentences for a person.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            string[] lost = [.. table.Header.Where((_, c) => !kept.Contains(c))];
            return
            [
                .. (selected?.Steps ?? []).Select(step => $"{step.Condition}: {step.Reached - step.Left} of {step.Reached} rows left out"
                    + (step.Unknown > 0 ? $", {step.Unknown} of them because a column is null" : "") + (step.Because.Length > 0 ? $" ({step.Because})" : "")),
                .. lost.Length == 0 ? (string[])[] : [$"columns left out of what is written, as lists and the like are: {Excerpt.List(lost)}"],
                .. table.Notes,
            ];
        }
    }

    /// <summary>Which columns hold the parameters, band by band: one, or the soft and the hard one.</summary>
    public ParameterColumns[] Bands { get; }

    /// <summary>The same of the only or the soft band: which quantities the columns allow, and notes for a person.</summary>
    public ParameterColumns Parameters => Bands[0];

    /// <summary>Whether batches hold the text of records rather than columns.</summary>
    public bool KeepsRecords { get; }

    /// <summary>Character between fields of delimited text that is made of it.</summary>
    public char Delimiter => table.Delimiter ?? ',';

    /// <summary>Opens the table of a request.</summary>
    /// <exception cref="DataException">The file or its columns are at fault.</exception>
    public static Catalogue Open(CatalogueRequest request, Rejects rejects) => Files.Guard(request.Table, () =>
    {
        ITable opened = request.Formats.Open(request.Table, Files.Open(request.Table, "a table of sources (FITS, VOTable, ECSV, CSV, TSV, Parquet)", []));
        try
        {
            SelectedTable? chosen = request.Where is null ? null : SelectedTable.Of(opened, request.Where, "loosen the condition after which none is left (--where)");
            ITable seen = chosen ?? opened;
            return new Catalogue(request.Roles.Count == 0 ? seen : RoleTable.Of(seen, request.Roles), request, rejects) { selected = chosen };
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    });

    /// <summary>Fills a batch; false when the table has ended and the batch is empty.</summary>
    /// <exception cref="DataException">A row is at fault and faults stop the run.</exception>
    public bool Read(CatalogueBatch batch)
    {
        batch.Clear();
        if (!KeepsRecords && batch.Columns.Length == 0)
        {
            batch.Columns = [.. kept.Select((c, k) => parsed[k] ? new double?[CatalogueBatch.Size] : table.NewValues(c, CatalogueBatch.Size))];
        }

        batch.Part = part;
        batch.EndsPart = false;
        while (!batch.Full && IsWanted() && Next(out DataException? broken))
        {
            batch.EndsPart = part < partEnds.Count && passed == partEnds[part];
            if (broken is not null)
            {
                rejects.Add(broken, table.Record);
            }
            else if (Parse() is { } wrong)
            {
                rejects.Add(wrong, table.Record);
            }
            else
            {
                Add(batch);
            }

            if (batch.EndsPart)
            {
                part++;
                break;
            }
        }

        batch.Fraction = ranges is { Count: > 0 } all ? (double)(passed - all[0].First) / Math.Max(all[^1].First + all[^1].Count - all[0].First, 1) : table.Fraction ?? 0.0;
        return batch.Count > 0 || batch.EndsPart;
    }

    /// <summary>Passes over rows that are not wanted; false behind the last that is.</summary>
    private bool IsWanted()
    {
        if (ranges is null)
        {
            return true;
        }

        while (at < ranges.Count && passed == ranges[at].First + ranges[at].Count)
        {
            at++;
        }

        if (at == ranges.Count)
        {
            return false;
        }

        while (passed < ranges[at].First && Next(out _))
        {
        }

        return true;
    }

    /// <summary>Passes over all rows that are left and counts them, whatever is in them.</summary>
    public long Count(CancellationToken cancellation)
    {
        while (Next(out _))
        {
            if (passed % CatalogueBatch.Size == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return passed;
    }

    /// <summary>Moves to the next row; false behind the last.</summary>
    /// <param name="fault">What is wrong with the row as a record: of the wrong length; the reader stands behind it then.</param>
    private bool Next(out DataException? fault)
    {
        fault = null;
        long before = table.Row;
        try
        {
            ended = ended || table.RowCount == 0 || !table.Read();
        }
        catch (DataException broken) when (table.Delimiter is not null && table.Row > before)
        {
            fault = broken;
        }

        passed += ended ? 0 : 1;
        return !ended;
    }

    /// <inheritdoc/>
    public void Dispose() => table.Dispose();

    private void RefuseText(IReadOnlyList<TableColumn> columns)
    {
        foreach ((int k, int column) in Bands.SelectMany(band => band.Of.Index()).Where(pair => pair.Item >= 0))
        {
            if (columns[column].Type is { } type && !table.Allows(column, Contents.Numbers))
            {
                string holds = type == typeof(string) || type == typeof(bool) ? "text" : $"values of type {type.Name}";
                throw table.HeaderFault(
                    column, $"{holds} in column {Excerpt.Of(columns[column].Name)}", $"numbers for {ParameterRules.Names[k]}", "convert the column to numbers");
            }
        }
    }

    private void Add(CatalogueBatch batch)
    {
        if (KeepsRecords)
        {
            batch.Add(sources, table.Record);
            return;
        }

        for (int k = 0; k < parsed.Length; k++)
        {
            if (parsed[k])
            {
                ((double?[])batch.Columns[k])[batch.Count] = Value(kept[k]);
            }
            else
            {
                table.CopyValue(kept[k], batch.Columns[k], batch.Count);
            }
        }

        batch.Add(sources);
    }

    private double Value(int column)
    {
        for (int b = 0; b < Bands.Length; b++)
        {
            int k = Array.IndexOf(Bands[b].Of, column);
            if (k >= 0)
            {
                return values[b][k];
            }
        }

        return double.NaN;
    }

    private DataException? Parse()
    {
        for (int b = 0; b < sources.Length; b++)
        {
            if (Parse(b) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private DataException? Parse(int band)
    {
        int[] columns = Bands[band].Of;
        double[] numbers = values[band];
        defaults.CopyTo(numbers, 0);
        foreach (int k in given[band])
        {
            Cell cell = table.ReadNumber(columns[k], out numbers[k]);
            if (cell is Cell.Number or Cell.Missing)
            {
                continue;
            }

            if (cell is Cell.Text || table.Columns[columns[k]].Type is null)
            {
                return table.Fault(columns[k], $"{Excerpt.Of(table[columns[k]])} in column {ParameterRules.Names[k]}", "a number", Cells.Advice(table[columns[k]], "correct it"));
            }

            // The rules say what is wrong with it.
            numbers[k] = double.PositiveInfinity;
        }

        sources[band] = ApertureParameters.From(numbers);
        return ParameterRules.Allow(sources[band]) ? null : Fault(band, ParameterRules.FirstFault(sources[band])!.Value);
    }

    /// <summary>Where a message cannot point at a field, it names the parameter.</summary>
    private DataException Fault(int band, ParameterFault fault)
    {
        if (table.Delimiter is not null)
        {
            int column = Bands[band].Of[Array.IndexOf([.. ParameterRules.Names], fault.Parameter)];
            return table.Fault(Math.Max(column, 0), fault.Found, fault.Expected, fault.Advice);
        }

        string which = sources.Length == 1 ? "" : $" of the {(band == 0 ? "soft" : "hard")} band";
        return DataException.In($"{table.File}: {table.Place(table.Row)}, column {fault.Parameter}{which}", fault.Found, fault.Expected, fault.Advice);
    }
}
