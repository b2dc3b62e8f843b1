using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>Writes the value of a row behind the bytes that are there; false when the row has none, and then bytes of zeros, or an empty text.</summary>
internal delegate bool VoEncoding(int row, ArrayBufferWriter<byte> to);

/// <summary>A column as BINARY2 has it: the datatype, and how its values become bytes.</summary>
/// <param name="Datatype">The datatype of its FIELD; texts have arraysize *.</param>
/// <param name="Xtype">What a text is, as DALI has it: timestamp; empty for anything else.</param>
/// <param name="Begin">Takes the values of a run of rows and gives what encodes one of them.</param>
internal sealed record VoEncoder(string Datatype, string Xtype, Func<VoEncoding> Begin)
{
    /// <summary>Texts of UTF-16 hold any character; VOTable allows but ASCII in the others, and some readers hold it to that.</summary>
    public const string Text = "unicodeChar";

    /// <summary>How a column is written.</summary>
    public static VoEncoder Of(OutputColumn column) => column switch
    {
        { Number: { } number } => new("double", "", () => (row, to) =>
        {
            double value = number(row);
            BinaryPrimitives.WriteDoubleBigEndian(Span(to, 8), value);
            return !column.IsOptional || !double.IsNaN(value);
        }),
        { Whole: { } whole } => new("int", "", () => (row, to) =>
        {
            BinaryPrimitives.WriteInt32BigEndian(Span(to, 4), whole(row));
            return true;
        }),
        { Flag: { } flag } => new("boolean", "", () => (row, to) =>
        {
            Span(to, 1)[0] = flag(row) ? (byte)'T' : (byte)'F';
            return true;
        }),
        { Text: { } text } => new(Text, "", () => (row, to) => Write(text(row), to)),
        { Values: { } values } => OfValues(column.Type, values),
        _ => throw new ArgumentException("VOTable has columns, not records", nameof(column)),
    };

    /// <summary>Types that VOTable lacks are written as the next larger one that has them all, or else as text.</summary>
    private static VoEncoder OfValues(Type type, Func<Array> values) => type switch
    {
        _ when type == typeof(double) => Numbers<double>("double", 8, values, BinaryPrimitives.WriteDoubleBigEndian),
        _ when type == typeof(float) => Numbers<float>("float", 4, values, BinaryPrimitives.WriteSingleBigEndian),
        _ when type == typeof(long) => Numbers<long>("long", 8, values, BinaryPrimitives.WriteInt64BigEndian),
        _ when type == typeof(uint) => Numbers<uint>("long", 8, values, (to, value) => BinaryPrimitives.WriteInt64BigEndian(to, value)),
        _ when type == typeof(int) => Numbers<int>("int", 4, values, BinaryPrimitives.WriteInt32BigEndian),
        _ when type == typeof(ushort) => Numbers<ushort>("int", 4, values, (to, value) => BinaryPrimitives.WriteInt32BigEndian(to, value)),
        _ when type == typeof(short) => Numbers<short>("short", 2, values, BinaryPrimitives.WriteInt16BigEndian),
        _ when type == typeof(sbyte) => Numbers<sbyte>("short", 2, values, (to, value) => BinaryPrimitives.WriteInt16BigEndian(to, value)),
        _ when type == typeof(byte) => Numbers<byte>("unsignedByte", 1, values, (to, value) => to[0] = value),
        _ when type == typeof(bool) => Numbers<bool>("boolean", 1, values, (to, value) => to[0] = value ? (byte)'T' : (byte)'F'),

        // Up to 15 digits come back from a double as they were; a number stays one.
        _ when type == typeof(decimal) => Numbers<decimal>("double", 8, values, (to, value) => BinaryPrimitives.WriteDoubleBigEndian(to, (double)value)),
        _ => new VoEncoder(Text, type == typeof(DateTime) || type == typeof(DateOnly) ? "timestamp" : "", () =>
        {
            Array run = values();
            return (row, to) => Write(Spell(run.GetValue(row)), to);
        }),
    };

    private static VoEncoder Numbers<T>(string datatype, int width, Func<Array> values, Writing<T> write) where T : struct => new(datatype, "", () =>
    {
        T?[] run = (T?[])values();
        return (row, to) =>
        {
            write(Span(to, width), run[row].GetValueOrDefault());
            return run[row].HasValue;
        };
    });

    private delegate void Writing<T>(Span<byte> to, T value);

    private static Span<byte> Span(ArrayBufferWriter<byte> to, int width)
    {
        Span<byte> span = to.GetSpan(width)[..width];
        to.Advance(width);
        return span;
    }

    private static bool Write(string? text, ArrayBufferWriter<byte> to)
    {
        int length = text?.Length ?? 0;
        BinaryPrimitives.WriteInt32BigEndian(Span(to, 4), length);
        Encoding.BigEndianUnicode.GetBytes(text, Span(to, 2 * length));
        return text is not null;
    }

    /// <summary>Times as ISO 8601 has them, to the digit.</summary>
    private static string? Spell(object? value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        null => null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
