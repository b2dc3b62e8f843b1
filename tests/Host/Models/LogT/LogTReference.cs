using System.Text.Json.Serialization;
using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Tests.Host.Sampling;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>A case of tests/data/logt/reference.json: the posterior of outliers.csv from long numpy runs.</summary>
internal sealed record LogTReference(
    double Nu, double? Sigma2, string? Fit, OraclePrior Prior, Dictionary<string, OracleParameter> Posterior, LogTReferenceWeight[] Weights)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNameCaseInsensitive = true };

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "data", "logt");

    /// <summary>The data: three instruments, a fifth missing, two gross outliers, one source seen once.</summary>
    public static Observations Observations => TableReader.Read(Path.Combine(Folder, "outliers.csv"), new ReadOptions(null, null, null, false)).Bands[0];

    /// <summary>The case fixed, fitted or common.</summary>
    public static LogTReference Of(string name) =>
        JsonSerializer.Deserialize<Dictionary<string, LogTReference>>(File.ReadAllText(Path.Combine(Folder, "reference.json")), Format)![name];

    /// <summary>The options that ask for this case.</summary>
    public LogTModel Options => new()
    {
        Nu = Nu,
        Sigma = Sigma2 is { } variance ? Math.Sqrt(variance) : null,
        CommonSigma = string.Equals(Fit, "common", StringComparison.Ordinal),
    };
}

/// <summary>E[ξ | y] of one observation and its Monte Carlo error.</summary>
internal sealed record LogTReferenceWeight(
    string Instrument, string Source, double Mean, [property: JsonPropertyName("mcse_mean")] double McseMean);
