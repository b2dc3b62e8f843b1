using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Host.Corrections;

/// <summary>The bands of a run that <c>--band</c> names.</summary>
internal static class BandChoice
{
    /// <summary>The fits of the bands that are named, in the order of the run; all when none is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="chosen">Names or energy ranges; several in one text with commas between.</param>
    /// <exception cref="UsageException">The run has no such band.</exception>
    public static Fit[] Of(FitRun run, IReadOnlyList<string> chosen)
    {
        if (chosen.Count == 0)
        {
            return [.. run.Fits];
        }

        string[] bands = [.. run.Fits.Select(fit => fit.Observations.Band).OfType<string>()];
        if (bands.Length == 0)
        {
            throw new UsageException($"--band: found {Excerpt.Of(chosen[0])}, but the run of {run.Data.Name} has no bands; leave it out");
        }

        HashSet<string> wanted = [.. chosen.SelectMany(text => Names(text, bands))];
        return [.. run.Fits.Where(fit => wanted.Contains(fit.Observations.Band!))];
    }

    /// <summary>The run's name of a band as a person wrote it.</summary>
    /// <param name="option">The option that named it.</param>
    /// <param name="text">The name, or the same range of energies.</param>
    /// <param name="bands">The run's bands.</param>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Find(string option, string text, IReadOnlyList<string> bands) =>
        bands.FirstOrDefault(band => band.Equals(text, StringComparison.Ordinal)) ?? bands.FirstOrDefault(band => EnergyRange.SameBand(band, text))
        ?? throw new UsageException(
            $"{option}: found {Excerpt.Of(text)}, expected a band of the run: {Excerpt.List(bands)}; {DidYouMean.Advice(text, bands, "write one of them")}");

    private static IEnumerable<string> Names(string text, string[] bands) => bands.Contains(text, StringComparer.Ordinal)
        ? [text]
        : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => Find("--band", name, bands));
}
