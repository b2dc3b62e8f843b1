using GpuConcord.Host.Models.LogNormal;

namespace GpuConcord.Host.Sampling;

/// <summary>The samplers' names as options and files spell them.</summary>
public static class SamplerName
{
    /// <summary>exact, collapsed, block-gibbs or gibbs.</summary>
    public static string Of(Sampler sampler) => sampler switch
    {
        Sampler.Exact => "exact",
        Sampler.Collapsed => "collapsed",
        Sampler.BlockGibbs => "block-gibbs",
        Sampler.Gibbs => "gibbs",
        _ => throw new ArgumentOutOfRangeException(nameof(sampler), sampler, "not a sampler"),
    };
}

/// <summary>The point estimates' names, likewise.</summary>
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
}
