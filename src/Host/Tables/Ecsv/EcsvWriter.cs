using System.Buffers;
using System.Globalization;
using System.Text;
using GpuConcord.Host.Tables.Csv;

namespace GpuConcord.Host.Tables.Ecsv;

/// <summary>
/// Writes a table as ECSV 1.0: fields with commas between, below a header of YAML that has types, units, descriptions and where the table comes from. What a row
/// lacks is an empty field in quotes, as astropy writes it, which has no other for an empty text.
/// </summary>
internal sealed class EcsvWriter : ITableWriter
{
    private const char Comma = ',';

    /// <summary>Bytes that are gathered before they are written.</summary>
    private const int Block = 1 << 16;

    private readonly Stream stream;
    private readonly OutputTable table;
    private readonly CsvText fields = new(Comma, spreadsheets: false);
    private readonly ArrayBufferWriter<byte> bytes = new(2 * Block);

    private EcsvWriter(Stream stream, OutputTable table) => (this.stream, this.table) = (stream, table);

    /// <summary>Begins a file. Its header is written with the first rows: a table that fails before leaves nothing behind on standard output.</summary>
    /// <exception cref="ArgumentException">A column has the text of records.</exception>
    public static Task<ITableWriter> BeginAsync(Stream stream, OutputTable table, CancellationToken cancellation)
    {
        if (table.Columns.Any(column => column.Record is not null))
        {
            throw new ArgumentException("ECSV has columns, not records", nameof(table));
        }

        EcsvWriter writer = new(stream, table);
        CsvText.AppendVerbatim(writer.Head(), writer.bytes);
        return Task.FromResult<ITableWriter>(writer);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(int start, int count, CancellationToken cancellation)
    {
        Action<int>[] columns = [.. table.Columns.Select(Appending)];
        for (int row = start; row < start + count; row++)
        {
            for (int c = 0; c < columns.Length; c++)
            {
                if (c > 0)
                {
                    CsvText.Append((byte)Comma, bytes);
                }

                columns[c](row);
            }

            CsvText.Append((byte)'\n', bytes);
            if (bytes.WrittenCount >= Block)
            {
                cancellation.ThrowIfCancellationRequested();
                await FlushAsync(cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await stream.FlushAsync(cancellation);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(bytes.WrittenMemory, cancellation);
        bytes.ResetWrittenCount();
    }

    /// <summary>What appends a column's field of a row, for a run of rows.</summary>
    private Action<int> Appending(OutputColumn column)
    {
        switch (column)
        {
            case { Number: { } number }:
                return row => Real(number(row), !column.IsOptional);
            case { Whole: { } whole }:
                return row => CsvText.Append(whole(row), bytes);
            case { Flag: { } flag }:
                return row => Field(flag(row) ? "True" : "False");
            case { Text: { } text }:
                return row => Field(text(row));
            default:
                Array values = column.Values!();
                return values switch
                {
                    double?[] real => row => Real(real[row], nan: true),
                    float?[] real => row => Field(real[row] is { } value ? Spell(value, value.ToString(CultureInfo.InvariantCulture)) : null),
                    _ => row => Field(Spell(values.GetValue(row))),
                };
        }
    }

    private void Real(double? value, bool nan)
    {
        if (value is { } number && double.IsFinite(number))
        {
            CsvText.Append(number, bytes);
        }
        else
        {
            Field(value is null || (double.IsNaN(value.Value) && !nan) ? null : Spell(value.Value, ""));
        }
    }

    private void Field(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            CsvText.AppendVerbatim("\"\"", bytes);
        }
        else if (text[0] is ' ' or '\t' || text[^1] is ' ' or '\t')
        {
            // Readers strip blanks around a field that is not in quotes.
            CsvText.AppendVerbatim(CsvText.Quoted(text), bytes);
        }
        else
        {
            fields.Append(text, bytes);
        }
    }

    private static string Spell(double value, string finite) =>
        double.IsNaN(value) ? "nan" : double.IsPositiveInfinity(value) ? "inf" : double.IsNegativeInfinity(value) ? "-inf" : finite;

    private static string? Spell(object? value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        null => null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private string Head()
    {
        StringBuilder head = new("# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n");
        foreach (OutputColumn column in table.Columns)
        {
            head.Append(CultureInfo.InvariantCulture, $"# - {{name: {Yaml(column.Name)}");
            Append(", unit", column.StandardUnit);
            head.Append(CultureInfo.InvariantCulture, $", datatype: {EcsvType.Of(column.Type)}");
            Append(", description", column.Meaning);
            Append(", meta: {ucd", column.Ucd, "}");
            head.Append("}\n");
        }

        (string Key, string Value)[] meta =
        [
            .. ((string, string)[])[("name", table.Name), ("description", table.Description)], .. table.Provenance.Select(entry => (entry.Key, entry.Value)),
        ];
        head.Append(meta.Any(entry => entry.Value.Length > 0) ? "# meta:\n" : "");
        foreach ((string key, string value) in meta.Where(entry => entry.Value.Length > 0))
        {
            head.Append(CultureInfo.InvariantCulture, $"#   {Yaml(key)}: {Yaml(value)}\n");
        }

        head.Append("# schema: astropy-2.0\n");
        return head.AppendJoin(Comma, table.Columns.Select(column => fields.Field(column.Name))).Append('\n').ToString();

        void Append(string key, string value, string end = "")
        {
            if (value.Length > 0)
            {
                head.Append(CultureInfo.InvariantCulture, $"{key}: {Yaml(value)}{end}");
            }
        }
    }

    /// <summary>A text in quotes; in double ones with escapes when single ones would not keep it.</summary>
    private static string Yaml(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        }

        StringBuilder quoted = new("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                >= ' ' and <= '~' => rune.ToString(),
                <= 0xFF => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            });
        }

        return quoted.Append('"').ToString();
    }
}
