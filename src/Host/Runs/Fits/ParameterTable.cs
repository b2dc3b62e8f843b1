using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The table "summary": one row a calibration parameter, B and then σ² of every instrument, band after band.</summary>
internal static class ParameterTable
{
    /// <summary>Describes the table; its values are read from <paramref name="fits"/> when it is written.</summary>
    public static OutputTable Of(IReadOnlyList<Fit> fits)
    {
        (string? Band, string Quantity, string? Instrument, string? Source, ParameterSummary Summary)[] rows = fits.SelectMany(Rows).ToArray();
        bool all = rows.Any(row => row.Instrument is null);
        bool several = rows.Any(row => row.Source is not null);
        string whose = several ? "what every band's instruments and sources have" : "B and sigma2 of every instrument in every band";
        string others = string.Concat(fits.SelectMany(fit => fit.Blocks).Where(block => block is { Axis: Axis.Common, Role: Role.Other })
            .Select(block => $"; {block.Symbol}: {block.Meaning}").Distinct(StringComparer.Ordinal));
        return new OutputTable($"One row a parameter: {whose}{(others.Length > 0 ? ", and what all of the data share" : "")}.", rows.Length,
        [
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => rows[row].Band),
            OutputColumn.OfText("name", "parameter", row => rows[row].Summary.Name),
            OutputColumn.OfText("quantity", "B: ln(effective area), or its ratio to the nominal when no areas were given; sigma2: fitted variance of ln(value), beyond the "
                + $"errors when those are taken too{others}", row => rows[row].Quantity),
            OutputColumn.OfText("instrument", all ? "instrument; empty where the parameter belongs to none" : "instrument", row => rows[row].Instrument),
            .. several ? (OutputColumn[])[OutputColumn.OfText("source", "source; empty where the parameter belongs to none", row => rows[row].Source)] : [],
            Number("mean", "posterior mean", s => s.Mean),
            Number("sd", "posterior standard deviation", s => s.Sd),
            Number("q2_5", "2.5 % quantile: lower end of the 95 % interval", s => s.Q2_5),
            Number("median", "posterior median", s => s.Median),
            Number("q97_5", "97.5 % quantile: upper end of the 95 % interval", s => s.Q97_5),
            Number("mcse_mean", "Monte Carlo standard error of mean", s => s.McseMean),
            Number("mcse_sd", "Monte Carlo standard error of sd", s => s.McseSd),
            Number("mcse_q2_5", "Monte Carlo standard error of q2_5", s => s.McseQ2_5),
            Number("mcse_median", "Monte Carlo standard error of median", s => s.McseMedian),
            Number("mcse_q97_5", "Monte Carlo standard error of q97_5", s => s.McseQ97_5),
            Number("rhat", "rank-normalised split R-hat (Vehtari et al. 2021); below 1.01 when the chains agree, or nested R-hat is and the chain is long", s => s.Rhat),
            Number("ess_bulk", "bulk effective sample size", s => s.EssBulk),
            Number("ess_tail", "tail effective sample size", s => s.EssTail),
        ]);

        OutputColumn Number(string name, string meaning, Func<ParameterSummary, double> value) =>
            OutputColumn.OfNumbers(name, "", meaning, row => value(rows[row].Summary));
    }

    private static IEnumerable<(string? Band, string Quantity, string? Instrument, string? Source, ParameterSummary Summary)> Rows(Fit fit) =>
        fit.Blocks.SelectMany(block => block.Summaries.Select((summary, entry) => (
            fit.Observations.Band,
            block.Symbol,
            block.Axis is Axis.Instrument ? block.Names[entry] : null,
            block.Axis is Axis.Source ? block.Names[entry] : null,
            summary)));
}
