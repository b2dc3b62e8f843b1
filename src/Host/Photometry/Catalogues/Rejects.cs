using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Csv;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>What happens to a row at fault: it stops the run, or it goes to a file with the reason.</summary>
/// <param name="open">Opens the rejects file at the first rejected row; null when a fault stops the run.</param>
internal sealed class Rejects(Func<TextWriter>? open) : IDisposable
{
    private TextWriter? writer;

    /// <summary>Rows rejected so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes a row at fault.</summary>
    /// <exception cref="DataException">The fault itself, when faults stop the run.</exception>
    public void Add(DataException fault, ReadOnlySpan<char> record)
    {
        if (open is null)
        {
            throw fault;
        }

        if (writer is null)
        {
            writer = open();
            writer.Write("reason,record\n");
        }
        writer.Write($"{CsvText.Quoted(SpreadsheetGuard.Add(fault.Message).ToString())},{CsvText.Quoted(SpreadsheetGuard.Add(record).ToString())}\n");
        Count++;
    }

    /// <inheritdoc/>
    public void Dispose() => writer?.Dispose();
}
