using System.Text.Json;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>What ties a band to the others of a joint fit, as the member <c>joint</c> of a fit; null when it was fitted by itself.</summary>
internal static class JointJson
{
    /// <summary>Writes the member. Arrays of one entry an instrument follow instrument_names; differences follow <c>differences</c>.</summary>
    public static void Write(Utf8JsonWriter writer, Fit fit)
    {
        if (fit.Joint is not { } joint)
        {
            writer.WriteNull("joint");
            return;
        }
        writer.WriteStartObject("joint");
        writer.Strings("bands", joint.Bands);
        writer.WriteStartArray("area_correlation");
        foreach (BandCorrelation instrument in joint.Instruments)
        {
            writer.WriteStartObject();
            writer.WriteString("instrument", instrument.Instrument);
            writer.Strings("bands", instrument.Bands);
            writer.Matrix("prior", instrument.Prior);
            writer.Matrix("posterior", instrument.Posterior);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.Numbers("area_sd_ratio", joint.AreaNarrowing);
        writer.Numbers("difference_sd_ratio", joint.DifferenceNarrowing);
        writer.Numbers("level_sd", joint.LevelSd);
        writer.WriteEndObject();
    }

    /// <summary>Reads the member back; null when the band was fitted by itself.</summary>
    public static JointBandPosterior? Read(JsonElement fit) => fit.GetProperty("joint") is not { ValueKind: JsonValueKind.Object } json
        ? null
        : new JointBandPosterior
        {
            Bands = json.Texts("bands"),
            Instruments =
            [
                .. json.GetProperty("area_correlation").EnumerateArray().Select(instrument => new BandCorrelation(
                    instrument.GetProperty("instrument").GetString()!, instrument.Texts("bands"), instrument.Matrix("prior"), instrument.Matrix("posterior"))),
            ],
            AreaNarrowing = json.Numbers("area_sd_ratio"),
            DifferenceNarrowing = json.Numbers("difference_sd_ratio"),
            LevelSd = json.Numbers("level_sd"),
        };
}
