using GpuConcord.Host.Hashing;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Host.Corrections;

/// <summary>What corrections come from, for the record.</summary>
/// <param name="Program">The program and its version: gpuconcord 0.1.0.</param>
/// <param name="Run">The run's folder as the user named it.</param>
/// <param name="RunSha256">SHA-256 of its run.json, which has those of all its files; lower-case hexadecimal.</param>
/// <param name="Data">Name of the data that were fitted.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Made">When the correction is made.</param>
public sealed record CorrectionOrigin(string Program, string Run, string RunSha256, string Data, ulong Seed, DateTimeOffset Made)
{
    /// <summary>That of a run which was read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="made">When.</param>
    public static CorrectionOrigin Of(FitRun run, string folder, string version, DateTimeOffset made)
    {
        ArgumentNullException.ThrowIfNull(run);
        string sha256 = Checksum.Of(File.ReadAllBytes(Path.Combine(folder, OutputFolder.Manifest)));
        return new CorrectionOrigin($"gpuconcord {version}", folder, sha256, run.Data.Name, run.Seed, made);
    }
}
