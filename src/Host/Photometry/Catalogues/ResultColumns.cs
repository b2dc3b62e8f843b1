using System.Globalization;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>One column that photometry adds to a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The number of a source; NaN prints as INDEF, null in formats that have such a thing.</param>
/// <param name="IsFlag">A 0 or 1.</param>
internal readonly record struct ResultColumn(string Name, Func<PhotometryResults, int, double> Value, bool IsFlag = false)
{
    /// <summary>Its unit; empty for numbers without.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What it is, in words.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>What it is as a UCD.</summary>
    public string Ucd { get; init; } = "";
}

/// <summary>The columns that photometry adds, in order: quantity by quantity, then the significance, then the flags; or the hardness ratio.</summary>
internal static class ResultColumns
{
    private const string Ratio = "phot.color";

    /// <summary>The columns of a request.</summary>
    public static IReadOnlyList<ResultColumn> Of(PhotometryRequest request)
    {
        if (request.Hardness is not null)
        {
            ResultColumn[] ratio =
            [
                new("hr", (results, i) => results.Hardness[i].Median) { Meaning = "median of the hardness ratio (H - S)/(H + S)", Ucd = $"{Ratio};stat.median" },
                new("hr_mean", (results, i) => results.Hardness[i].Mean) { Meaning = "its mean", Ucd = $"{Ratio};stat.mean" },
                new("hr_err_lo", (results, i) => results.Hardness[i].Low) { Meaning = "lower end of its interval of the probability conf", Ucd = $"{Ratio};stat.min" },
                new("hr_err_up", (results, i) => results.Hardness[i].High) { Meaning = "upper end of that interval", Ucd = $"{Ratio};stat.max" },
            ];
            return request.Alike ? [.. ratio, Alike] : ratio;
        }

        List<ResultColumn> columns = [];
        for (int k = 0; k < request.Quantities.Count; k++)
        {
            int q = k;
            ApertureQuantity quantity = request.Quantities[q];
            string name = quantity.Name(), unit = Unit(quantity), ucd = Ucd(quantity);
            Add("", "most probable value of the intensity", "", (results, i) => results.Summaries[q][i].Mode);
            Add("_err_lo", "lower end of its interval of the probability conf", "stat.min", (results, i) => results.Summaries[q][i].Low);
            Add("_err_up", "upper end of that interval", "stat.max", (results, i) => results.Summaries[q][i].High);
            if (request.Moments)
            {
                Add("_mean", "posterior mean", "stat.mean", (results, i) => results.Summaries[q][i].Mean);
                Add("_sd", "posterior standard deviation", "stat.stdev", (results, i) => results.Summaries[q][i].Deviation);
            }

            columns.AddRange(Extras(request.Options, quantity, q));

            void Add(string suffix, string meaning, string statistic, Func<PhotometryResults, int, double> value) =>
                columns.Add(new($"{name}{suffix}", value) { Unit = unit, Meaning = meaning, Ucd = Ucd(ucd, statistic) });
        }

        if (request.Significance)
        {
            columns.Add(new("p_background", (results, i) => results.Significance[i])
            {
                Meaning = "probability of at least as many counts in the source aperture were there no source",
                Ucd = "stat.probability",
            });
        }

        columns.Add(new("mode_at_zero", (results, i) => results.Summaries[0][i].ModeAtZero ? 1.0 : 0.0, IsFlag: true)
        {
            Meaning = "whether no source at all is most probable",
            Ucd = Flag,
        });
        columns.Add(new("interval_reaches_zero", (results, i) => results.Summaries[0][i].ReachesZero ? 1.0 : 0.0, IsFlag: true)
        {
            Meaning = "whether the interval reaches 0 from a mode above",
            Ucd = Flag,
        });
        if (request.Alike)
        {
            columns.Add(Alike);
        }

        return columns;
    }

    private const string Flag = "meta.code.qual";

    private static ResultColumn Alike => new("apertures_alike", (results, i) => results.Alike[i] ? 1.0 : 0.0, IsFlag: true)
    {
        Meaning = "whether the apertures cannot tell source from background",
        Ucd = Flag,
    };

    /// <summary>The unit of a quantity, given the inputs in the units of the help page, in ASCII.</summary>
    private static string Unit(ApertureQuantity quantity) => quantity switch
    {
        ApertureQuantity.Counts => "ct",
        ApertureQuantity.Rate => "ct/s",
        ApertureQuantity.PhotonFlux => "photon/cm2/s",
        _ => "erg/cm2/s",
    };

    private static string Ucd(ApertureQuantity quantity) => quantity switch
    {
        ApertureQuantity.Counts => "phot.count;em.X-ray",
        ApertureQuantity.Rate => "arith.rate;phot.count;em.X-ray",
        _ => "phot.flux;em.X-ray",
    };

    /// <summary>A quantity with what statistic of it; a deviation comes first in a descriptor, the others last.</summary>
    private static string Ucd(string quantity, string statistic) =>
        statistic.Length == 0 ? quantity : statistic is "stat.stdev" ? $"{statistic};{quantity.Replace("arith.rate;", "", StringComparison.Ordinal)}" : $"{quantity};{statistic}";

    private static IEnumerable<ResultColumn> Extras(ExactOptions options, ApertureQuantity quantity, int q)
    {
        string name = quantity.Name(), unit = Unit(quantity), ucd = Ucd(quantity);
        List<(string Name, string Unit, string Meaning, string Statistic)> all = [];
        if (options.EqualTail)
        {
            all.Add(($"{name}_tail_lo", unit, "lower end of the interval of the probability conf with equal tails", "stat.min"));
            all.Add(($"{name}_tail_up", unit, "upper end of that interval", "stat.max"));
        }

        if (options.Bound)
        {
            all.Add(($"{name}_bound", unit, "upper bound of the probability conf", "stat.max"));
        }

        foreach (double probability in options.Quantiles ?? [])
        {
            all.Add(($"{name}_q{probability}", unit, string.Create(CultureInfo.InvariantCulture, $"quantile of probability {probability}"), ""));
        }

        if (options.LogMoments)
        {
            all.Add(($"ln_{name}_mean", "", "posterior mean of the logarithm of the intensity", "stat.mean"));
            all.Add(($"ln_{name}_sd", "", "its posterior standard deviation", "stat.stdev"));
        }

        int count = options.ExtraCount;
        return all.Select((column, e) => new ResultColumn(column.Name, (results, i) => results.Extras[q][(i * count) + e])
        {
            Unit = column.Unit,
            Meaning = column.Meaning,
            Ucd = Ucd(ucd, column.Statistic),
        });
    }
}
