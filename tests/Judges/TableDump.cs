using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Tests.Judges;

/// <summary>What a table holds, value by value, as <c>tests/data/judges/table-dump.py</c> has it: floating-point numbers by their bits.</summary>
internal static class TableDump
{
    /// <summary>The columns of single values and their rows; nothing but their names when there is no row.</summary>
    /// <param name="file">The file, perhaps with one of its tables in brackets.</param>
    public static string Of(string file)
    {
        using ITable table = TableFormats.Standard.Open(file, File.OpenRead(TableName.Of(file).File));
        return Of(table);
    }

    public static string Of(ITable table)
    {
        int[] columns = [.. Enumerable.Range(0, table.Columns.Count).Where(c => table.Allows(c, Contents.Values))];
        StringBuilder text = new();
        Array[] values = new Array[columns.Length];
        for (int k = 0; k < columns.Length; k++)
        {
            table.Use(columns[k], Contents.Values);
            values[k] = table.NewValues(columns[k], 1);
            TableColumn column = table.Columns[columns[k]];
            string meaning = string.Join(' ', column.Meaning.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            text.Append(CultureInfo.InvariantCulture, $"# {column.Name}|{column.Unit}|{meaning}\n");
        }

        while (table.Read())
        {
            for (int k = 0; k < columns.Length; k++)
            {
                table.CopyValue(columns[k], values[k], 0);
                text.Append(k == 0 ? "" : "\t").Append(Spell(values[k].GetValue(0)));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Spell(object? value)
    {
        byte[] bytes = new byte[8];
        switch (value)
        {
            case null:
                return "null";
            case double number:
                BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
                return double.IsNaN(number) ? "nan" : Convert.ToHexStringLower(bytes);
            case float number:
                BinaryPrimitives.WriteSingleBigEndian(bytes, number);
                return float.IsNaN(number) ? "nan" : Convert.ToHexStringLower(bytes.AsSpan(0, 4));
            case string text:
                // Python escapes whatever is not ASCII, in lower case.
                return Escaped(text);
            default:
                return Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
    }

    private static string Escaped(string text)
    {
        StringBuilder json = new("\"");
        foreach (char c in text)
        {
            json.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                >= ' ' and <= '~' => c.ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            });
        }

        return json.Append('"').ToString();
    }
}
