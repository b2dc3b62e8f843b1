namespace GpuConcord.Host.Explanations;

/// <summary>What becomes of an area when some sources are left out, told by weights on the draws of the whole fit.</summary>
/// <param name="Low">2.5 % quantile of B − b without them, natural logarithm.</param>
/// <param name="Median">Median of B − b without them.</param>
/// <param name="High">97.5 % quantile of B − b without them.</param>
/// <param name="Change">Posterior mean of B without them minus that with them, natural logarithm.</param>
/// <param name="Error">Monte Carlo standard error of <paramref name="Change"/>.</param>
/// <param name="ParetoK">k̂ of the weights; −∞ where leaving them out changes nothing at all.</param>
/// <param name="Threshold">The k̂ above which so many draws do not tell.</param>
public readonly record struct LeftOut(double Low, double Median, double High, double Change, double Error, double ParetoK, double Threshold)
{
    /// <summary>Whether the draws tell it; if not, the numbers are not to be shown.</summary>
    public bool IsTold => ParetoK <= Threshold;

    /// <summary>Whether the change is more than the number of draws leaves uncertain.</summary>
    public bool IsSeen => IsTold && Math.Abs(Change) > 3 * Error;

    /// <summary>Whether the interval of 95 % leaves out nominal.</summary>
    public bool ExcludesNominal => Low > 0 || High < 0;
}
