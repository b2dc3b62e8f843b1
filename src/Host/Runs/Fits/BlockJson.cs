using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Json;
using GpuConcord.Host.Models;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>What a fit's JSON object says of its model's settings and of blocks that belong to observations.</summary>
internal static class BlockJson
{
    private const int Fewest = 20;

    /// <summary>Writes the settings under the model's key, and an array a block: its entries, or only the smallest, smallest first.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="all">Whether every entry is listed, in the order of the data, or only the smallest.</param>
    public static void Write(Utf8JsonWriter writer, Fit fit, bool all)
    {
        SettingsJson.Write(writer, fit.Model);
        foreach (Block block in fit.Blocks.Where(block => block.Moments is not null))
        {
            Entries(writer, fit.Observations, block, block.Moments!, all);
        }
    }

    private static void Entries(Utf8JsonWriter writer, Observations data, Block block, EntryMoments moments, bool all)
    {
        writer.WriteStartArray($"{block.Singular}s");
        foreach (int o in all ? Enumerable.Range(0, data.Count) : moments.Smallest(Fewest))
        {
            writer.WriteStartObject();
            writer.WriteString("instrument", data.Instruments[data.Instrument[o]]);
            writer.WriteString("source", data.Sources[data.SourceOf(o)]);
            writer.Number(block.Singular, moments.Mean[o]);
            writer.Number($"mcse_{block.Singular}", moments.McseMean[o]);
            writer.WriteEndObject();
            writer.FlushNowAndThen();
        }

        writer.WriteEndArray();
    }
}
