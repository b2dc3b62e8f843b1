namespace GpuConcord.Host.Tables;

/// <summary>Whether a file begins as a format does.</summary>
/// <param name="start">Its first bytes, up to <see cref="TableFormat.Start"/> of them, fewer only when it has no more.</param>
public delegate bool FirstBytes(ReadOnlySpan<byte> start);

/// <summary>Opens a table and reads its header.</summary>
/// <param name="file">Its name in messages.</param>
/// <param name="stream">Its bytes from the first on; the table's to close, also when it cannot be opened.</param>
/// <param name="part">Which of its tables, as a person wrote it in brackets behind the name; null for the first, and where <see cref="TableFormat.HasParts"/> is false.</param>
/// <exception cref="Faults.DataException">The content is at fault.</exception>
public delegate ITable TableReading(string file, Stream stream, string? part);

/// <summary>Begins a file.</summary>
/// <param name="stream">Where to, seekable if the format needs that; left open.</param>
/// <param name="table">What is to be written.</param>
/// <param name="cancellation">Stops it; the file is then incomplete.</param>
public delegate Task<ITableWriter> TableWriting(Stream stream, OutputTable table, CancellationToken cancellation);

/// <summary>A format of tables: how to tell it, and how to read and write it.</summary>
/// <param name="Name">What it is called, as in "begins as Parquet".</param>
/// <param name="Extensions">What names of its files end in, dot included.</param>
/// <param name="Begins">Tells it by its first bytes; null for text that has no mark, and is told by name alone.</param>
/// <param name="Read">Reads it; null while nothing here does, and then <see cref="Advice"/> says what to do.</param>
/// <param name="Write">Writes it; null while nothing here does.</param>
public sealed record TableFormat(
    string Name, IReadOnlyList<string> Extensions, FirstBytes? Begins, TableReading? Read = null, TableWriting? Write = null)
{
    /// <summary>Most bytes that are looked at to tell a format.</summary>
    public const int Start = 64;

    /// <summary>What a file of it is, to follow "found" and "expected".</summary>
    public string Found { get; init; } = $"a {Name} file";

    /// <summary>What to do when it cannot be read, as an imperative.</summary>
    public string Advice { get; init; } = "export its table as CSV";

    /// <summary>Whether only a stream that can seek is read: a pipe will not do.</summary>
    public bool Seeks { get; init; }

    /// <summary>Whether a file may hold several tables, one of which may be named.</summary>
    public bool HasParts { get; init; }

    /// <summary>
    /// Whether rows are lines of delimited text. Then its columns have no types, and its writer repeats the records of another such table
    /// as they stand (<see cref="OutputColumn.OfRecords"/>).
    /// </summary>
    public bool IsDelimitedText { get; init; }

    /// <summary>The character between fields in every file of this delimited text; null where files have several, and what is written says which.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Writes a table from its first row to its last.</summary>
    /// <param name="table">The table.</param>
    /// <param name="stream">Where to, seekable if the format needs that; left open.</param>
    /// <param name="cancellation">Stops between rows or columns; the file is then incomplete.</param>
    public async Task WriteAsync(OutputTable table, Stream stream, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ITableWriter writer = await BeginAsync(table, stream, cancellation);
        await writer.WriteAsync(0, table.Rows, cancellation);
        await writer.CompleteAsync(cancellation);
    }

    /// <summary>Begins a file whose rows come run by run.</summary>
    /// <param name="table">What is to be written.</param>
    /// <param name="stream">Where to, seekable if the format needs that; left open.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Faults.UsageException">Nothing here writes this format.</exception>
    public Task<ITableWriter> BeginAsync(OutputTable table, Stream stream, CancellationToken cancellation = default) => Write is { } write
        ? write(stream, table, cancellation)
        : throw new Faults.UsageException($"found a name of {Found} for a table that is written, expected a format that gpuconcord writes; name it .csv");
}
