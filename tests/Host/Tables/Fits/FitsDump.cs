using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GpuConcord.Host.Tables;

namespace GpuConcord.Tests.Host.Tables.Fits;

/// <summary>A table as text, as <c>tests/data/judges/dump_fits.py</c> has it: a line a column of single values.</summary>
internal static class FitsDump
{
    private const int MostRows = 200;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The columns that can be handed on. Its first 200 rows; the table is read to its end.</summary>
    public static string Of(ITable table)
    {
        int[] columns = [.. Enumerable.Range(0, table.Header.Length).Where(c => table.Allows(c, Contents.Values))];
        foreach (int c in columns)
        {
            table.Use(c, Contents.Values);
        }

        Array[] values = Array.ConvertAll(columns, c => table.NewValues(c, MostRows));
        int rows = 0;
        while (table.Read())
        {
            for (int k = 0; rows < MostRows && k < columns.Length; k++)
            {
                table.CopyValue(columns[k], values[k], rows);
            }

            rows++;
        }

        StringBuilder text = new();
        foreach ((int k, int c) in columns.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"{table.Columns[c].Name}:");
            for (int row = 0; row < Math.Min(rows, MostRows); row++)
            {
                text.Append(' ').Append(Written(values[k].GetValue(row)));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Written(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "T" : "F",
        string word => JsonSerializer.Serialize(word, Json),
        float or double => Hexadecimal(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Hexadecimal(double value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return Convert.ToHexStringLower(bytes);
    }
}
