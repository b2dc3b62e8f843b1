using GpuConcord.Host.Sampling.Independence;

namespace GpuConcord.Host.Models.LogT;

/// <summary>A point with its density and the share of the posterior that it stands for.</summary>
/// <param name="Theta">θ, D.</param>
/// <param name="LogDensity">ln p(θ | y) up to a constant.</param>
/// <param name="Weight">Its weight, up to a factor.</param>
internal sealed record DensityPoint(double[] Theta, double LogDensity, double Weight)
{
    /// <summary>Proposed points by their importance weights; those without any are left out.</summary>
    public static DensityPoint[] Of(WeighedPoints points)
    {
        double[] logWeight = [.. Enumerable.Range(0, points.Count).Select(s => points.LogDensity(s) - points.LogProposal(s))];
        double highest = logWeight.Max();
        return
        [
            .. Enumerable.Range(0, points.Count).Select(s => new DensityPoint(points[s].ToArray(), points.LogDensity(s), Math.Exp(logWeight[s] - highest)))
                .Where(own => own.Weight > 0),
        ];
    }
}
