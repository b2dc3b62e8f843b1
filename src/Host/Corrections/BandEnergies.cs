using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Corrections;

/// <summary>The energies of bands: those that <c>--energies</c> gives, or else those that a band's name states, as 0.5-2.0 does.</summary>
public sealed class BandEnergies
{
    private readonly Dictionary<string, EnergyRange> given;

    private BandEnergies(Dictionary<string, EnergyRange> given) => this.given = given;

    /// <summary>Reads texts of <c>--energies</c>, as in soft=0.2-0.5,medium=0.5-2.0.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="factors">The run, for the names of its bands.</param>
    /// <exception cref="UsageException">A text is at fault, or the run has no such band.</exception>
    public static BandEnergies Parse(IEnumerable<string> texts, RunFactors factors)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(factors);
        string[] bands = [.. factors.Bands.Select(band => band.Band).OfType<string>()];
        Dictionary<string, EnergyRange> said = new(StringComparer.Ordinal);
        foreach (string text in texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            int equals = text.LastIndexOf('=');
            if (equals <= 0)
            {
                throw new UsageException($"--energies: found {Excerpt.Of(text)}, expected a band and its energies in keV; write it as in --energies soft=0.2-0.5,medium=0.5-2.0");
            }

            if (bands.Length == 0)
            {
                throw new UsageException($"--energies: found {Excerpt.Of(text)}, but the run has no bands: one factor holds at all energies; leave it out");
            }

            string band = BandChoice.Find("--energies", text[..equals].Trim(), bands);
            string range = text[(equals + 1)..];
            said[band] = EnergyRange.Parse(range) ?? throw new UsageException(
                $"--energies: found {Excerpt.Of(range)} for band {Excerpt.Of(band)}, expected two energies in keV, the lower first; write it as in {band}=0.5-2.0");
        }

        return new BandEnergies(said);
    }

    /// <summary>Energies of a band; null when nothing tells them.</summary>
    internal EnergyRange? Of(string? band) => band is not null && given.TryGetValue(band, out EnergyRange range) ? range : EnergyRange.Parse(band);
}
