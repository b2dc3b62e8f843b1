using System.Globalization;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Corrections.Arfs;

/// <summary>An ARF whose areas were multiplied by the factors of an instrument.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="LeastFactor">The least factor of any bin.</param>
/// <param name="GreatestFactor">The greatest.</param>
/// <param name="BinsOutside">Bins whose middle lies in no band; 0 where nothing tells the energies of bands.</param>
/// <param name="Covered">The energies of the bands, in words.</param>
public sealed record CorrectedArf(byte[] Bytes, double LeastFactor, double GreatestFactor, int BinsOutside, string Covered)
{
    /// <summary>Corrects an ARF.</summary>
    /// <param name="arf">The ARF as it was delivered.</param>
    /// <param name="instrument">The run's instrument whose areas it holds.</param>
    /// <param name="factors">The factors.</param>
    /// <param name="energies">The energies of bands.</param>
    /// <param name="draw">Number of a draw, from 1; null for the posterior median.</param>
    /// <param name="origin">Where the factors come from.</param>
    /// <exception cref="UsageException">Bands overlap, or nothing tells their energies.</exception>
    /// <exception cref="DataException">No bin lies within the bands.</exception>
    public static CorrectedArf Make(Arf arf, string instrument, RunFactors factors, BandEnergies energies, int? draw, CorrectionOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(arf);
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(energies);
        ArgumentNullException.ThrowIfNull(origin);
        BandFactors[] bands = [.. factors.Bands.Where(band => band.IndexOf(instrument) >= 0)];
        FactorCurve curve = FactorCurve.Through([.. bands.Select(band => (band.Band, energies.Of(band.Band), band.Factor(band.IndexOf(instrument), draw)))]);
        EnergyRange[] ranges = [.. bands.Select(band => energies.Of(band.Band)).OfType<EnergyRange>()];
        double[] byBin = new double[arf.Bins];
        int outside = 0;
        for (int bin = 0; bin < byBin.Length; bin++)
        {
            double energy = arf.Energy(bin);
            byBin[bin] = curve.At(energy);
            outside += ranges.Length > 0 && !Array.Exists(ranges, range => energy >= range.Low && energy <= range.High) ? 1 : 0;
        }

        if (outside == byBin.Length)
        {
            throw DataException.In(
                arf.File, string.Create(CultureInfo.InvariantCulture, $"energies of {arf.Energy(0):G4} to {arf.Energy(arf.Bins - 1):G4} keV"),
                $"some within the bands ({curve.CoveredText})",
                "check that its energies are in keV, and the instrument; --energies says what energies bands have");
        }

        FitsHeader header = ArfHistory.Add(arf.Header, instrument, factors, bands, curve.IsConstant, draw, origin);
        return new CorrectedArf(arf.Multiplied(byBin, header), byBin.Min(), byBin.Max(), outside, curve.CoveredText);
    }
}
