using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Bench;

/// <summary>Writes a table in another format, with the types, units and nulls that it has, so that one catalogue can be read from several.</summary>
internal static class TableConversion
{
    private const int Run = 1 << 16;

    /// <summary>Converts a file.</summary>
    /// <param name="from">The table.</param>
    /// <param name="to">The file to write; its name says the format.</param>
    public static async Task WriteAsync(string from, string to)
    {
        using ITable table = TableFormats.Standard.Open(from, File.OpenRead(from));
        int[] kept = [.. Enumerable.Range(0, table.Header.Length).Where(c => table.Allows(c, Contents.Values))];
        foreach (int column in kept)
        {
            table.Use(column, Contents.Values);
        }

        Array[] values = [.. kept.Select(column => table.NewValues(column, Run))];
        OutputTable written = new("", Run, [.. kept.Select((column, k) => OutputColumn.OfValues(table.Columns[column], () => values[k]))]) { Streamed = true };
        await using FileStream stream = File.Create(to);
        ITableWriter writer = await TableFormats.Standard.ForWriting("TO", to).BeginAsync(written, stream);
        int rows = 0;
        while (table.Read())
        {
            for (int k = 0; k < kept.Length; k++)
            {
                table.CopyValue(kept[k], values[k], rows);
            }

            if (++rows == Run)
            {
                await writer.WriteAsync(0, rows, CancellationToken.None);
                rows = 0;
            }
        }

        await writer.WriteAsync(0, rows, CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
    }
}
