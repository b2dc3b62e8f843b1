using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace GpuConcord.Host.Draws;

/// <summary>
/// InferenceData as a Zarr directory, version 2: JSON beside little-endian chunks without compression, names of dimensions as xarray writes them
/// (_ARRAY_DIMENSIONS), all metadata again in .zmetadata.
/// </summary>
internal static class ZarrDraws
{
    // Chunks hold whole chains, as many as fit into this.
    private const long ChunkBytes = 1L << 25;

    /// <summary>The files of the directory.</summary>
    /// <param name="data">What is written.</param>
    /// <param name="folder">Name of the directory: draws.zarr.</param>
    public static IEnumerable<DrawFile> Files(InferenceData data, string folder)
    {
        Dictionary<string, JsonObject> metadata = new(StringComparer.Ordinal)
        {
            [".zgroup"] = Group(),
            [".zattrs"] = Attributes(data.Attributes),
        };
        List<DrawFile> chunks = [];
        foreach (ArrayGroup group in data.Groups)
        {
            metadata.Add($"{group.Name}/.zgroup", Group());
            metadata.Add($"{group.Name}/.zattrs", Attributes(group.Attributes));
            foreach (LabelledArray array in group.Arrays)
            {
                string path = $"{group.Name}/{array.Name}";
                int length = ChunkLength(array);
                metadata.Add($"{path}/.zarray", Array(array, length));
                metadata.Add($"{path}/.zattrs", Attributes(
                    [("_ARRAY_DIMENSIONS", array.Dimensions), .. NetCdfDraws.Attributes(group, array)]));
                chunks.AddRange(Chunks(array, length, $"{folder}/{path}/"));
            }
        }

        JsonObject all = new(metadata.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value.DeepClone())));
        foreach ((string name, JsonObject json) in metadata)
        {
            yield return Json($"{folder}/{name}", json);
        }

        foreach (DrawFile chunk in chunks)
        {
            yield return chunk;
        }

        yield return Json($"{folder}/.zmetadata", new JsonObject { ["metadata"] = all, ["zarr_consolidated_format"] = 1 });
    }

    private static JsonObject Group() => new() { ["zarr_format"] = 2 };

    private static JsonObject Attributes(IEnumerable<(string Name, object Value)> attributes) =>
        new(attributes.Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value switch
        {
            IReadOnlyList<string> texts => new JsonArray([.. texts.Select(text => (JsonNode)text)]),
            long number => JsonValue.Create(number),

            // JSON has no NaN.
            double number when double.IsFinite(number) => JsonValue.Create(number),
            object other => (JsonNode?)Convert.ToString(other, CultureInfo.InvariantCulture),
        })));

    private static JsonObject Array(LabelledArray array, int length) => new()
    {
        ["chunks"] = new JsonArray([length, .. array.Shape.Skip(1).Select(size => (JsonNode)size)]),
        ["compressor"] = null,
        ["dtype"] = array.Texts is { } texts ? $"<U{Width(texts)}" : array.Wholes is not null ? "<i8" : "<f8",
        ["fill_value"] = null,
        ["filters"] = null,
        ["order"] = "C",
        ["shape"] = new JsonArray([.. array.Shape.Select(size => (JsonNode)size)]),
        ["zarr_format"] = 2,
    };

    /// <summary>Length of chunks along the first dimension; along the others they are whole.</summary>
    private static int ChunkLength(LabelledArray array)
    {
        long each = 8 * (array.Count / array.Shape[0]);
        return array.Texts is null ? (int)Math.Clamp(ChunkBytes / each, 1, array.Shape[0]) : array.Shape[0];
    }

    private static IEnumerable<DrawFile> Chunks(LabelledArray array, int length, string path)
    {
        string behind = string.Concat(Enumerable.Repeat(".0", array.Shape.Count - 1));
        if (array.Texts is { } texts)
        {
            yield return new DrawFile($"{path}0{behind}", texts.Count, (stream, _) => stream.Write(Fixed(texts)));
            yield break;
        }

        int rowsEach = array.Rows / array.Shape[0];
        for (int start = 0; start < array.Shape[0]; start += length)
        {
            int from = start, count = Math.Min(length, array.Shape[0] - start);
            yield return new DrawFile($"{path}{start / length}{behind}", (long)count * rowsEach * array.RowLength, (stream, cancellation) =>
            {
                NumberStream.Write(array, from * rowsEach, count * rowsEach, stream, cancellation);

                // Every chunk has the same size, the last too.
                stream.SetLength(8 * (array.Count / array.Shape[0]) * length);
            });
        }
    }

    /// <summary>Code points of the longest text, 1 at least.</summary>
    private static int Width(IReadOnlyList<string> texts) => Math.Max(1, texts.Max(text => Encoding.UTF32.GetByteCount(text) / 4));

    private static byte[] Fixed(IReadOnlyList<string> texts)
    {
        int width = 4 * Width(texts);
        byte[] bytes = new byte[width * texts.Count];
        for (int k = 0; k < texts.Count; k++)
        {
            Encoding.UTF32.GetBytes(texts[k], bytes.AsSpan(k * width));
        }

        return bytes;
    }

    private static DrawFile Json(string name, JsonObject json) =>
        new(name, 1, (stream, _) => stream.Write(Encoding.ASCII.GetBytes(AsciiJson.Of(json) + "\n")));
}
