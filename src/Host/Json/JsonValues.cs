using System.Text.Encodings.Web;
using System.Text.Json;

namespace GpuConcord.Host.Json;

/// <summary>What JSON lacks: NaN and infinities become null; a long document leaves memory as it is written.</summary>
internal static class JsonValues
{
    private const int FlushAfter = 1 << 16;

    /// <summary>Human-readable names: only what JSON demands is escaped. The text is never put into HTML.</summary>
    public static JsonWriterOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As <see cref="Compact"/>, one value a line.</summary>
    public static JsonWriterOptions Indented { get; } = Compact with { Indented = true };

    /// <summary>A property with the shortest text that reads back to the same double; null when it is not finite.</summary>
    public static void Number(this Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        writer.NumberValue(value);
    }

    /// <summary>An array's element, likewise.</summary>
    public static void NumberValue(this Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>A property holding an array of numbers.</summary>
    public static void Numbers(this Utf8JsonWriter writer, string name, IEnumerable<double> values)
    {
        writer.WriteStartArray(name);
        foreach (double value in values)
        {
            writer.NumberValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>A property holding an array of strings.</summary>
    public static void Strings(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>A property holding a matrix, row by row.</summary>
    public static void Matrix(this Utf8JsonWriter writer, string name, double[,] values)
    {
        writer.WriteStartArray(name);
        for (int i = 0; i < values.GetLength(0); i++)
        {
            writer.WriteStartArray();
            for (int k = 0; k < values.GetLength(1); k++)
            {
                writer.NumberValue(values[i, k]);
            }

            writer.WriteEndArray();
        }
        writer.WriteEndArray();
    }

    /// <summary>Passes on what is written so far once it is much; the writer itself would keep everything until the end.</summary>
    public static void FlushNowAndThen(this Utf8JsonWriter writer)
    {
        if (writer.BytesPending > FlushAfter)
        {
            writer.Flush();
        }
    }
}
