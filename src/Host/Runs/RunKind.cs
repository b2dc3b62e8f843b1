using System.Text.Json;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Runs;

/// <summary>Which command a run is of; told by its run.json alone.</summary>
public sealed class RunKind
{
    /// <summary>The member of run.json that a part alone has.</summary>
    internal const string PartMark = "part";

    private readonly string mark;

    private RunKind(string command, string noun, string mark) => (Command, Noun, this.mark) = (command, noun, mark);

    /// <summary>A run of <c>gpuconcord fit</c>.</summary>
    public static RunKind Fit { get; } = new("fit", "run", "fits");

    /// <summary>A run of <c>gpuconcord sweep</c>.</summary>
    public static RunKind Sweep { get; } = new("sweep", "sweep", "problem_count");

    /// <summary>A run of <c>gpuconcord sbc</c>.</summary>
    public static RunKind Sbc { get; } = new("sbc", "calibration", "replicates");

    /// <summary>A part of a run, of <c>gpuconcord work</c>, that is no run by itself.</summary>
    public static RunKind Part { get; } = new("work", "part", PartMark);

    /// <summary>The command: fit.</summary>
    public string Command { get; }

    /// <summary>What messages call such a run.</summary>
    public string Noun { get; }

    /// <summary>What a folder holds; null where it has no run.json, or one that tells nothing: whoever reads it will say what is wrong.</summary>
    /// <param name="folder">The folder.</param>
    public static RunKind? Of(string folder)
    {
        string manifest = Path.Combine(folder, OutputFolder.Manifest);
        try
        {
            RunRecord.Settle(folder, "a finished run");
            if (!File.Exists(manifest))
            {
                return null;
            }

            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return Of(json.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException or DataException)
        {
            return null;
        }
    }

    /// <summary>The kind of a run by the member of its run.json that no other kind has; null when there is none.</summary>
    internal static RunKind? Of(JsonElement run) => run.ValueKind is JsonValueKind.Object
        ? Array.Find([Fit, Sweep, Sbc, Part], kind => run.TryGetProperty(kind.mark, out _))
        : null;
}
