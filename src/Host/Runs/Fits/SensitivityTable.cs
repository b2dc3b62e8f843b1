using GpuConcord.Host.Checks;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>The table "sensitivity": one row a parameter and a component of the posterior that is raised to a power.</summary>
internal static class SensitivityTable
{
    /// <summary>Describes the table; fits whose sensitivity was not looked at have no rows.</summary>
    public static OutputTable Of(IReadOnlyList<Fit> fits)
    {
        ArgumentNullException.ThrowIfNull(fits);
        (Fit Fit, Sensitivity Sensitivity, int Parameter, string Component, PowerScaling Scaling)[] rows =
        [
            .. from fit in fits
               where fit.Sensitivity is not null
               from k in Enumerable.Range(0, fit.Sensitivity!.Parameters.Count)
               from component in fit.Sensitivity!.Components
               select (fit, fit.Sensitivity!, k, component.Name, component.Scaling),
        ];
        return new OutputTable("One row a parameter and component: how the posterior moves when the component is raised to a power (Kallioinen et al. 2023).", rows.Length,
        [
            OutputColumn.OfText("band", "energy band; empty when the data have none", row => rows[row].Fit.Observations.Band),
            OutputColumn.OfText("name", "parameter: B, sigma, or level, the shift that all instruments share", row => rows[row].Sensitivity.Parameters[rows[row].Parameter].Name),
            OutputColumn.OfText("component", "prior (all of it), prior_areas, prior_variances or likelihood", row => rows[row].Component),
            OutputColumn.OfNumbers("sensitivity", "", "cumulative Jensen-Shannon distance a doubling of the power; above 0.05 is worth a look",
                row => rows[row].Scaling.Sensitivity[rows[row].Parameter]),
            OutputColumn.OfNumbers("mean_gradient", "", "what doubling the power adds to the posterior mean, to first order; of prior_areas: tau/sqrt(2) for every instrument",
                row => rows[row].Scaling.MeanGradient[rows[row].Parameter]),
            OutputColumn.OfNumbers("sd_gradient", "", "what it adds to the posterior standard deviation", row => rows[row].Scaling.SdGradient[rows[row].Parameter]),
            OutputColumn.OfNumbers("pareto_k", "", "shape of the importance weights' tail; above 0.7 the row is not to be trusted", row => rows[row].Scaling.ParetoK),
            OutputColumn.OfText("diagnosis", "of the parameter: data decide, prior decides, prior and data may conflict",
                row => SensitivityWords.Of(rows[row].Sensitivity.Verdict(rows[row].Parameter))),
        ]);
    }
}

/// <summary>What sensitivities mean, in the words that tables and reports use.</summary>
public static class SensitivityWords
{
    /// <summary>The verdict in a few words.</summary>
    public static string Of(SensitivityVerdict verdict) => verdict switch
    {
        SensitivityVerdict.DataDecide => "data decide",
        SensitivityVerdict.PriorDecides => "prior decides",
        SensitivityVerdict.MayConflict => "prior and data may conflict",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "not a verdict"),
    };
}
