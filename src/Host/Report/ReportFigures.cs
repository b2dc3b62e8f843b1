using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Threads;
using Axis = GpuConcord.Host.Models.Axis;

namespace GpuConcord.Host.Report;

/// <summary>Every figure of a run: those that show all bands beside one another, then those of each band.</summary>
/// <param name="Across">Areas and scatter.</param>
/// <param name="ByBand">Posterior densities, outliers, fluxes, prior influence and chains, band by band.</param>
public sealed record ReportFigures(IReadOnlyList<Figure> Across, IReadOnlyList<IReadOnlyList<Figure>> ByBand)
{
    /// <summary>Parameters on one page of traces: half a sheet of A4.</summary>
    private const int TracesPerPage = 7;

    /// <summary>Parameters with traces; with more, those with the highest R-hat.</summary>
    private const int MostTraces = 52;

    /// <summary>All of them.</summary>
    public IEnumerable<Figure> All => Across.Concat(ByBand.SelectMany(figures => figures));

    /// <summary>Draws them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="columns">What residuals are drawn against, besides flux.</param>
    public static ReportFigures Of(FitRun run, IReadOnlyList<NumberOfSource>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        AreaDifference[][] differences = run.Fits.Select(band => AreaDifferences.Of(band.LogArea, band.Priors.LogArea, band.Components, band.EffectiveAreas)).ToArray();
        IReadOnlyList<string> instruments = run.Instruments;
        (double[][] Areas, double[][] Variances)[] sorted = run.Fits.Select(band =>
            (Areas: Sorted(band.LogArea, band.Priors.LogArea), Variances: Sorted(band.Scatter?.Draws ?? [], new double[band.Scatter?.Draws.Length ?? 0]))).ToArray();
        IntervalSeries[] areas = run.Fits.Select((band, k) => new IntervalSeries(
            band.Observations.Band ?? "", Align(instruments, band, i => (Interval?)Interval.Of(sorted[k].Areas[i]), null), Align(instruments, band, i => band.Priors.Tau[i],
                double.NaN))).ToArray();
        List<Figure> across = new() { AreaIntervals.Draw(Findings.Areas(run.Fits, differences), instruments, areas) };
        int[] fitted = Enumerable.Range(0, run.Fits.Count).Where(k => run.Fits[k].Scatter?.Of(0) is not null).ToArray();
        if (fitted.Length > 0)
        {
            Fit[] bands = [.. fitted.Select(k => run.Fits[k])];
            bool common = bands.All(band => band.Scatter!.Axis is Axis.Common);
            IReadOnlyList<string> rows = common ? ["all instruments"] : instruments;
            Wording meaning = bands[0].Model.Says;
            IntervalSeries[] scatter = [.. fitted.Select(k => Scatter(rows, run.Fits[k], sorted[k].Variances, meaning.Factor, common))];
            across.Add(ScatterIntervals.Draw(Findings.Scatter(bands, scatter, rows), rows, scatter, meaning.Symbol, meaning.Axis));
        }
        string[] names = run.Fits.Count == 1 ? [""] : RunFiles.BandNames([.. run.Fits.Select(band => band.Observations.Band)]).Select(name => $"-{name}").ToArray();
        return new ReportFigures(across, [.. run.Fits.Select((band, k) => Band(band, names[k], sorted[k].Areas, columns ?? []))]);
    }

    private static List<Figure> Band(Fit band, string suffix, double[][] sortedAreas, IReadOnlyList<NumberOfSource> columns)
    {
        Observations data = band.Observations;
        AreaDensity[] densities = Densities(band, sortedAreas);
        List<Figure> figures = [AreaDensities.Draw($"densities{suffix}", Findings.Densities(band, densities), densities)];
        if (data.Counts is not null)
        {
            figures.AddRange(CountFigures.Of(suffix, band));
        }
        else
        {
            double[] residuals = SourceFigures.Residuals(band);
            figures.Add(SourceFigures.Outliers($"outliers{suffix}", band, residuals));
            figures.AddRange(ResidualFigures.Of(suffix, band, residuals, columns));
            figures.AddRange(SourceFigures.Fluxes($"fluxes{suffix}", band, residuals));
        }

        figures.Add(InfluenceMap.Draw($"influence{suffix}", Findings.Influence(band), data.Instruments, band.PriorWeight, band.PriorInfluence, data.Counts is not null));
        ChainDraws[] chains = [.. Chains(band)];
        foreach ((int page, ChainDraws[] parameters) in chains.Chunk(TracesPerPage).Index())
        {
            string many = chains.Length > TracesPerPage ? $" (page {page + 1} of {(chains.Length + TracesPerPage - 1) / TracesPerPage})" : "";
            figures.Add(TraceRanks.Draw($"chains{suffix}{(many.Length > 0 ? $"-{page + 1}" : "")}", $"{Findings.Chains(band)}{many}", parameters));
        }
        return figures;
    }

    private static AreaDensity[] Densities(Fit band, double[][] sorted)
    {
        string[] names = band.Observations.Instruments;
        double[] mean = [.. names.Select(_ => double.NaN)], sd = [.. names.Select(_ => double.NaN)];
        if (band.Observations.Variance is not null)
        {
            try
            {
                KnownVariancePosterior known = KnownVariancePosterior.Of(band.Observations, AreaPrior.Independent(band.Priors));
                for (int i = 0; i < names.Length; i++)
                {
                    (mean[i], sd[i]) = (known.AreaMean[i] - band.Priors.LogArea[i], Math.Sqrt(known.AreaCovariance[i, i]));
                }
            }
            catch (DataException)
            {
                // An error of zero in the table has no such posterior: the prior alone is drawn.
            }
        }
        return [.. names.Select((name, i) => new AreaDensity(name, sorted[i], mean[i], sd[i], band.Priors.Tau[i]))];
    }

    private static IntervalSeries Scatter(IReadOnlyList<string> instruments, Fit band, double[][] sorted, double factor, bool common)
    {
        return common
            ? new IntervalSeries(band.Observations.Band ?? "", [Posterior(0)], [QuotedError(band.Observations, null)])
            : new IntervalSeries(
                band.Observations.Band ?? "",
                Align(instruments, band, i => (Interval?)Posterior(i), null),
                Align(instruments, band, i => QuotedError(band.Observations, i), double.NaN));

        Interval Posterior(int i) => Interval.Of(sorted[i]).Map(variance => factor * Math.Sqrt(variance));
    }

    /// <summary>Root mean square of the known standard deviations of an instrument, or of all; NaN without.</summary>
    private static double QuotedError(Observations data, int? instrument)
    {
        if (data.Variance is not { } variance)
        {
            return double.NaN;
        }

        double[] own = [.. variance.Where((_, o) => instrument is null || data.Instrument[o] == instrument)];
        return own.Length > 0 ? Math.Sqrt(own.Average()) : double.NaN;
    }

    private static IEnumerable<ChainDraws> Chains(Fit band)
    {
        ChainDraws[] all = [.. band.Blocks.SelectMany(block => block.Summaries.Select((summary, entry) => block.Role is Role.Scatter
            ? new ChainDraws(summary.Name.Replace("sigma2", "σ", StringComparison.Ordinal), Array.ConvertAll(block.Draws[entry], Math.Sqrt), band.Options.Chains, summary.Rhat)
            : new ChainDraws(summary.Name, block.Draws[entry], band.Options.Chains, summary.Rhat)))];
        return all.Length <= MostTraces ? all : all.OrderByDescending(parameter => parameter.Rhat).Take(MostTraces);
    }

    private static T[] Align<T>(IReadOnlyList<string> instruments, Fit band, Func<int, T> value, T absent) =>
        [.. instruments.Select(name => Array.IndexOf(band.Observations.Instruments, name) is var i && i >= 0 ? value(i) : absent)];

    /// <summary>Draws in ascending order, less an offset of each parameter.</summary>
    private static double[][] Sorted(double[][] draws, double[] offset)
    {
        double[][] sorted = new double[draws.Length][];
        SideBySide.For(0, draws.Length, i =>
        {
            sorted[i] = Array.ConvertAll(draws[i], draw => draw - offset[i]);
            Array.Sort(sorted[i]);
        }, CancellationToken.None);
        return sorted;
    }
}
