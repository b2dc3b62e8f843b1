using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The tables of a run that hold all bands, as they are read back.</summary>
internal sealed class FitTables
{
    /// <summary>Summaries of parameters.</summary>
    public required ParquetTable Summary { get; init; }

    /// <summary>Log fluxes.</summary>
    public required ParquetTable Fluxes { get; init; }

    /// <summary>The data.</summary>
    public required ParquetTable Observations { get; init; }

    /// <summary>Checked observations; null when the run was not checked.</summary>
    public IReadOnlyList<CheckedObservation>? Checks { get; init; }

    /// <summary>Blocks whose entries belong to observations, by the name of one entry.</summary>
    public Dictionary<string, ParquetTable> Moments { get; } = new(StringComparer.Ordinal);

    /// <summary>The rows of a table that belong to a band.</summary>
    public static int[] Rows(ParquetTable table, string? band)
    {
        string?[] bands = table.Text("band");
        return [.. Enumerable.Range(0, bands.Length).Where(row => string.Equals(bands[row], band, StringComparison.Ordinal))];
    }

    /// <summary>Values of some rows.</summary>
    public static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);
}
