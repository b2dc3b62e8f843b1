using System.Globalization;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>How columns of every type are written.</summary>
internal static class FitsOutputs
{
    /// <summary>Longest text in columns of fixed width, when most texts are far shorter.</summary>
    private const int LongText = 256;

    /// <summary>The encoder of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="table">The table it is of.</param>
    /// <param name="heap">What stands behind the table.</param>
    /// <exception cref="ArgumentException">A type that no table has.</exception>
    public static FitsOutput Of(OutputColumn column, OutputTable table, SpooledBytes heap)
    {
        bool known = !table.Streamed;
        return column switch
        {
            { Number: not null } => new FitsNumberOutput(column),
            { Whole: not null } => new FitsWholeOutput<int>(column, known),
            { Flag: not null } => new FitsFlagOutput(column),
            { Text: { } text } => Text(column, table, heap, (_, row) => text(row)),
            _ when column.Type == typeof(string) => Text(column, table, heap, (values, row) => ((string?[])values!)[row]),
            _ when column.Type == typeof(bool) => new FitsFlagOutput(column),
            _ when column.Type == typeof(double) => new FitsValuesOutput<double>(column, false, value => value),
            _ when column.Type == typeof(float) => new FitsValuesOutput<float>(column, true, value => value),
            _ when column.Type == typeof(decimal) => new FitsValuesOutput<decimal>(column, false, value => (double)value),
            _ when column.Type == typeof(TimeSpan) => new FitsValuesOutput<TimeSpan>(column, false, value => value.TotalSeconds, "s"),
            _ => Whole(column, known) ?? Times(column) ?? throw new ArgumentException($"no type of FITS for {column.Type}", nameof(column)),
        };
    }

    private static FitsOutput? Whole(OutputColumn column, bool known) => Type.GetTypeCode(column.Type) switch
    {
        TypeCode.Byte => new FitsWholeOutput<byte>(column, known),
        TypeCode.SByte => new FitsWholeOutput<sbyte>(column, known),
        TypeCode.Int16 => new FitsWholeOutput<short>(column, known),
        TypeCode.UInt16 => new FitsWholeOutput<ushort>(column, known),
        TypeCode.Int32 => new FitsWholeOutput<int>(column, known),
        TypeCode.UInt32 => new FitsWholeOutput<uint>(column, known),
        TypeCode.Int64 => new FitsWholeOutput<long>(column, known),
        TypeCode.UInt64 => new FitsWholeOutput<ulong>(column, known),
        _ => null,
    };

    /// <summary>Times as ISO 8601 has them, and UUIDs.</summary>
    private static FitsTextOutput? Times(OutputColumn column) =>
        column.Type == typeof(DateTime) ? Values<DateTime>(column, 27, time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture))
        : column.Type == typeof(DateOnly) ? Values<DateOnly>(column, 10, day => day.ToString("O", CultureInfo.InvariantCulture))
        : column.Type == typeof(TimeOnly) ? Values<TimeOnly>(column, 16, time => time.ToString("O", CultureInfo.InvariantCulture))
        : column.Type == typeof(Guid) ? Values<Guid>(column, 36, id => id.ToString())
        : null;

    private static FitsTextOutput Values<T>(OutputColumn column, int width, Func<T, string> text) where T : struct =>
        new(column, (values, row) => ((T?[])values!)[row] is { } value ? text(value) : null, width);

    /// <summary>
    /// Text: as wide as it was in a FITS file, or as its longest when all of it can be looked at. Else, and where one is far longer than the rest, it stands
    /// behind the table.
    /// </summary>
    private static FitsOutput Text(OutputColumn column, OutputTable table, SpooledBytes heap, Func<Array?, int, string?> text)
    {
        if (column.Form is FitsColumn { Code: 'A' } original)
        {
            return new FitsTextOutput(column, text, (int)original.Width);
        }

        if (table.Streamed)
        {
            return new FitsHeapTextOutput(column, text, heap);
        }

        Array? values = column.Values?.Invoke();
        int width = 1;
        long all = 0;
        for (int row = 0; row < table.Rows; row++)
        {
            int length = FitsText.Escaped(text(values, row) ?? "").Length;
            width = Math.Max(width, length);
            all += length;
        }

        return width > LongText && (long)width * table.Rows > 8 * (all + (16L * table.Rows)) ? new FitsHeapTextOutput(column, text, heap) : new FitsTextOutput(column, text, width);
    }
}
