using System.Globalization;

namespace GpuConcord.Host.Models.LogT;

/// <summary>Which moments the posterior of a log flux has under the log-t model.</summary>
/// <remarks>
/// <para>An error is r = −ψ/2 + √ψ z with ψ = σ²/ξ, ξ ~ χ²_ν. As the density of ξ near 0 is a power, ξ^(ν/2 − 1), that of ψ at large ψ is
/// ψ^(−ν/2 − 1), and far to the left r ≈ −ψ/2, spread by no more than √ψ: p(r) ∝ |r|^−(ν + 2)/2. To the right p(r) falls off as
/// e⁻ʳ times a power. Observations that k instruments made of a source say Π p(c_i − G), c = y − B, so that for large G p(G) ∝ G^−a with
/// a = k (ν + 2)/2; towards small G it falls off exponentially. Averaging over B, which has a normal prior, and over σ², under which other
/// observations would have to be outliers too, leaves the power as it is.</para>
/// <para>Hence a mean where a &gt; 2, a finite standard deviation where a &gt; 3, and quantiles always: of ν = 3 a source that one instrument saw
/// has no finite standard deviation; of ν ≤ 1 neither has one that two saw.</para>
/// </remarks>
internal static class FluxTail
{
    /// <summary>a, the power with which the posterior of a log flux falls off.</summary>
    /// <param name="nu">ν.</param>
    /// <param name="instruments">k, instruments that saw the source.</param>
    public static double Power(double nu, int instruments) => 0.5 * instruments * (nu + 2);

    /// <summary>Whether the log flux has a mean.</summary>
    public static bool HasMean(double nu, int instruments) => Power(nu, instruments) > 2;

    /// <summary>Whether the log flux has a finite standard deviation.</summary>
    public static bool HasSd(double nu, int instruments) => Power(nu, instruments) > 3;

    /// <summary>Where there is no finite standard deviation, to follow "none"; empty when there is one everywhere.</summary>
    public static string NoSd(double nu) => HasSd(nu, 1) ? ""
        : $"where {(HasSd(nu, 2) ? "one instrument" : "no more than two instruments")} saw the source: {Reason(nu)}";

    /// <summary>Where there is no mean, or none that draws could estimate, to follow "none"; empty when there is one everywhere.</summary>
    public static string NoMean(double nu) => HasMean(nu, 1) ? ""
        : HasSd(nu, 2) ? $"where one instrument saw the source: {Reason(nu)}"
        : $"where no more than two instruments saw the source: {Reason(nu)}, and with two a mean would have no finite Monte Carlo error";

    /// <summary>What a reader of a fit must know of it, in sentences.</summary>
    /// <param name="nu">ν.</param>
    /// <param name="instruments">Instruments that saw each source.</param>
    public static IEnumerable<string> Warnings(double nu, IReadOnlyCollection<int> instruments)
    {
        if (instruments.Contains(1) && !HasSd(nu, 1))
        {
            yield return $"With nu = {Number(nu)} the flux of a source seen by one instrument has no finite standard deviation"
                + $"{(HasMean(nu, 1) ? "" : " and no mean")}: {Reason(nu)}. Read its quantiles.";
        }

        if (instruments.Contains(2) && !HasSd(nu, 2))
        {
            yield return $"With nu = {Number(nu)} the flux of a source seen by two instruments has no finite standard deviation, and its mean would have no finite "
                + $"Monte Carlo error: {Reason(nu)}. Read its quantiles.";
        }
    }

    private static string Reason(double nu) => $"the model's errors fall off as slowly as |r|^-{Number(0.5 * (nu + 2))}";

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
