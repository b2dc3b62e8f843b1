namespace GpuConcord.Host.Simulation;

/// <summary>How a simulated observation scatters about area × flux: the model that is fitted, and ways in which it can be wrong.</summary>
public enum ErrorModel
{
    /// <summary>ln c ~ N(B + G − σ_i²/2, σ_i²): the model of the fit, one σ an instrument.</summary>
    LogNormal,

    /// <summary>c ~ Poisson(A F): counting noise alone, whose size the fit does not know.</summary>
    Poisson,

    /// <summary>
    /// Log-normal with one σ for every observation, which the table states: right, or, as the slides warn of "known variances", too optimistic or
    /// larger than the true variability (<see cref="SimulationPlan.StatedErrors"/> below or above 1).
    /// </summary>
    KnownConstant,

    /// <summary>Log-normal, but a fraction of the observations has a much larger σ: outliers.</summary>
    Mixed,

    /// <summary>ln c ~ N(B + G − ψ/2, ψ), ψ = σ_i²/ξ, ξ ~ χ²_ν: heavy tails (the slides' log-t model).</summary>
    LogT,

    /// <summary>
    /// Counts in apertures: n ~ Poisson(α T S + b), m ~ Poisson(β T S + r b), S log-normal about A F with σ_i; fluxes of a normal population of ln F. Zeros are data.
    /// </summary>
    Counts,
}

/// <summary>The names of the error models, as the command line and files have them.</summary>
public static class ErrorModelName
{
    /// <summary>The name of a model.</summary>
    public static string Of(ErrorModel model) => model switch
    {
        ErrorModel.LogNormal => "log-normal",
        ErrorModel.Poisson => "poisson",
        ErrorModel.KnownConstant => "known-constant",
        ErrorModel.Mixed => "mixed",
        ErrorModel.Counts => "counts",
        _ => "log-t",
    };
}
