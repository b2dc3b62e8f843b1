namespace GpuConcord.Host.Checks;

/// <summary>
/// What checks of very many observations were made from: leave-one-out from a sample of the sources, the rest by an expansion to second order whose error the sample
/// measures; residuals of all, under few draws.
/// </summary>
/// <remarks>
/// <see cref="Diagnostics.LeaveOneOut.LogDensity"/> of an observation that was not looked at is its expansion, with the mean difference of the sample, so that the sum of
/// all is the estimate of elpd; its k̂ is NaN.
/// </remarks>
/// <param name="Observations">Observations that were looked at.</param>
/// <param name="Sources">Their sources.</param>
/// <param name="Certain">How many of these are not of the sample but conspicuous: much influence, or the largest residuals.</param>
/// <param name="AllSources">Sources that there are to look at.</param>
/// <param name="ResidualDraws">Draws that residuals of all observations were looked at under.</param>
/// <param name="ElpdError">Standard error of elpd from drawing sources.</param>
/// <param name="ParametersError">Standard error of p_loo from drawing sources.</param>
public sealed record CheckSample(
    int Observations, int Sources, int Certain, int AllSources, int ResidualDraws, double ElpdError, double ParametersError)
{
    /// <summary>Standard error of elpd from drawing sources and from the number of draws together.</summary>
    /// <param name="drawsError">That of the draws, <see cref="Diagnostics.LeaveOneOut.ElpdMonteCarloError"/>.</param>
    public double WholeElpdError(double drawsError) => Math.Sqrt((ElpdError * ElpdError) + (drawsError * drawsError));
}
