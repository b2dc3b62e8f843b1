using System.Xml.Linq;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>The tables of a report.</summary>
internal static class NumberTables
{
    /// <summary>Pairs in the table of differences.</summary>
    private const int MostPairs = 30;

    /// <summary>With no more instruments than this, pairs are listed one by one.</summary>
    private const int FewInstruments = 5;

    /// <summary>With no more than this, they fit into a square that can be read.</summary>
    private const int SquareInstruments = 40;

    /// <summary>Sources in the table of fluxes; fluxes.parquet has all.</summary>
    private const int MostSources = 250;

    /// <summary>One row an instrument: area, scatter, weight of the prior, convergence.</summary>
    public static XElement Instruments(Fit band)
    {
        bool scatter = band.Scatter?.Of(0) is not null;
        string[] header =
        [
            "instrument", "n", "B, median [95 %]", "sd", "area, % [95 %]", .. scatter ? (string[])["σ, % [95 %]"] : [], "∂E[B]/∂b, %", "W, %", "MCSE of B", "R-hat", "ESS",
        ];
        string counted = band.Observations.Counts is null ? "observations that bear on calibration" : "sources observed, those without a count among them";
        return Html.Table(
            ($"{Findings.In(band)}instruments. n: {counted}; B: ln(effective area); "
                + $"R-hat and ESS are the worst of B{(scatter ? " and σ²" : "")}. {Scatter(band)}{Own(band)}").TrimEnd(),
            header,
            band.Observations.Instruments.Select((name, i) =>
            {
                (double b, ParameterSummary area) = (band.Priors.LogArea[i], band.Areas[i]);
                int decimals = Decimals(area.Sd);
                ParameterSummary[] both = [.. band.Of(i)];
                return (string[])
                [
                    name,
                    $"{band.ObservationsPerInstrument[i]}",
                    Range(area.Median, area.Q2_5, area.Q97_5, x => Labelled.Fixed(x, decimals)),
                    Labelled.Fixed(area.Sd, decimals),
                    Range(area.Median - b, area.Q2_5 - b, area.Q97_5 - b, x => Labelled.Signed(Labelled.Percent(x), Math.Max(0, decimals - 2))),
                    .. scatter ? (string[])[Range(both[1].Median, both[1].Q2_5, both[1].Q97_5, v => Labelled.Brief(100 * Math.Sqrt(v)))] : [],
                    Labelled.Brief(100 * band.PriorInfluence[i, i], 100 * band.OwnInfluenceError(i)),
                    Labelled.Brief(100 * band.PriorWeight[i]),
                    Labelled.Fixed(area.McseMean, decimals + 2),
                    Labelled.Fixed(both.Max(p => p.Rhat), 4),
                    Labelled.Fixed(both.Min(p => Math.Min(p.EssBulk, p.EssTail)), 0),
                ];
            }));
    }

    /// <summary>One row an instrument: its counts beside those that the model makes; null when they were not checked.</summary>
    public static XElement? Counts(Fit band) => band.Checks?.Counts is not { } checks ? null : Html.Table(
        $"{Findings.In(band)}counts n in the source aperture beside counts that the model makes with the same areas, fluxes and backgrounds. p: probability that those "
            + "have more zeros, are dispersed more, or have a larger largest; near 0 or 1 the model does not describe them. Dispersion: Σ (n − expected)²/variance over the "
            + "number of observations."
            + (checks.Any(check => check.Errors is not null) ? " ±: Monte Carlo error of the number of draws." : ""),
        ["instrument", "n", "zeros", "expected", "p", "dispersion", "p", "largest", "p"],
        checks.Select((check, i) => (string[])
        [
            band.Observations.Instruments[i],
            $"{check.Count}",
            $"{check.Zeros}",
            WithError(check.ExpectedZeros, 1, check.Errors?.ExpectedZeros),
            WithError(check.ZerosPValue, 3, check.Errors?.ZerosPValue),
            WithError(check.Dispersion, check.Errors is null ? 2 : 3, check.Errors?.Dispersion),
            WithError(check.DispersionPValue, 3, check.Errors?.DispersionPValue),
            Labelled.Fixed(check.Largest, 0),
            WithError(check.LargestPValue, 3, check.Errors?.LargestPValue),
        ]));

    private static string WithError(double value, int decimals, double? error) =>
        error is { } own ? $"{Labelled.Fixed(value, decimals)} ± {Labelled.Fixed(own, decimals)}" : Labelled.Fixed(value, decimals);

    /// <summary>One row a parameter that all of the data share; null where there are none.</summary>
    public static XElement? Common(Fit band)
    {
        IReadOnlyList<(Block Block, ParameterSummary Summary)> common = band.Shared;
        if (common.Count == 0)
        {
            return null;
        }

        string population = Population.Of(band) is { } known ? $" {known.Sentence(SourceFluxTable.FluxUnit(band))}" : "";
        return Html.Table(
            $"{Findings.Titled(band, "parameters that all of the data share.")}{population}",
            ["parameter", "what it is", "median [95 %]", "sd", "MCSE of mean", "R-hat", "ESS"],
            common.Select(row =>
            {
                int decimals = Decimals((row.Summary.Q97_5 - row.Summary.Q2_5) / 4);
                return (string[])
                [
                    row.Summary.Name, row.Block.Meaning, Range(row.Summary.Median, row.Summary.Q2_5, row.Summary.Q97_5, x => Labelled.Fixed(x, decimals)),
                    Labelled.Fixed(row.Summary.Sd, decimals), Labelled.Fixed(row.Summary.McseMean, decimals + 2), Labelled.Fixed(row.Summary.Rhat, 4),
                    Labelled.Fixed(Math.Min(row.Summary.EssBulk, row.Summary.EssTail), 0),
                ];
            }),
            textColumns: 2);
    }

    /// <summary>What there is to say about the weight of the own prior.</summary>
    private static string Own(Fit band) => band.PriorInfluenceError switch
    {
        null => " The Monte Carlo error of ∂E[B]/∂b is absent: an earlier version wrote this run, and where variances are fitted it left out that areas and variances "
            + "vary together. Fit again for the right weight.",
        { } when Enumerable.Range(0, band.Areas.Length).Any(i => Labelled.Brief(100 * band.PriorInfluence[i, i], 100 * band.OwnInfluenceError(i)).EndsWith(')')) =>
            $" {Uncertain.Meaning}",
        _ => "",
    };

    /// <summary>Of few instruments one row a pair that is connected, the largest difference first; of more a square of all pairs.</summary>
    public static XElement? Differences(Fit band)
    {
        string[] names = band.Observations.Instruments;
        AreaDifference[] all = AreaDifferences.Of(band.LogArea, band.Priors.LogArea, band.Components, band.EffectiveAreas);
        AreaDifference[] pairs = all.Where(d => d.Connected).Select(Findings.Upward).OrderByDescending(d => d.ExcludesZero).ThenByDescending(d => d.Median).ToArray();
        if (pairs.Length == 0)
        {
            return null;
        }

        if (names.Length is > FewInstruments and <= SquareInstruments)
        {
            return Square(band, all);
        }

        string cut = pairs.Length > MostPairs ? $" The first {MostPairs} of {pairs.Length}." : "";
        return Html.Table(
            $"{Findings.In(band)}how much more one instrument reads than another, largest established difference first.{cut}",
            ["pair", "difference, % [95 %]", "established"],
            pairs.Take(MostPairs).Select(d => (string[])
            [
                $"{names[d.First]} over {names[d.Second]}",
                Range(d.Median, d.Q2_5, d.Q97_5, x => Labelled.Signed(Labelled.Percent(x), 2)),
                d.IsBorderline ? $"borderline: {Uncertain.End}" : d.ExcludesZero ? "yes: the interval leaves out zero" : "no",
            ]));
    }

    /// <summary>How much the instrument of a row reads above that of a column, in percent.</summary>
    private static XElement Square(Fit band, AreaDifference[] all)
    {
        string[] names = band.Observations.Instruments;
        Dictionary<(int, int), AreaDifference> found = [];
        foreach (AreaDifference d in all.Where(d => d.Connected))
        {
            found[(d.First, d.Second)] = d;
            found[(d.Second, d.First)] = d.Reversed;
        }

        string borderline = all.Any(d => d.Connected && d.IsBorderline) ? $" ?: borderline, {Uncertain.End}." : "";
        return Html.Square(
            $"{Findings.In(band)}how much more the instrument of the row reads than that of the column, in percent: median, in bold where the 95 % interval leaves out "
                + $"zero.{borderline}",
            names,
            (i, k) => found.TryGetValue((i, k), out AreaDifference d)
                ? (Labelled.Signed(Labelled.Percent(d.Median), 1) + (d.IsBorderline ? "?" : ""),
                    $"{names[i]} over {names[k]}: {Range(d.Median, d.Q2_5, d.Q97_5, x => Labelled.Signed(Labelled.Percent(x), 2))} %", d.ExcludesZero && !d.IsBorderline)
                : null);
    }

    /// <summary>A block of parameters that belong to sources, one row a source, the largest first.</summary>
    public static XElement OfSources(Fit band, Block block)
    {
        int[] shown = [.. Enumerable.Range(0, block.Summaries.Length).OrderByDescending(entry => block.Summaries[entry].Median).Take(MostSources)];
        bool variance = block.Role is Role.Scatter;
        string cut = shown.Length < block.Summaries.Length ? $" The first {MostSources} of {block.Summaries.Length}; summary.csv of fit --output has all." : "";
        return Html.Table(
            $"{Findings.In(band)}{block.Symbol} of every source, {block.Meaning}, largest first.{cut}",
            ["source", "instruments", variance ? "σ, % [95 %]" : $"{block.Symbol}, median [95 %]", "R-hat", "ESS"],
            shown.Select(entry =>
            {
                ParameterSummary own = block.Summaries[entry];
                return (string[])
                [
                    block.Names[entry],
                    $"{band.Fluxes.InstrumentCount[entry]}",
                    Range(own.Median, own.Q2_5, own.Q97_5, value => Labelled.Brief(variance ? 100 * Math.Sqrt(value) : value)),
                    Labelled.Fixed(own.Rhat, 4),
                    Labelled.Fixed(Math.Min(own.EssBulk, own.EssTail), 0),
                ];
            }));
    }

    /// <summary>The priors, one row an instrument.</summary>
    public static XElement Priors(Fit band)
    {
        bool fitted = band.Scatter is not null;
        string ofScatter = fitted ? "σ² ~ InvGamma(α, β), density ∝ v^(−α−1) exp(−β/v)"
            : band.Model.Says.Known;
        string origin = fitted && band.Priors.Scatter is { } scatter ? $" Where nothing was said of the scatter β = {Six(scatter.Beta)} = {scatter.Origin}." : "";
        string tied = band.Joint is null ? "" : " B of one instrument correlate between bands: see Bands fitted together.";
        return Html.Table(
            $"{Findings.In(band)}priors. B ~ N(b, τ²); {ofScatter}.{origin}{tied}",
            ["instrument", "b", "τ", .. fitted ? (string[])["α", "β"] : []],
            band.Observations.Instruments.Select((name, i) => (string[])
            [
                name, Six(band.Priors.LogArea[i]), Six(band.Priors.Tau[i]), .. fitted ? (string[])[Six(band.Priors.Alpha[i]), Six(band.Priors.Beta[i])] : [],
            ]));
    }

    /// <summary>The fluxes, one row a source.</summary>
    public static XElement Fluxes(Fit band)
    {
        Observations data = band.Observations;
        string cut = data.SourceCount > MostSources ? $" The first {MostSources} of {data.SourceCount}; fluxes.parquet of fit --output has all." : "";
        string unit = SourceFluxTable.FluxUnit(band) is { Length: > 0 } known ? $" [{known}]" : "";
        bool counts = data.Counts is not null;
        string uncounted = UncountedSources.Sentence(band) is { } sentence ? $" {sentence}" : "";
        return Html.Table(
            $"{Findings.In(band)}fluxes{unit}, median and 95 % interval.{(counts ? " Counts: n in all source apertures of the source, background included." : "")}{uncounted}{cut}",
            ["source", "instruments", .. counts ? (string[])["counts"] : [], "flux", "2.5 %", "97.5 %", "ln flux"],
            Enumerable.Range(0, Math.Min(MostSources, data.SourceCount)).Select(j => (string[])
            [
                data.Sources[j],
                $"{data.First[j + 1] - data.First[j]}",
                .. counts ? (string[])[Labelled.Fixed(UncountedSources.Total(data, j), 0)] : [],
                Four(band.Fluxes.Median[j]), Four(band.Fluxes.Q2_5[j]), Four(band.Fluxes.Q97_5[j]),
                Labelled.Fixed(band.Fluxes.Median[j], 4),
            ]));
    }

    private static string Scatter(Fit band) => band.Scatter is not null || band.Model.Says.OfAll.Length > 0 ? $"{band.Model.Says.OfAll} {band.Model.Says.Note}".Trim() : "";

    private static string Four(double logFlux) =>
        double.IsFinite(logFlux) ? Math.Exp(logFlux).ToString("G4", System.Globalization.CultureInfo.InvariantCulture).Replace("E-", "e-", StringComparison.Ordinal)
            .Replace("E+", "e", StringComparison.Ordinal) : "–";

    private static string Six(double value) => double.IsFinite(value) ? value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture) : "–";

    private static string Range(double median, double low, double high, Func<double, string> show) => $"{show(median)} [{show(low)}, {show(high)}]";

    /// <summary>Decimals that show two digits of a standard deviation.</summary>
    private static int Decimals(double sd) => sd > 0 && double.IsFinite(sd) ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(sd)), 0, 8) : 4;
}
