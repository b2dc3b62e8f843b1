using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>Finds the table of a file that is read: the stream is then at its first row.</summary>
/// <param name="Hdu">The table.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Bytes">The file, at the first byte of the table's data.</param>
/// <param name="File">Its headers so far.</param>
/// <param name="Notes">What a person should know.</param>
internal sealed record FitsTable(FitsHdu Hdu, IReadOnlyList<FitsColumn> Columns, HashedStream Bytes, FitsFile File, List<string> Notes)
{
    /// <summary>Longest row; one of more bytes does not fit into an array.</summary>
    private const long LongestRow = 1 << 30;

    /// <summary>Opens the table of a file.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="stream">Its bytes; closed when it cannot be opened.</param>
    /// <param name="part">Which HDU; null for the first table with a row.</param>
    /// <exception cref="DataException">There is no such table, or it is damaged.</exception>
    public static FitsTable Open(string file, Stream stream, string? part)
    {
        try
        {
            List<string> notes = [];
            string name = TableName.Of(file).File;
            FitsHdu hdu;
            HashedStream bytes;
            FitsFile headers;
            if (stream.CanSeek)
            {
                headers = new FitsFile(name, stream);
                hdu = Choose(name, headers, part, notes);
                CheckLength(hdu, stream.Length, notes);
                stream.Position = 0;
                bytes = new HashedStream(stream);
                Pass(bytes, hdu.DataOffset);
            }
            else
            {
                bytes = new HashedStream(stream);
                headers = new FitsFile(name, bytes);
                hdu = Find(name, headers, part);
            }

            FitsParts.Require(hdu);
            IReadOnlyList<FitsColumn> columns = FitsColumns.Of(hdu);
            FitsParts.RefuseColumnsInRow(hdu, columns);
            return hdu.RowLength <= LongestRow
                ? new FitsTable(hdu, columns, bytes, headers, notes)
                : throw hdu.Cards.Fault("NAXIS1", $"at most {LongestRow} bytes in a row", "split its columns among several tables");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the headers behind the table, where the stream could not seek, and says what else there is.</summary>
    public void NoteRest()
    {
        File.PassedData();
        NoteOthers(File, Hdu, Notes);
    }

    /// <summary>Finds an HDU in a file that can seek, all of whose headers are read, so that what else it holds can be said.</summary>
    private static FitsHdu Choose(string name, FitsFile headers, string? part, List<string> notes)
    {
        FitsHdu hdu = Find(name, headers, part);
        if (FitsParts.IsTable(hdu))
        {
            NoteOthers(headers, hdu, part is null ? notes : []);
        }

        return hdu;
    }

    /// <summary>The first HDU that is the one asked for; where none was named and no table has a row, the first table.</summary>
    private static FitsHdu Find(string name, FitsFile headers, string? part)
    {
        FitsHdu? found = null;
        while (found is null && headers.Next() is { } hdu)
        {
            found = FitsParts.Is(hdu, part) ? hdu : null;
        }

        // A table without a row is read as one, to be refused for that, and only where nothing else is there.
        return found ?? (part is null ? headers.Hdus.LastOrDefault(FitsParts.IsTable) : null) ?? throw FitsParts.Absent(name, part, headers.Hdus);
    }

    private static void NoteOthers(FitsFile headers, FitsHdu read, List<string> notes)
    {
        int first = headers.Hdus.Count;
        try
        {
            while (headers.Next() is not null)
            {
            }
        }
        catch (DataException fault)
        {
            notes.Add($"behind {read.Place}, which is read, the file is damaged: {fault.Message}");
        }

        string[] others = [.. headers.Hdus.Skip(Math.Min(first, read.Number + 1)).Where(hdu => FitsParts.IsTable(hdu) && hdu.Rows > 0).Select(FitsParts.Describe)];
        if (others.Length > 0)
        {
            string listed = string.Join("; ", others.Take(8)) + (others.Length > 8 ? $" and {others.Length - 8} more" : "");
            notes.Add($"{read.Place} is read, the first table with a row; others are {listed}; to read one of them, name it in brackets behind the file");
        }
    }

    private static void CheckLength(FitsHdu hdu, long length, List<string> notes)
    {
        long rows = hdu.RowLength * hdu.Rows;
        if (FitsParts.IsTable(hdu) && hdu.DataOffset + rows > length)
        {
            throw new FitsBlocks(hdu, Stream.Null).Cut(((length - hdu.DataOffset) / hdu.RowLength) + 1);
        }

        if (hdu.End > length)
        {
            notes.Add($"{hdu.Place}: the file ends {hdu.End - length} bytes too soon, behind the last row: it was not written in full");
        }
    }

    private static void Pass(Stream bytes, long count)
    {
        byte[] passed = new byte[1 << 16];
        while (count > 0 && bytes.Read(passed, 0, (int)Math.Min(passed.Length, count)) is > 0 and int read)
        {
            count -= read;
        }
    }
}
