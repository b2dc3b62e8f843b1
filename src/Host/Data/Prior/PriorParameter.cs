namespace GpuConcord.Host.Data.Prior;

/// <summary>The parameters of an instrument's prior that option and file can both give.</summary>
internal enum PriorParameter
{
    /// <summary>τ, standard deviation of B.</summary>
    Tau,

    /// <summary>α, shape of the variance's prior.</summary>
    Alpha,

    /// <summary>β, scale of the variance's prior.</summary>
    Beta,
}

/// <summary>What each <see cref="PriorParameter"/> is called and why it must be greater than 0.</summary>
internal static class PriorParameters
{
    /// <summary>All of them, in the order of <see cref="Priors"/>.</summary>
    public static readonly PriorParameter[] All = [PriorParameter.Tau, PriorParameter.Alpha, PriorParameter.Beta];

    private const string Improper =
        "with alpha = beta = 0 the prior of σ² is improper, and so is the posterior (it has no bound as one σ goes to 0)";

    /// <summary>The name of option and column.</summary>
    public static string Name(this PriorParameter parameter) => parameter switch
    {
        PriorParameter.Tau => "tau",
        PriorParameter.Alpha => "alpha",
        _ => "beta",
    };

    /// <summary>The advice when the parameter is not greater than 0.</summary>
    public static string WhyPositive(this PriorParameter parameter) => parameter switch
    {
        PriorParameter.Tau =>
            "tau is the prior standard deviation of ln(effective area): give 0.05 for 5 %, or 1e-4 for an area taken as known",
        PriorParameter.Alpha => $"{Improper}: give alpha > 0, such as 1.5",
        _ => $"{Improper}: give beta > 0, such as s² for an expected scatter s (0.01 for 10 %)",
    };

    /// <summary>The parameter's value among the defaults.</summary>
    public static double In(this PriorParameter parameter, PriorDefaults defaults) => parameter switch
    {
        PriorParameter.Tau => defaults.Tau,
        PriorParameter.Alpha => defaults.Alpha,
        _ => defaults.Beta,
    };
}
