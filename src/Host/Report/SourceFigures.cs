using GpuConcord.Host.Data;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>The figures that show sources: outliers and fluxes; of very many sources, those that fit worst.</summary>
internal static class SourceFigures
{
    /// <summary>Sources with a flux panel: enough for the papers' samples.</summary>
    private const int MostPanels = 120;

    /// <summary>Columns of the outlier map.</summary>
    private const int MostColumns = 210;

    /// <summary>Residual of every measurement, by which sources are chosen when there are too many; NaN where nothing predicts one.</summary>
    public static double[] Residuals(Fit band)
    {
        if (band.Weights is null)
        {
            return CrossPrediction.Residuals(
                band.Observations, band.LogArea, band.Scatter?.Draws ?? [], band.KnownVariance, band.Scatter is { } scatter ? scatter.Entry : null);
        }

        double[] residuals = Blank(band.Observations.Count);
        foreach (WeighedMeasurement measurement in WeighedMeasurement.Of(band))
        {
            residuals[measurement.Observation] = measurement.OffSd;
        }

        return residuals;
    }

    /// <summary>The outlier map: residuals, or where the model has them weights.</summary>
    public static Figure Outliers(string name, Fit band, double[] residuals)
    {
        Observations data = band.Observations;
        int[] shown = Chosen(band, residuals, MostColumns);
        string[] sources = [.. shown.Select(j => data.Sources[j])];
        string cut = Cut(shown.Length, data.SourceCount);
        if (band.Weights is { } weights)
        {
            WeighedCell?[,] cells = Cells<WeighedCell?>(
                data, shown, null, (o, i, j) => double.IsNaN(residuals[o]) ? new(double.NaN, 0)
                    : new(weights.Mean[o] / weights.PriorMean, data.Y[o] - band.Areas[i].Mean - band.Fluxes.Mean[j]));
            return WeightMap.Draw(name, Findings.Weights(band) + cut, data.Instruments, sources, cells);
        }
        double[,] map = Cells(data, shown, double.NaN, (o, _, _) => double.IsNaN(residuals[o]) ? double.NegativeInfinity : residuals[o]);
        return OutlierMap.Draw(name, Findings.Outliers(band, residuals) + cut, data.Instruments, sources, map);
    }

    /// <summary>Instruments × sources: what a measurement (observation, instrument, source) shows, and what stands where there is none.</summary>
    private static T[,] Cells<T>(Observations data, int[] sources, T absent, Func<int, int, int, T> of)
    {
        T[,] cells = new T[data.InstrumentCount, sources.Length];
        for (int column = 0; column < sources.Length; column++)
        {
            for (int i = 0; i < data.InstrumentCount; i++)
            {
                cells[i, column] = absent;
            }

            for (int o = data.First[sources[column]]; o < data.First[sources[column] + 1]; o++)
            {
                cells[data.Instrument[o], column] = of(o, data.Instrument[o], sources[column]);
            }
        }
        return cells;
    }

    /// <summary>The flux panels, page by page.</summary>
    public static IEnumerable<Figure> Fluxes(string name, Fit band, double[] residuals)
    {
        Observations data = band.Observations;
        int[] shown = Chosen(band, residuals, MostPanels);
        int[][] pages = shown.Chunk(FluxPanels.PerPage(data.InstrumentCount)).ToArray();
        (double before, double after) = Concordance(band);
        for (int page = 0; page < pages.Length; page++)
        {
            string where = pages.Length == 1 ? "" : $" (page {page + 1} of {pages.Length})";
            yield return FluxPanels.Draw(
                pages.Length == 1 ? name : $"{name}-{page + 1}",
                $"{Findings.In(band)}{Labelled.Fixed(100 * before, 0)} % of measurements lie within 2 sd of the source's posterior flux before the areas are corrected, "
                    + $"{Labelled.Fixed(100 * after, 0)} % after{Cut(shown.Length, data.SourceCount)}{where}",
                data.Instruments,
                [.. pages[page].Select(j => Panel(band, j))],
                SourceFluxTable.FluxUnit(band));
        }
    }

    private static FluxPanel Panel(Fit band, int j)
    {
        Observations data = band.Observations;
        double[] before = Blank(data.InstrumentCount), beforeSd = Blank(data.InstrumentCount), after = Blank(data.InstrumentCount), afterSd = Blank(data.InstrumentCount);
        double median = band.Fluxes.Median[j];
        for (int o = data.First[j]; o < data.First[j + 1]; o++)
        {
            int i = data.Instrument[o];
            double variance = ObservationVariance.Of(band, j, o);
            before[i] = data.Y[o] - band.Priors.LogArea[i] - median;
            after[i] = data.Y[o] + (variance / 2) - band.Areas[i].Mean - median;
            beforeSd[i] = Math.Sqrt(data.Variance?[o] ?? ObservationVariance.Usual(band, j, o));
            afterSd[i] = Math.Sqrt(variance);
        }
        return new FluxPanel(
            data.Sources[j], Labelled.Significant(Math.Exp(median)), before, beforeSd, after, afterSd, band.Fluxes.Q2_5[j] - median, band.Fluxes.Q97_5[j] - median);
    }

    /// <summary>Share of measurements within two standard deviations of the model from the source's posterior median, with nominal and with fitted areas.</summary>
    private static (double Before, double After) Concordance(Fit band)
    {
        Observations data = band.Observations;
        int all = 0, before = 0, after = 0;
        for (int j = 0; j < data.SourceCount; j++)
        {
            for (int o = data.First[j]; o < data.First[j + 1]; o++)
            {
                int i = data.Instrument[o];
                double z = data.Y[o] + (ObservationVariance.Of(band, j, o) / 2) - band.Fluxes.Median[j];
                double limit = 2 * Math.Sqrt(ObservationVariance.Usual(band, j, o));
                all++;
                before += Math.Abs(z - band.Priors.LogArea[i]) <= limit ? 1 : 0;
                after += Math.Abs(z - band.Areas[i].Mean) <= limit ? 1 : 0;
            }
        }
        return ((double)before / Math.Max(1, all), (double)after / Math.Max(1, all));
    }

    /// <summary>Every source with a measurement in the order of the data, or of too many those with the largest residuals, in that same order.</summary>
    private static int[] Chosen(Fit band, double[] residuals, int most)
    {
        int[] first = band.Observations.First;
        int[] all = [.. Enumerable.Range(0, band.Observations.SourceCount).Where(j => first[j + 1] > first[j])];
        return all.Length <= most
            ? all
            : [.. all.OrderByDescending(j => residuals.AsSpan(first[j], first[j + 1] - first[j]).ToArray().Select(z => double.IsNaN(z) ? -1 : Math.Abs(z)).Max())
                .Take(most).Order()];
    }

    private static string Cut(int shown, int sources) => shown < sources ? $"; shown: the {shown} of {sources} sources that fit worst" : "";

    private static double[] Blank(int count) => [.. Enumerable.Repeat(double.NaN, count)];
}
