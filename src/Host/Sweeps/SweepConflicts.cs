using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics.Robust;

namespace GpuConcord.Host.Sweeps;

/// <summary>Where the data of a sweep contradict the priors that it runs through, a sentence a data set and band.</summary>
public static class SweepConflicts
{
    /// <summary>The worst conflict of each data set and band, and under how many of the priors there is one.</summary>
    /// <param name="problems">The problems; those without a unit, and those of counts in apertures, whose y is no datum, are passed over.</param>
    public static IEnumerable<string> Of(IReadOnlyList<SweepProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        foreach (IGrouping<(string Data, Observations Band), SweepProblem> table in problems.Where(problem => problem.LeftOut is null && problem.Observations.Counts is null)
            .GroupBy(problem => (problem.Data, problem.Observations)))
        {
            RobustScatter scatter = RobustScatter.Of(table.Key.Band);
            AreaShifts? same = null;
            int conflicts = 0, priors = 0;
            AreaConflict? worst = null;
            SweepProblem? where = null;
            bool alone = false;
            foreach (SweepProblem problem in table)
            {
                // Few residuals leave a say to each problem's β.
                AreaShifts shifts = ScatterScale.IsEnough(scatter) ? same ??= AreaShifts.Of(scatter, problem.Priors.Beta) : AreaShifts.Of(scatter, problem.Priors.Beta);
                AreaConflict? found = AreaConflict.Of(shifts, problem.Priors);
                priors++;
                if (found is not { IsConflict: true })
                {
                    continue;
                }

                conflicts++;
                if (worst is null || found.Z > worst.Z)
                {
                    (worst, where, alone) = (found, problem, PriorConflict.FreesAll(shifts, problem.Priors, found));
                }
            }

            if (worst is not null)
            {
                PriorConflict words = PriorConflict.Of(table.Key.Band, where!.Priors, worst, alone);
                string share = conflicts == priors ? "" : $" This is so under {conflicts} of {priors} priors, worst under {where.Label}.";
                yield return $"{table.Key.Data}: {words.Finding}{share} {words.Cure}";
            }
        }
    }
}
