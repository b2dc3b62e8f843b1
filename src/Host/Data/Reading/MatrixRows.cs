using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Reads a matrix: the first column names the source, every other column is an instrument.</summary>
internal static class MatrixRows
{
    private static readonly string[] Kinds = ["counts", "flux", "log_counts"];

    /// <summary>What the values are: counts unless <see cref="ReadOptions.Value"/> says flux or log_counts.</summary>
    /// <exception cref="DataException">The options ask for what a matrix cannot hold, or a column is no instrument.</exception>
    public static Quantity CheckHeader(ITable table, ReadOptions options)
    {
        const string Long = "give a long table: columns instrument, source and a value";
        if (options.Band is { } band)
        {
            throw table.HeaderFault(0, $"a matrix (one column an instrument) and --band {band}", "a column 'band'", Long + ", and band");
        }

        if (options.Error is not null || options.RequireErrors)
        {
            string expected = options.Error is { } error ? $"the column {Excerpt.Of(error)} of --error" : "errors, because known variances were asked for";
            string advice = options.RequireErrors ? $"{Long}, and an error; or fit the variances (--variances fitted)" : $"{Long}, and an error";
            throw table.HeaderFault(0, "a matrix (one column an instrument)", expected, advice);
        }
        int source = Array.FindIndex(table.Header, 1, name => name.Equals("source", StringComparison.OrdinalIgnoreCase));
        if (table.Header[0] is "" or "row.names" && source > 0)
        {
            throw table.HeaderFault(
                source, $"a column {Excerpt.Of(table.Header[source])} behind one of row numbers, as R writes them", "a matrix whose first column names the sources",
                $"leave out the row numbers (R: row.names = FALSE), or {Long}");
        }

        for (int i = 1; i < table.Header.Length; i++)
        {
            CheckInstrument(table, i);
        }

        return options.Value?.Trim().ToLowerInvariant() switch
        {
            null or "counts" => Quantity.Counts,
            "flux" => Quantity.Flux,
            "log_counts" => Quantity.LogCounts,
            _ => throw table.HeaderFault(
                0, $"a matrix (one column an instrument) and --value {options.Value}", "--value counts, flux or log_counts, what all its columns hold",
                DidYouMean.Advice(options.Value!, Kinds, Long)),
        };
    }

    /// <summary>Reads every row.</summary>
    /// <exception cref="DataException">A field is at fault, or a source has two rows.</exception>
    public static void Read(ITable table, Quantity quantity, BandedRows bands)
    {
        table.Use(0, Contents.Names);
        for (int i = 1; i < table.Header.Length; i++)
        {
            table.Use(i, Contents.Numbers);
            bands.Instruments.Add(table.Header[i]);
        }
        List<long> rows = [];
        while (table.Read())
        {
            int source = bands.Sources.Add(table[0]);
            if (source < 0)
            {
                throw table.Fault(0, "a blank field in the first column", "the name of a source", "fill it in, or remove the row");
            }

            if (source < rows.Count)
            {
                throw table.Fault(
                    0, $"source {Excerpt.Of(table[0])} a second time (first on {table.Place(rows[source])})", "one row a source",
                    "remove one of the two rows, or give them different names");
            }
            rows.Add(table.Row);
            for (int i = 1; i < table.Header.Length; i++)
            {
                double value = Values.Read(table, i, quantity);
                bands.Only.Add(i - 1, source, quantity.IsLog() ? value : Math.Log(value), double.NaN, checked((int)table.Row), table.Fraction);
            }
        }
    }

    private static void CheckInstrument(ITable table, int i)
    {
        ColumnName column = new ColumnName(table.Header[i]);
        if (column.Text.Length == 0)
        {
            throw table.HeaderFault(i, $"no name for column {i + 1}", "the name of an instrument", "name the column, or remove it");
        }

        int first = Array.IndexOf(table.Header, column.Text);
        if (first > 0 && first < i)
        {
            throw table.HeaderFault(
                i, $"instrument {Excerpt.Of(column.Text)} a second time (columns {first + 1} and {i + 1})", "one column an instrument",
                "remove one of the two columns, or give them different names");
        }
        if (Cells.Read(column.Text, out _) == Cell.Number)
        {
            throw table.HeaderFault(
                i, $"the number {column.Text} in the header line", "the name of an instrument",
                "add a header line; to name an instrument by a number, write letters with it, as in obs459");
        }
        if (ErrorColumn.IsError(column) || column.Begins("band") || column.Begins("exposure"))
        {
            throw table.HeaderFault(
                i, $"the column {Excerpt.Of(column.Text)} in a matrix, where every column after the first is an instrument", "the name of an instrument",
                "remove the column, or give a long table: columns instrument, source and a value, with band, error or exposure beside it");
        }
    }
}
