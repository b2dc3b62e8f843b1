namespace GpuConcord.Host.Tables;

/// <summary>A table on its way into a file. The values are those that the columns of its <see cref="OutputTable"/> give when they are asked.</summary>
public interface ITableWriter
{
    /// <summary>Writes a run of rows behind those before. The columns are asked for these rows only, perhaps by several threads at once.</summary>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="cancellation">Stops between rows or columns; the file is then incomplete.</param>
    Task WriteAsync(int start, int count, CancellationToken cancellation);

    /// <summary>Ends the file; without this call it is incomplete.</summary>
    Task CompleteAsync(CancellationToken cancellation);
}
