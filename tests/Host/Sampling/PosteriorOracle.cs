using System.Text.Json;
using System.Text.Json.Serialization;
using GpuConcord.Host.Data;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>A file of tests/data/posterior: the posterior of one data set from a long run of an independent sampler.</summary>
internal sealed record PosteriorOracle(OraclePrior Prior, Dictionary<string, OracleParameter> Posterior)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNameCaseInsensitive = true };

    public static PosteriorOracle Of(string name) =>
        JsonSerializer.Deserialize<PosteriorOracle>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "posterior", name + ".json")), Format)!;

    public Priors Priors => Prior.ToPriors();
}

/// <summary>The priors of an oracle.</summary>
internal sealed record OraclePrior(double[] B, double[] Tau, double Alpha, double Beta)
{
    public Priors ToPriors() =>
        new(B, Tau, [.. B.Select(_ => Alpha)], [.. B.Select(_ => Beta)]);
}

/// <summary>One parameter's posterior; <see cref="Ess"/> is the oracle's own effective sample size.</summary>
internal sealed record OracleParameter(
    double Mean,
    double Sd,
    [property: JsonPropertyName("mcse_mean")] double McseMean,
    double Q025,
    double Median,
    double Q975,
    double Ess);
