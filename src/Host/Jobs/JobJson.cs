using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Jobs;

/// <summary>The small records of a job as JSON files, one value a line, names in snake_case.</summary>
internal static class JobJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,

        // What is missing, null or there twice is a damaged file, not a value.
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>A record's text, with a line feed at its end.</summary>
    public static byte[] Bytes<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Options), (byte)'\n'];

    /// <summary>Reads one back.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="what">What it should be, to follow "expected".</param>
    /// <param name="advice">What to do when it is not.</param>
    /// <exception cref="DataException">It is something else.</exception>
    public static T Read<T>(string file, ReadOnlySpan<byte> bytes, string what, string advice)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Options) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw DataException.In(file, $"other content ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')})", what, advice);
        }
    }
}
