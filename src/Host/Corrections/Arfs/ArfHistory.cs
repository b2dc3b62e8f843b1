using System.Globalization;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Corrections.Arfs;

/// <summary>What is put into the header of an ARF that was corrected: keywords for programs, HISTORY for people.</summary>
internal static class ArfHistory
{
    /// <summary>A header with these cards.</summary>
    /// <param name="header">The header as it was delivered.</param>
    /// <param name="instrument">The run's instrument.</param>
    /// <param name="factors">The factors.</param>
    /// <param name="bands">Those bands of the run that have the instrument.</param>
    /// <param name="constant">Whether one factor holds at all energies.</param>
    /// <param name="draw">Number of the draw; null for the posterior median.</param>
    /// <param name="origin">Where the factors come from.</param>
    public static FitsHeader Add(
        FitsHeader header, string instrument, RunFactors factors, IReadOnlyList<BandFactors> bands, bool constant, int? draw, CorrectionOrigin origin)
    {
        FitsHeader marked = header
            .With(FitsCard.Of(Arf.Mark, origin.RunSha256))
            .With(FitsCard.Of("GPUCINST", instrument, "instrument of that run"));
        if (constant)
        {
            marked = marked.With(FitsCard.Of("GPUCFACT", bands[0].Factor(bands[0].IndexOf(instrument), draw), "SPECRESP was multiplied by it"));
        }

        if (draw is { } number)
        {
            marked = marked.With(FitsCard.Of("GPUCDRAW", (long)number, "draw of the posterior, from 1"));
        }

        return marked.WithText([.. Lines(instrument, factors, bands, draw, origin).SelectMany(line => FitsCard.OfText("HISTORY", line))]);
    }

    private static IEnumerable<string> Lines(string instrument, RunFactors factors, IReadOnlyList<BandFactors> bands, int? draw, CorrectionOrigin origin)
    {
        string made = origin.Made.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string what = draw is { } number ? $"draw {number} of {factors.DrawCount} of its posterior" : "its posterior median";
        yield return $"{origin.Program} apply, {made}: SPECRESP multiplied by exp(B - b), the effective area of {instrument} over the nominal one: {what}.";
        yield return $"Run {origin.Run} of data {origin.Data}, seed {origin.Seed.ToString(CultureInfo.InvariantCulture)}; SHA-256 of its run.json in {Arf.Mark}.";
        if (factors.Reference is { } reference)
        {
            yield return $"Relative to {reference}, whose area was taken as nominal.";
        }

        foreach (BandFactors band in bands)
        {
            int at = band.IndexOf(instrument);
            AreaFactor factor = band.Factors[at];
            string drawn = draw is null ? "" : $" here; median {ScriptText.Number(factor.Median)}";
            yield return $"{(band.Band is { } name ? $"Band {name}: factor" : "Factor")} {ScriptText.Number(band.Factor(at, draw))}{drawn} ({ScriptText.Interval(factor)}).";
        }

        if (bands.Count > 1)
        {
            yield return "Between the centres of bands ln factor is linear in ln E; beyond the outermost centres it is constant.";
        }

        if (draw is not null && bands.Count > 1 && !factors.IsJoint)
        {
            yield return "Bands were fitted separately: draws of different bands are independent.";
        }

        foreach (string warning in factors.Warnings)
        {
            yield return warning;
        }
    }
}
