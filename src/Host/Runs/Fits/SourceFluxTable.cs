using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The table "fluxes": one row a source and band, the posterior of its log flux G and, at the quantiles, of its flux e^G.</summary>
public static class SourceFluxTable
{
    /// <summary>Describes the table; its values are read from <paramref name="fits"/> when it is written.</summary>
    public static OutputTable Of(IReadOnlyList<Fit> fits)
    {
        // Row r belongs to the last band that starts at or before r.
        int[] starts = new int[fits.Count + 1];
        for (int k = 0; k < fits.Count; k++)
        {
            starts[k + 1] = checked(starts[k] + fits[k].Observations.SourceCount);
        }

        string[] units = fits.Select(FluxUnit).Distinct(StringComparer.Ordinal).ToArray();
        string unit = units.Length == 1 ? units[0] : "";
        bool counted = fits.Any(fit => fit.Observations.Counts is not null);
        return new OutputTable("One row a source in a band: the posterior of its log flux G, and of its flux exp(G).", starts[^1],
        [
            OutputColumn.OfText("source", "source", row => At(row, (fit, j) => fit.Observations.Sources[j])),
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => At(row, (fit, _) => fit.Observations.Band)),
            OutputColumn.OfWhole("n_instruments", $"instruments that saw the source{(counted ? "" : "; 1: it took no part in the calibration")}",
                row => At(row, (fit, j) => fit.Fluxes.InstrumentCount[j])),
            .. counted ? (OutputColumn[])
            [
                OutputColumn.OfNumbers("counts", "", "counts in all source apertures of the source, background included; where 0, flux_q97_5 is an upper limit",
                    row => At(row, (fit, j) => fit.Observations.Counts is null ? double.NaN : UncountedSources.Total(fit.Observations, j))),
            ] : [],
            Moment("mean", "posterior mean of ln flux", t => t.Mean, says => says.NoFluxMean),
            Moment("sd", "posterior standard deviation of ln flux: a fraction of the flux when small", t => t.Sd, says => says.NoFluxSd),
            Log("q2_5", "2.5 % quantile of ln flux", t => t.Q2_5),
            Log("median", "median of ln flux", t => t.Median),
            Log("q97_5", "97.5 % quantile of ln flux", t => t.Q97_5),
            Moment("mcse_mean", "Monte Carlo standard error of mean", t => t.McseMean, says => says.NoFluxMean),
            Log("mcse_q2_5", "Monte Carlo standard error of q2_5", t => t.McseQ2_5),
            Log("mcse_median", "Monte Carlo standard error of median", t => t.McseMedian),
            Log("mcse_q97_5", "Monte Carlo standard error of q97_5", t => t.McseQ97_5),
            Flux("flux_q2_5", "2.5 % quantile of the flux", t => t.Q2_5),
            Flux("flux_median", "median of the flux", t => t.Median),
            Flux("flux_q97_5", "97.5 % quantile of the flux", t => t.Q97_5),
            Plain("rhat", "rank-normalised split R-hat of ln flux; NaN where it was not computed (large catalogues)", t => t.Rhat),
            Plain("ess_bulk", "bulk effective sample size of draws of ln flux; NaN where it was not computed", t => t.EssBulk),
            Plain("ess_tail", "tail effective sample size of draws of ln flux; NaN where it was not computed. Quantiles have the errors mcse_q2_5 to mcse_q97_5, not this",
                t => t.EssTail),
        ]);

        T At<T>(int row, Func<Fit, int, T> value)
        {
            int k = fits.Count - 1;
            while (starts[k] > row)
            {
                k--;
            }

            return value(fits[k], row - starts[k]);
        }

        OutputColumn Plain(string name, string meaning, Func<FluxTable, double[]> values) =>
            OutputColumn.OfNumbers(name, "", meaning, row => At(row, (fit, j) => values(fit.Fluxes)[j]));
        OutputColumn Log(string name, string meaning, Func<FluxTable, double[]> values) =>
            OutputColumn.OfNumbers(name, unit.Length == 0 ? "" : $"ln({unit})", meaning, row => At(row, (fit, j) => values(fit.Fluxes)[j]));
        OutputColumn Moment(string name, string meaning, Func<FluxTable, double[]> values, Func<Wording, string> none)
        {
            OutputColumn whole = Log(name, meaning, values);
            string absent = fits.Select(fit => none(fit.Model.Says)).FirstOrDefault(text => text.Length > 0) ?? "";
            return absent.Length == 0 ? whole
                : OutputColumn.OfOptional(name, whole.Unit, $"{meaning}; none {absent}", row => At(row, (fit, j) => Finite(values(fit.Fluxes)[j])), absent: "");
        }
        OutputColumn Flux(string name, string meaning, Func<FluxTable, double[]> values) =>
            OutputColumn.OfNumbers(name, unit, meaning, row => At(row, (fit, j) => Math.Exp(values(fit.Fluxes)[j])));
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    /// <summary>Unit of e^G: that of the data, divided by an area's unit when the priors give nominal areas; empty when unknown.</summary>
    public static string FluxUnit(Fit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return FluxUnit(fit.Observations, fit.Priors);
    }

    /// <summary>The same for data and priors that no fit holds.</summary>
    internal static string FluxUnit(Observations observations, Priors priors) =>
        observations.Unit.Length > 0 && Array.Exists(priors.LogArea, b => b != 0) ? $"{observations.Unit}/area" : observations.Unit;
}
