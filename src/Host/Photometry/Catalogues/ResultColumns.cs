using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>One column that photometry adds to a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The number of a source; NaN prints as INDEF, null in Parquet.</param>
/// <param name="IsFlag">A 0 or 1.</param>
internal readonly record struct ResultColumn(string Name, Func<PhotometryResults, int, double> Value, bool IsFlag = false);

/// <summary>The columns that photometry adds, in order: quantity by quantity, then the significance, then the flags; or the hardness ratio.</summary>
internal static class ResultColumns
{
    /// <summary>The columns of a request.</summary>
    public static IReadOnlyList<ResultColumn> Of(PhotometryRequest request)
    {
        if (request.Hardness is not null)
        {
            ResultColumn[] ratio =
            [
                new("hr", (results, i) => results.Hardness[i].Median), new("hr_mean", (results, i) => results.Hardness[i].Mean),
                new("hr_err_lo", (results, i) => results.Hardness[i].Low), new("hr_err_up", (results, i) => results.Hardness[i].High),
            ];
            return request.Alike ? [.. ratio, Alike] : ratio;
        }
        List<ResultColumn> columns = [];
        for (int k = 0; k < request.Quantities.Count; k++)
        {
            int q = k;
            string name = request.Quantities[q].Name();
            columns.Add(new(name, (results, i) => results.Summaries[q][i].Mode));
            columns.Add(new($"{name}_err_lo", (results, i) => results.Summaries[q][i].Low));
            columns.Add(new($"{name}_err_up", (results, i) => results.Summaries[q][i].High));
            if (request.Moments)
            {
                columns.Add(new($"{name}_mean", (results, i) => results.Summaries[q][i].Mean));
                columns.Add(new($"{name}_sd", (results, i) => results.Summaries[q][i].Deviation));
            }
            columns.AddRange(Extras(request.Options, name, q));
        }
        if (request.Significance)
        {
            columns.Add(new("p_background", (results, i) => results.Significance[i]));
        }

        columns.Add(new("mode_at_zero", (results, i) => results.Summaries[0][i].ModeAtZero ? 1.0 : 0.0, IsFlag: true));
        columns.Add(new("interval_reaches_zero", (results, i) => results.Summaries[0][i].ReachesZero ? 1.0 : 0.0, IsFlag: true));
        if (request.Alike)
        {
            columns.Add(Alike);
        }

        return columns;
    }

    private static ResultColumn Alike => new("apertures_alike", (results, i) => results.Alike[i] ? 1.0 : 0.0, IsFlag: true);

    private static IEnumerable<ResultColumn> Extras(ExactOptions options, string name, int q)
    {
        List<string> names = [];
        if (options.EqualTail)
        {
            names.AddRange([$"{name}_tail_lo", $"{name}_tail_up"]);
        }

        if (options.Bound)
        {
            names.Add($"{name}_bound");
        }

        foreach (double probability in options.Quantiles ?? [])
        {
            names.Add($"{name}_q{probability}");
        }

        if (options.LogMoments)
        {
            names.AddRange([$"ln_{name}_mean", $"ln_{name}_sd"]);
        }

        int count = options.ExtraCount;
        return names.Select((column, e) => new ResultColumn(column, (results, i) => results.Extras[q][(i * count) + e]));
    }
}
