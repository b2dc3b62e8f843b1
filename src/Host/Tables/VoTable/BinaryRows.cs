using System.Buffers.Binary;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>Rows in BINARY or BINARY2: values as bytes, most significant first; in BINARY2 behind a bit for every field that says whether it is null.</summary>
internal sealed class BinaryRows : IVoRows
{
    /// <summary>Most bytes of a value.</summary>
    private const int Longest = 1 << 27;

    private readonly string file;
    private readonly Stream stream;
    private readonly IReadOnlyList<VoField> fields;
    private readonly int[] widths;

    /// <summary>Bytes of the bits that say what is null; 0 in BINARY.</summary>
    private readonly int flags;

    /// <summary>Where values of the row at hand lie, counted from its beginning.</summary>
    private readonly (int Start, int Length)[] places;
    private byte[] buffer = new byte[1 << 16];
    private int first;
    private int end;
    private long row;

    /// <param name="file">The file in messages.</param>
    /// <param name="stream">The bytes.</param>
    /// <param name="fields">The columns.</param>
    /// <param name="values">Their values.</param>
    /// <param name="flagged">Whether it is BINARY2.</param>
    public BinaryRows(string file, Stream stream, IReadOnlyList<VoField> fields, IReadOnlyList<TypedValue> values, bool flagged)
    {
        (this.file, this.stream, this.fields) = (file, stream, fields);
        widths = [.. values.Select(value => value.Width)];
        flags = flagged ? (fields.Count + 7) / 8 : 0;
        places = new (int, int)[fields.Count];
    }

    /// <inheritdoc/>
    public bool Read(bool[]? used)
    {
        first += row == 0 || places.Length == 0 ? 0 : places[^1].Start + places[^1].Length;
        if (!Reach(0, Math.Max(1, flags)))
        {
            return first < end ? throw Cut(0) : false;
        }

        row++;
        int at = flags;
        for (int c = 0; c < places.Length; c++)
        {
            VoField field = fields[c];
            int count = field.Count ?? -1;
            if (count < 0)
            {
                count = Reach(at, sizeof(int)) ? BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(first + at)) : throw Cut(c);
                at += sizeof(int);
            }

            long bytes = field.Datatype is "bit" ? ((long)count + 7) / 8 : (long)count * widths[c];
            if (count < 0 || bytes > Longest)
            {
                throw Fault(c, $"a list or text of {count} elements", $"0 to {Longest / widths[c]}", "check that the file was not damaged, or get it again");
            }

            if (!Reach(at, (int)bytes))
            {
                throw Cut(c);
            }

            places[c] = (at, (int)bytes);
            at += (int)bytes;
        }

        return true;
    }

    /// <inheritdoc/>
    /// <remarks>BINARY has no bits that say what is null: there an empty text is, as in TABLEDATA.</remarks>
    public bool Take(int column, TypedValue value)
    {
        (int start, int length) = places[column];
        ReadOnlySpan<byte> bytes = buffer.AsSpan(first + start, length);
        bool none = flags > 0
            ? (buffer[first + (column / 8)] & (0x80 >> (column % 8))) != 0
            : VoType.IsText(fields[column].Datatype) && !bytes.ContainsAnyExcept((byte)0);
        if (none)
        {
            value.SetNull();
            return true;
        }

        return value.TakeBytes(bytes);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int column) => "";

    /// <inheritdoc/>
    public DataException Fault(int column, string found, string expected, string advice) =>
        DataException.In($"{file}: row {row}, column {fields[column].Name}", found, expected, advice);

    private DataException Cut(int column) => Fault(column, "the end of the data within a row", "the whole of it", "check that the file was written in full, or get it again");

    /// <summary>Sees to it that some bytes of the row are there, from a place in it on; false when the stream ends before.</summary>
    private bool Reach(int at, int count)
    {
        if (end - first >= at + count)
        {
            return true;
        }

        if (first > 0)
        {
            buffer.AsSpan(first, end - first).CopyTo(buffer);
            (first, end) = (0, end - first);
        }

        while (end < at + count)
        {
            if (end == buffer.Length)
            {
                // Doubled as bytes come, not as a count says that they will: that may be damaged.
                Array.Resize(ref buffer, 2 * buffer.Length);
            }

            int read = stream.Read(buffer.AsSpan(end));
            if (read == 0)
            {
                return false;
            }

            end += read;
        }

        return true;
    }
}
