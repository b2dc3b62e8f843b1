using System.Globalization;

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

    /// <summary>
    /// The largest τ: areas and fluxes within some standard deviations are still doubles, and the data's weight does not drown the prior's in a sum. Nobody knows an
    /// area worse than to a factor of e¹⁰⁰.
    /// </summary>
    public const double MostTau = 100;

    /// <summary>The smallest τ: its square and that square's inverse are still doubles.</summary>
    public const double LeastTau = 1e-100;

    /// <summary>The largest α and β, and the smallest of each: fluxes, which have half a variance in their logarithm, are still doubles.</summary>
    public const double MostAlpha = 1e9, MostBeta = 1e3, LeastAlpha = 1e-10, LeastBeta = 1e-20;

    /// <summary>The range of the parameter, both ends included.</summary>
    public static (double Least, double Most) Range(this PriorParameter parameter) => parameter switch
    {
        PriorParameter.Tau => (LeastTau, MostTau),
        PriorParameter.Alpha => (LeastAlpha, MostAlpha),
        _ => (LeastBeta, MostBeta),
    };

    /// <summary>What is wrong with a number for the parameter, to follow "expected", and the advice; null when nothing is. NaN, which says nothing, passes.</summary>
    public static (string Expected, string Advice)? Fault(this PriorParameter parameter, double value)
    {
        (double least, double most) = parameter.Range();
        return value <= 0 ? ("a number greater than 0", parameter.WhyPositive())
            : value < least || value > most ? (string.Create(CultureInfo.InvariantCulture, $"a number from {least:0e0} to {most:0e0}"), parameter.WhyPositive())
            : null;
    }

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
