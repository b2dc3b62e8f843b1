using GpuConcord.Host.Checks;
using GpuConcord.Host.Fits;

namespace GpuConcord.Host.Draws;

/// <summary>The files of draws that other programs read, besides the table of draws.</summary>
public static class DrawFiles
{
    /// <summary>The files of one band, to be written in any order, or side by side.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="origin">The run.</param>
    /// <param name="formats">The formats; Parquet is not among what is written here.</param>
    /// <param name="stem">How names begin: draws, or draws_BAND.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<DrawFile> Of(Fit fit, DrawOrigin origin, IReadOnlyCollection<DrawFormat> formats, string stem, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(formats);
        if (formats.All(format => format is DrawFormat.Parquet))
        {
            return [];
        }

        // The density of one band's draws is no factor of that of a joint fit of several.
        double[]? logPosterior = fit.Joint is null ? LogPosterior.Of(fit.Model, fit.Observations, fit.Priors, fit.Blocks, fit.Options, cancellation) : null;
        List<DrawFile> files = [];
        if (formats.Contains(DrawFormat.NetCdf) || formats.Contains(DrawFormat.Zarr))
        {
            InferenceData data = InferenceData.Of(fit, origin, logPosterior);
            if (formats.Contains(DrawFormat.NetCdf))
            {
                files.Add(new DrawFile(
                    $"{stem}.nc", data.Groups.Sum(group => group.Arrays.Sum(array => array.Count)), (stream, stop) => NetCdfDraws.Write(data, stream, stop)));
            }

            if (formats.Contains(DrawFormat.Zarr))
            {
                files.AddRange(ZarrDraws.Files(data, $"{stem}.zarr"));
            }
        }

        if (formats.Contains(DrawFormat.CmdStan))
        {
            files.AddRange(CmdStanDraws.Files(fit, origin, logPosterior, $"cmdstan/{stem}"));
        }

        return files;
    }

    /// <summary>What of the fits these files leave out, in sentences, each once.</summary>
    /// <param name="fits">The fits, one a band.</param>
    /// <param name="formats">The formats.</param>
    public static IEnumerable<string> Notes(IEnumerable<Fit> fits, IReadOnlyCollection<DrawFormat> formats) =>
        formats.Any(format => format is DrawFormat.NetCdf or DrawFormat.Zarr) ? fits.Select(InferenceData.Missing).OfType<string>().Distinct(StringComparer.Ordinal) : [];

    /// <summary>The sections on these files in the folder's guide: names, and what they hold.</summary>
    /// <param name="formats">The formats.</param>
    /// <param name="stems">How names begin, one a band.</param>
    public static IEnumerable<(string Names, IReadOnlyList<string> Lines)> Guide(IReadOnlyCollection<DrawFormat> formats, IReadOnlyList<string> stems)
    {
        if (formats.Contains(DrawFormat.NetCdf))
        {
            yield return (Names(stems, ".nc"),
            [
                "The draws as InferenceData in netCDF-4: az.from_netcdf(FILE), or xarray.open_dataset(FILE, group=\"posterior\"). Groups posterior,",
                "sample_stats, log_likelihood (where there is room; the attribute log_likelihood_note says which draws), observed_data and constant_data.",
            ]);
        }

        if (formats.Contains(DrawFormat.Zarr))
        {
            yield return (Names(stems, ".zarr/"),
                ["The same as a Zarr directory, version 2: az.from_zarr(FOLDER), or xarray.open_zarr(FOLDER, group=\"posterior\")."]);
        }

        if (formats.Contains(DrawFormat.CmdStan))
        {
            yield return (string.Join(", ", stems.Select(stem => $"cmdstan/{stem}_N.csv")),
            [
                "The draws as CmdStan writes them, a file a chain: az.from_cmdstan, cmdstanpy.from_csv, cmdstanr::read_cmdstan_csv. Comments there say which",
                "column is which instrument.",
            ]);
        }
    }

    private static string Names(IReadOnlyList<string> stems, string ending) => string.Join(", ", stems.Select(stem => stem + ending));
}
