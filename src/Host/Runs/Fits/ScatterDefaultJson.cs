using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>Where the scale β of the variances' prior comes from when nobody gave it: a member of <c>priors</c>, absent otherwise.</summary>
internal static class ScatterDefaultJson
{
    private const string Member = "beta_default";

    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter writer, ScatterDefault? scatter)
    {
        if (scatter is null)
        {
            return;
        }

        writer.WriteStartObject(Member);
        writer.Number("beta", scatter.Beta);
        writer.WriteString("origin", scatter.Origin);
        writer.WriteBoolean("from_data", scatter.FromData);
        writer.WriteString("warning", scatter.Warning);
        writer.WriteEndObject();
    }

    /// <summary>Reads it back from <c>priors</c>.</summary>
    public static ScatterDefault? Read(JsonElement priors) => !priors.TryGetProperty(Member, out JsonElement json) ? null
        : new ScatterDefault(json.Number("beta"), json.GetProperty("origin").GetString()!, json.GetProperty("from_data").GetBoolean())
        {
            Warning = json.GetProperty("warning").GetString(),
        };
}
