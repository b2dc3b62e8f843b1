namespace GpuConcord.Host.Data;

/// <summary>The scale β of the prior of σ² where nobody gave one, and where it comes from.</summary>
/// <param name="Beta">β, greater than 0.</param>
/// <param name="Origin">What it is, to follow "β = 0.0002 = " : "(1.4 %)²: robust scatter of the data …".</param>
/// <param name="FromData">Whether the data's own scatter decided it, so that the two cannot contradict each other.</param>
public sealed record ScatterDefault(double Beta, string Origin, bool FromData)
{
    /// <summary>What a reader must be told of it before trusting the fit; null for nothing.</summary>
    public string? Warning { get; init; }
}
