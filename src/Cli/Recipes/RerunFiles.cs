using System.Text.Json;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Recipes;

/// <summary>What a run.json says that a repetition is held against.</summary>
/// <param name="Arguments">The command line, without the program's name.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Device">Name and driver of the device.</param>
/// <param name="Inputs">SHA-256 of what was read.</param>
/// <param name="Files">The files that were written with their SHA-256.</param>
internal sealed record RerunFiles(IReadOnlyList<string> Arguments, string Version, string Device, IReadOnlyList<string> Inputs, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The record of a finished run.</summary>
    private const string Record = "run.json";

    /// <summary>Options that say where results go, or how much is said of them: a repetition has its own.</summary>
    private static readonly string[] Own = ["--output", "-o", "--overwrite", "--resume", "--quiet", "--json", "--strict"];

    /// <summary>Options of these that have a value.</summary>
    private static readonly string[] Valued = ["--output", "-o"];

    /// <summary>Reads the record of a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="DataException">There is none, or it is no record of a run that can be repeated.</exception>
    public static RerunFiles Of(string folder)
    {
        const string Expected = "the folder of a finished run";
        string file = Path.Combine(folder, Record);
        if (!File.Exists(file))
        {
            throw DataException.In(folder, Directory.Exists(folder) ? $"no {Record}" : "no such folder", Expected, "name a folder that fit, sweep or sbc --output wrote");
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement run = json.RootElement;
            string[] arguments = [.. run.GetProperty("arguments").EnumerateArray().Select(word => word.GetString()!)];
            JsonElement device = run.GetProperty("device");
            return arguments.Length > 0
                ? new(
                    arguments, run.GetProperty("version").GetString()!, $"{device.GetProperty("name").GetString()} ({device.GetProperty("kind").GetString()})",
                    [.. Hashes(run.TryGetProperty("data", out JsonElement data) ? data : default)],
                    run.GetProperty("outputs").EnumerateArray().Where(one => !Dated(one.GetProperty("name").GetString()!))
                        .ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("sha256").GetString()!, StringComparer.Ordinal))
                : throw DataException.In(file, "no command", Expected, "repeat it by hand");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw DataException.In(file, $"content that is not a run's ({fault.Message.TrimEnd('.')})", $"{Record} as gpuconcord writes it", "name the folder of another run");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DataException.In(file, $"that reading failed ({fault.Message.TrimEnd('.')})", "a readable file", "check permissions and disk");
        }
    }

    /// <summary>The command line of a repetition that writes to another folder.</summary>
    public string[] Again(string folder)
    {
        List<string> words = [];
        for (int k = 0; k < Arguments.Count; k++)
        {
            string name = Arguments[k].Split('=', 2)[0];
            if (!Own.Contains(name, StringComparer.Ordinal))
            {
                words.Add(Arguments[k]);
            }
            else if (Valued.Contains(name, StringComparer.Ordinal) && name.Length == Arguments[k].Length)
            {
                k++;
            }
        }

        // Behind "--" options would be values.
        int end = words.IndexOf("--");
        words.InsertRange(end < 0 ? words.Count : end, ["--output", folder, "--quiet"]);
        return [.. words];
    }

    /// <summary>Files that hold dates and times beside results.</summary>
    private static bool Dated(string name) =>
        name is "report.html" or "draws.nc" || name.StartsWith("draws.zarr", StringComparison.Ordinal) || name.EndsWith(".fits", StringComparison.Ordinal)
        || name.EndsWith(".vot", StringComparison.Ordinal) || name.EndsWith(".ecsv", StringComparison.Ordinal);

    private static IEnumerable<string> Hashes(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.NameEquals("sha256") && member.Value.ValueKind is JsonValueKind.String ? [member.Value.GetString()!] : Hashes(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Hashes),
        _ => [],
    };
}
