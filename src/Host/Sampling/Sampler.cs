namespace GpuConcord.Host.Sampling;

/// <summary>How the posterior is drawn.</summary>
public enum Sampler
{
    /// <summary>The model's own choice.</summary>
    Auto,

    /// <summary>Known variances: the exact Gaussian posterior, independent draws, no Markov chain.</summary>
    Exact,

    /// <summary>
    /// Fitted variances: Metropolis steps from a mixture of t distributions fitted to the posterior of ln v, then B | v exactly; <see cref="Collapsed"/> where none fits.
    /// </summary>
    Independence,

    /// <summary>Fitted variances: Hamiltonian Monte Carlo on ln v with B and G integrated out, then B | v exactly.</summary>
    Collapsed,

    /// <summary>Fitted variances: (B, G) jointly given v, then each v given (B, G).</summary>
    BlockGibbs,

    /// <summary>Fitted variances: every B, G and v in turn, the textbook sampler.</summary>
    Gibbs,
}

/// <summary>The samplers' names as options and files spell them.</summary>
public static class SamplerName
{
    /// <summary>auto, exact, independence, collapsed, block-gibbs or gibbs.</summary>
    public static string Of(Sampler sampler) => sampler switch
    {
        Sampler.Auto => "auto",
        Sampler.Exact => "exact",
        Sampler.Independence => "independence",
        Sampler.Collapsed => "collapsed",
        Sampler.BlockGibbs => "block-gibbs",
        Sampler.Gibbs => "gibbs",
        _ => throw new ArgumentOutOfRangeException(nameof(sampler), sampler, "not a sampler"),
    };

    /// <summary>The sampler of that name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static Sampler Parse(string name) =>
        Enum.GetValues<Sampler>().Where(sampler => Of(sampler).Equals(name, StringComparison.Ordinal)).Cast<Sampler?>().SingleOrDefault()
        ?? throw new FormatException($"'{name}' is not a sampler");
}
