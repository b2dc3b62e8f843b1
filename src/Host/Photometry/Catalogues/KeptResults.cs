using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Results that were computed before, part after part: nothing is computed anew.</summary>
/// <param name="parts">Files that <see cref="PartOutput"/> wrote, in the order of the rows.</param>
/// <param name="request">What was computed.</param>
internal sealed class KeptResults(IReadOnlyList<string> parts, PhotometryRequest request) : IMeasurement
{
    private readonly IReadOnlyList<ResultField> fields = ResultField.Of(request);
    private ITable? table;
    private int[] columns = [];
    private int next;

    /// <inheritdoc/>
    public void Measure(CatalogueBatch batch, CancellationToken cancellation)
    {
        if (request.Hardness is null)
        {
            batch.Results.Reserve(request, batch.Count);
        }
        else
        {
            batch.Results.ReserveHardness(batch.Count);
        }

        for (int i = 0; i < batch.Count; i++)
        {
            while (table is null || !table.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                Open();
            }

            for (int f = 0; f < columns.Length; f++)
            {
                fields[f].Set(batch.Results, i, table.ReadNumber(columns[f], out double value) is Cell.Number ? value : double.NaN);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => table?.Dispose();

    private void Open()
    {
        table?.Dispose();
        table = null;
        if (next == parts.Count)
        {
            throw DataException.In(parts[^1], "fewer results than the table has rows", "one a row", "do the parts again");
        }

        string file = parts[next++];
        table = TableFormats.Standard.Open(file, File.OpenRead(file));
        columns = [.. fields.Select(field => Array.IndexOf(table.Header, field.Name) is >= 0 and var at
            ? at
            : throw DataException.In(file, $"no column {field.Name}", "results as gpuconcord work writes them", "do the part again"))];
        foreach (int column in columns)
        {
            table.Use(column, Contents.Numbers);
        }
    }
}
