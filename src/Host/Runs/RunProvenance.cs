using System.Globalization;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs;

/// <summary>Where the tables of a run come from, for formats that have room for it. When is left to run.json: the same run makes the same bytes.</summary>
public static class RunProvenance
{
    /// <summary>What is known.</summary>
    /// <param name="version">Version of the program.</param>
    /// <param name="data">What was read; none for a run that reads nothing.</param>
    /// <param name="seed">Seed of its random numbers; null where there are none.</param>
    /// <param name="device">The device.</param>
    /// <param name="lack">What is missing, in a sentence; null where nothing is.</param>
    public static IReadOnlyList<ProvenanceEntry> Of(string version, IReadOnlyList<DataOrigin> data, ulong? seed, DeviceRecord device, string? lack = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(device);
        List<ProvenanceEntry> entries = [new("CREATOR", $"gpuconcord {version}", "the program that made the table")];
        for (int k = 0; k < data.Count; k++)
        {
            string number = data.Count == 1 ? "" : (k + 1).ToString(CultureInfo.InvariantCulture);
            entries.Add(new($"INPUT{number}", Path.GetFileName(data[k].Path) ?? data[k].Name, "the table that was read"));
            Add($"SHA{number}", data[k].Sha256, "its SHA-256");
            Add($"CITE{number}", data[k].Citation, "what to cite for it");
        }

        Add("SEED", seed?.ToString(CultureInfo.InvariantCulture), "seed of every random number");
        entries.Add(new("DEVICE", $"{device.Kind}: {device.Name}", "what computed it"));
        Add("LACKS", lack, "what the table lacks");
        return entries;

        void Add(string key, string? value, string meaning)
        {
            if (!string.IsNullOrEmpty(value))
            {
                entries.Add(new(key, value, meaning));
            }
        }
    }
}
