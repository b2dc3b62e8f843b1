using System.Globalization;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Corrections;

/// <summary>
/// The factor of one instrument as a function of energy. One band: its factor at every energy. Several: ln factor is linear in ln E between the centres of the
/// bands (geometric means of their ends) and constant beyond the outermost centres.
/// </summary>
/// <remarks>
/// A factor that jumped at the edges of bands would put edges into the area that no mirror has, and lines into residuals; a line through the centres has none,
/// and keeps the mean of each band to second order in the bands' widths. Beyond the outermost centres nothing was measured, and a slope would run away.
/// </remarks>
internal sealed class FactorCurve
{
    private readonly double[] logEnergy;
    private readonly double[] logFactor;
    private readonly double single;

    private FactorCurve(double[] logEnergy, double[] logFactor, double single, EnergyRange? covered) =>
        (this.logEnergy, this.logFactor, this.single, Covered) = (logEnergy, logFactor, single, covered);

    /// <summary>From the lowest energy of any band to the highest; null when nothing tells energies.</summary>
    public EnergyRange? Covered { get; }

    /// <summary>Whether one factor holds at all energies.</summary>
    public bool IsConstant => logEnergy.Length == 0;

    /// <summary>The curve through the factors of an instrument's bands.</summary>
    /// <param name="bands">Energies, which may be unknown when there is one band only, and factors, at least one.</param>
    /// <exception cref="UsageException">Energies are unknown, or bands overlap.</exception>
    public static FactorCurve Through(IReadOnlyList<(string? Band, EnergyRange? Energies, double Factor)> bands)
    {
        if (bands.Count == 1)
        {
            return new FactorCurve([], [], bands[0].Factor, bands[0].Energies);
        }

        string[] unknown = [.. bands.Where(band => band.Energies is null).Select(band => band.Band!)];
        if (unknown.Length > 0)
        {
            throw new UsageException($"found {Excerpt.List(unknown)} among the run's bands, whose energies nothing tells, expected energies of every band that an ARF is "
                + $"corrected by; give them, as in --energies {unknown[0]}=0.5-2.0, or choose among the bands with --band");
        }

        (string Name, EnergyRange Energies, double Factor)[] sorted =
        [
            .. bands.Select(band => (band.Band!, band.Energies!.Value, band.Factor)).OrderBy(band => Centre(band.Value)),
        ];
        for (int k = 0; k < sorted.Length; k++)
        {
            for (int l = k + 1; l < sorted.Length; l++)
            {
                // A common edge that was rounded is none.
                if (sorted[k].Energies.Overlap(sorted[l].Energies) > 1e-6)
                {
                    throw new UsageException(
                        $"found bands {Excerpt.Of(sorted[k].Name)} and {Excerpt.Of(sorted[l].Name)}, which overlap, expected bands of which no energy has two; "
                            + $"choose those to use, as in --band {sorted[k].Name}, several with commas between");
                }
            }
        }

        return new FactorCurve(
            [.. sorted.Select(band => Centre(band.Energies))], [.. sorted.Select(band => Math.Log(band.Factor))], double.NaN,
            new EnergyRange(sorted.Min(band => band.Energies.Low), sorted.Max(band => band.Energies.High)));
    }

    /// <summary>The factor at an energy.</summary>
    /// <param name="energy">Energy in keV, greater than 0.</param>
    public double At(double energy)
    {
        if (IsConstant)
        {
            return single;
        }

        double x = Math.Log(energy);
        int above = 0;
        while (above < logEnergy.Length && logEnergy[above] < x)
        {
            above++;
        }

        if (above == 0 || above == logEnergy.Length)
        {
            return Math.Exp(logFactor[above == 0 ? 0 : above - 1]);
        }

        double share = (x - logEnergy[above - 1]) / (logEnergy[above] - logEnergy[above - 1]);
        return Math.Exp((1 - share) * logFactor[above - 1] + share * logFactor[above]);
    }

    /// <summary>The energies that are covered, in words.</summary>
    public string CoveredText => Covered is { } range ? string.Create(CultureInfo.InvariantCulture, $"{range.Low:R}-{range.High:R} keV") : "all energies";

    private static double Centre(EnergyRange range) => (Math.Log(range.Low) + Math.Log(range.High)) / 2;
}
