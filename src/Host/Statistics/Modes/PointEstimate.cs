namespace GpuConcord.Host.Statistics.Modes;

/// <summary>Which point estimate.</summary>
public enum PointEstimateKind
{
    /// <summary>The marginal mode: areas and fluxes integrated out, the density of ln v at its highest, B at its conditional mean.</summary>
    Marginal,

    /// <summary>The joint fixed point of the slides' estimators (1) to (3). Treacherous: see <see cref="JointMode.OfSlides"/>.</summary>
    Shrinkage,

    /// <summary>The joint mode of (B, G, v). Treacherous: see <see cref="JointMode"/>.</summary>
    Joint,
}

/// <summary>One point estimate of every area and variance.</summary>
/// <param name="Kind">Which.</param>
/// <param name="LogArea">B̂_i, natural logarithm, one an instrument.</param>
/// <param name="Variance">v̂_i = σ̂_i², one an instrument.</param>
/// <param name="Warning">What to know before using it, in words; null when there is nothing.</param>
public sealed record PointEstimate(PointEstimateKind Kind, double[] LogArea, double[] Variance, string? Warning);

/// <summary>The point estimates' names, as options and files spell them.</summary>
public static class PointEstimateName
{
    /// <summary>marginal, shrinkage or joint.</summary>
    public static string Of(PointEstimateKind kind) => kind switch
    {
        PointEstimateKind.Marginal => "marginal",
        PointEstimateKind.Shrinkage => "shrinkage",
        PointEstimateKind.Joint => "joint",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a point estimate"),
    };

    /// <summary>The kind of that name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static PointEstimateKind Parse(string name) =>
        Enum.GetValues<PointEstimateKind>().Where(kind => Of(kind).Equals(name, StringComparison.Ordinal)).Cast<PointEstimateKind?>().SingleOrDefault()
        ?? throw new FormatException($"'{name}' is not a point estimate");
}
