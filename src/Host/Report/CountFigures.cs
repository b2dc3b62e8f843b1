using GpuConcord.Host.Data;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>
/// The figures of a fit of counts: predictions, shrinkage, population. They stand in place of the maps and panels of measurements, which a count that may be zero
/// has no place in.
/// </summary>
internal static class CountFigures
{
    /// <summary>Counts in the figure of predictions.</summary>
    private const int MostCounts = 1500;

    /// <summary>Sources in the figure of shrinkage.</summary>
    private const int MostSources = 200;

    /// <summary>Draws of the population that its band is made of.</summary>
    private const int MostDraws = 1000;

    private const int CurvePoints = 121;

    /// <summary>Enough that the steps of the range of counts look upright.</summary>
    private const int RangePoints = 481;

    /// <summary>z of a 95 % interval.</summary>
    private const double Normal95 = 1.959963984540054;

    /// <summary>All of a band.</summary>
    /// <param name="suffix">What follows the figures' names.</param>
    /// <param name="band">The band, a fit of counts.</param>
    public static IEnumerable<Figure> Of(string suffix, Fit band)
    {
        yield return Predictions($"counts{suffix}", band);
        yield return Shrunk($"shrinkage{suffix}", band);
        if (Population.Of(band) is { } population)
        {
            yield return OfPopulation($"population{suffix}", band, population);
        }
    }

    /// <summary>Observed counts against predicted ones.</summary>
    public static Figure Predictions(string name, Fit band)
    {
        Observations data = band.Observations;
        ApertureCounts counts = data.Counts!;
        int[] owners = data.Owners();
        PredictedCount[] all =
        [
            .. Enumerable.Range(0, data.Count).Where(o => double.IsFinite(band.Fluxes.Mean[owners[o]])).Select(o => new PredictedCount(
                data.Instrument[o], $"{data.Instruments[data.Instrument[o]]}, {data.Sources[owners[o]]}", counts.Source[o], Predicted(band, o, owners[o])))
                .OrderBy(count => count.Predicted),
        ];
        PredictedCount[] shown = [.. EvenlySpaced.Of(all.Length, MostCounts).Select(k => all[k])];
        int outside = all.Count(count => PoissonRange.Of(count.Predicted) is var (low, high) && (count.Observed < low || count.Observed > high));
        int zeros = all.Count(count => count.Observed == 0);
        return PredictedCounts.Draw(
            name,
            $"{Findings.In(band)}{outside} of {Labelled.Of(all.Length, "count")} {(outside == 1 ? "lies" : "lie")} outside the 95 % range of Poisson counts about the prediction; "
                + $"{zeros} {(zeros == 1 ? "is" : "are")} zero",
            data.Instruments, shown, Ranges(shown), Cut(shown.Length, all.Length, "counts, evenly picked by prediction"));
    }

    /// <summary>
    /// f exp(B + G) + b at the posterior means of B and G. Where the background is not known it is what the background aperture counted, less the source's own
    /// leak into it, over r; never below 0.
    /// </summary>
    internal static double Predicted(Fit band, int observation, int source)
    {
        ApertureCounts counts = band.Observations.Counts!;
        double intensity = Math.Exp(band.Areas[band.Observations.Instrument[observation]].Mean + band.Fluxes.Mean[source]);
        double background = counts.IsKnown(observation)
            ? counts.KnownBackground[observation]
            : Math.Max(0.0, (counts.Background[observation] - (counts.BackgroundFactor[observation] * intensity)) / counts.Ratio[observation]);
        return (counts.SourceFactor[observation] * intensity) + background;
    }

    /// <summary>
    /// ln of the flux that a source's net counts say, its instruments weighted as the likelihood of a bright source has them: Σ f Ŝ/Σ f e^B with
    /// Ŝ = (r n − m)/(r f − g), or (n − b)/f where b is known, and B at its posterior mean.
    /// </summary>
    /// <returns>NaN when the net counts are zero or negative, or when no aperture tells the source from the background.</returns>
    internal static double Alone(Fit band, int source)
    {
        Observations data = band.Observations;
        ApertureCounts counts = data.Counts!;
        double net = 0, exposure = 0;
        for (int o = data.First[source]; o < data.First[source + 1]; o++)
        {
            double f = counts.SourceFactor[o], leak = (counts.Ratio[o] * f) - counts.BackgroundFactor[o];
            if (!counts.IsKnown(o) && leak <= 0)
            {
                continue;
            }

            net += counts.IsKnown(o) ? counts.Source[o] - counts.KnownBackground[o] : f * ((counts.Ratio[o] * counts.Source[o]) - counts.Background[o]) / leak;
            exposure += f * Math.Exp(band.Areas[data.Instrument[o]].Mean);
        }

        return net > 0 && exposure > 0 ? Math.Log(net / exposure) : double.NaN;
    }

    private static Figure Shrunk(string name, Fit band)
    {
        Observations data = band.Observations;
        ShrunkFlux[] all =
        [
            .. Observed(band).Select(j => Quantiles(band.Fluxes, j) is var (low, median, high) ? new ShrunkFlux(data.Sources[j], Alone(band, j), median, low, high) : default)
                .OrderBy(flux => flux.Median),
        ];
        ShrunkFlux[] shown = [.. EvenlySpaced.Of(all.Length, MostSources).Select(k => all[k])];
        int none = all.Count(flux => double.IsNaN(flux.Alone));
        int without = UncountedSources.Of(data).Length;
        string title = none == 0
            ? "every source has net counts above zero"
            : $"{none} of {Labelled.Of(all.Length, "source")} {(none == 1 ? "has" : "have")} no net counts above zero, {without} of them no count at all";
        return Shrinkage.Draw(
            name, Findings.Titled(band, title), shown, Population.Of(band)?.Mu.Mean ?? double.NaN, SourceFluxTable.FluxUnit(band),
            Cut(shown.Length, all.Length, "sources, evenly picked by flux"));
    }

    private static Figure OfPopulation(string name, Fit band, Population population)
    {
        (double Low, double Median, double High)[] fluxes = [.. Observed(band).Select(j => Quantiles(band.Fluxes, j))];
        (double mu, double omega) = (population.Mu.Mean, Math.Sqrt(population.Omega2.Mean));
        double[] ends = [mu - (3 * omega), mu + (3 * omega), .. fluxes.Select(flux => flux.Median).Where(double.IsFinite)];
        (double from, double to) = (ends.Min() - (0.2 * omega), ends.Max() + (0.2 * omega));
        (double[] means, double[] variances) = (population.Mean.Draws[0], population.Variance.Draws[0]);
        int[] at = EvenlySpaced.Of(means.Length, MostDraws);
        DensityAt[] curve =
        [
            .. Enumerable.Range(0, CurvePoints).Select(k =>
            {
                double x = from + ((to - from) * k / (CurvePoints - 1));
                double[] densities = [.. at.Select(draw => Density(x - means[draw], Math.Sqrt(variances[draw]))).Order()];
                return new DensityAt(
                    x, Diagnostics.Quantile.Of(densities, 0.025), Density(x - mu, omega), Diagnostics.Quantile.Of(densities, 0.975),
                    fluxes.Length == 0 ? 0.0 : fluxes.Average(flux => Spread(x, flux)));
            }),
        ];
        string unit = SourceFluxTable.FluxUnit(band);
        return PopulationDensity.Draw(
            name, Findings.Titled(band, population.Sentence(unit).TrimEnd('.')), [.. fluxes.Select(flux => flux.Median).Where(double.IsFinite)], curve, unit);
    }

    /// <summary>The sources that any instrument observed and that have a flux.</summary>
    private static IEnumerable<int> Observed(Fit band) =>
        Enumerable.Range(0, band.Observations.SourceCount).Where(j => band.Observations.First[j + 1] > band.Observations.First[j] && double.IsFinite(band.Fluxes.Mean[j]));

    /// <summary>Of ln(flux); from mean and standard deviation where so many sources have no quantiles.</summary>
    private static (double Low, double Median, double High) Quantiles(FluxTable fluxes, int source) => double.IsFinite(fluxes.Median[source])
        ? (fluxes.Q2_5[source], fluxes.Median[source], fluxes.Q97_5[source])
        : (fluxes.Mean[source] - (Normal95 * fluxes.Sd[source]), fluxes.Mean[source], fluxes.Mean[source] + (Normal95 * fluxes.Sd[source]));

    /// <summary>Two halves of normal densities with these quantiles, half of the probability in each: what stands for a posterior that leans to one side.</summary>
    private static double Spread(double x, (double Low, double Median, double High) flux) =>
        Density(x - flux.Median, Math.Max(1e-6, (x < flux.Median ? flux.Median - flux.Low : flux.High - flux.Median) / Normal95));

    private static double Density(double distance, double sd) => Math.Exp(-0.5 * distance * distance / (sd * sd)) / (sd * Math.Sqrt(2 * Math.PI));

    private static CountRange[] Ranges(PredictedCount[] counts)
    {
        if (counts.Length == 0)
        {
            return [];
        }

        (double low, double high) = (Math.Log(counts[0].Predicted), Math.Log(counts[^1].Predicted));
        return
        [
            .. Enumerable.Range(0, RangePoints).Select(k => Math.Exp(low + ((high - low) * k / (RangePoints - 1)))).Select(mean =>
                PoissonRange.Of(mean) is var (least, most) ? new CountRange(mean, least, most) : default),
        ];
    }

    private static string Cut(int shown, int all, string what) => shown < all ? $" ({shown} of {all} {what})" : "";
}
