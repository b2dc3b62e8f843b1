using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Reads a matrix: the first column names the source, every other column is an instrument.</summary>
internal static class MatrixRows
{
    /// <summary>Reads every row.</summary>
    /// <param name="table">The table, before its first row.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="bands">Receives the rows.</param>
    /// <param name="sentinels">Numbers that stand for nothing.</param>
    /// <param name="said">Whether it was said what the values are.</param>
    /// <param name="notes">Receives what looks wrong.</param>
    /// <exception cref="DataException">A field is at fault, or a source has two rows.</exception>
    public static void Read(ITable table, MatrixColumns columns, BandedRows bands, Sentinels sentinels, bool said, List<string> notes)
    {
        Measure measure = columns.Measure;
        table.Use(columns.Source, Contents.Names);
        foreach (int i in columns.Instruments)
        {
            table.Use(i, Contents.Numbers);
            bands.Instruments.Add(table.Header[i]);
        }
        List<long> rows = [];
        long observed = 0, small = 0;
        while (table.Read())
        {
            int source = bands.Sources.Add(table[columns.Source]);
            if (source < 0)
            {
                string where = columns.Source == 0 ? "the first column" : $"column {Excerpt.Of(table.Header[columns.Source])}";
                throw table.Fault(columns.Source, $"a blank field in {where}", "the name of a source", "fill it in, or remove the row");
            }

            if (source < rows.Count)
            {
                throw table.Fault(
                    columns.Source, $"source {Excerpt.Of(table[columns.Source])} a second time (first on {table.Place(rows[source])})", "one row a source",
                    "another observation of it is a source of its own: give it a name of its own, or say --columns source=COLUMN,INSTRUMENT=COLUMN,...; a copy of the row is to "
                        + "be removed");
            }
            rows.Add(table.Row);
            for (int k = 0; k < columns.Instruments.Count; k++)
            {
                double value = Values.Read(table, columns.Instruments[k], measure, sentinels);
                bands.Only.Add(k, source, measure.Log(value), double.NaN, checked((int)table.Row), table.Fraction);
                if (double.IsNaN(value))
                {
                    continue;
                }

                observed++;
                small += value < 1 ? 1 : 0;
                if (sentinels.Suspects && Sentinels.IsUsual(value, measure))
                {
                    bands.Only.Suspect(value);
                }
            }
        }
        columns.NoteOddities(rows.Count, small, observed, said, notes);
    }
}
