using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GpuConcord.Host.Draws;

/// <summary>JSON in ASCII, as readers of Zarr demand, and as comments that are read in any locale.</summary>
internal static class AsciiJson
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Plain) { WriteIndented = true, NewLine = "\n" };

    /// <summary>A text in quotation marks, on one line.</summary>
    public static string Quoted(string text) => Escaped(JsonSerializer.Serialize(text, Plain));

    /// <summary>An object over several lines.</summary>
    public static string Of(JsonObject json) => Escaped(json.ToJsonString(Indented));

    /// <summary>What is not ASCII stands within strings, where four digits mean the same.</summary>
    private static string Escaped(string json)
    {
        if (Ascii.IsValid(json))
        {
            return json;
        }

        StringBuilder escaped = new();
        foreach (char c in json)
        {
            _ = char.IsAscii(c) ? escaped.Append(c) : escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return escaped.ToString();
    }
}
