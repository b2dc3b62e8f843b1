using System.Text.Json;
using System.Text.Json.Serialization;
using GpuConcord.Host.Data;

namespace GpuConcord.Tests.Kernels.Models.ExtraScatter;

/// <summary>A data set of tests/data/both: density and gradient at points from 40 digits, and for some the posterior from quadrature.</summary>
internal sealed record ExtraScatterReference(
    string Name,
    double[] B,
    double[] Tau,
    double[] Alpha,
    double[] Beta,
    int[] First,
    int[] Instrument,
    double[] Y,
    double[] S,
    ReferencePoint[] Points)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The marginal posterior of every ln v_i.</summary>
    public ReferenceMarginal[] LogVariance { get; init; } = [];

    /// <summary>Of every B_i.</summary>
    public ReferenceMarginal[] Area { get; init; } = [];

    /// <summary>Of every G_j.</summary>
    public ReferenceMarginal[] Flux { get; init; } = [];

    public Priors Priors => new(B, Tau, Alpha, Beta);

    public Observations Observations => new()
    {
        Instruments = [.. B.Select((_, i) => $"I{i}")],
        Sources = [.. First[1..].Select((_, j) => $"S{j}")],
        First = First,
        Instrument = Instrument,
        Y = Y,
        Variance = S,
    };

    public static ExtraScatterReference Of(string name) =>
        JsonSerializer.Deserialize<ExtraScatterReference[]>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "both", "reference.json")), Format)!
            .Single(reference => string.Equals(reference.Name, name, StringComparison.Ordinal));
}

/// <summary>ln p(η | y) up to a constant, and its gradient.</summary>
internal sealed record ReferencePoint(double[] Eta, double LogDensity, double[] Gradient);

/// <summary>Moments and quantiles of one parameter.</summary>
internal sealed record ReferenceMarginal(
    double Mean,
    double Sd,
    [property: JsonPropertyName("q025")] double Q025,
    double Median,
    [property: JsonPropertyName("q975")] double Q975);
