using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>The tables of a sweep; their values are read from the run when they are written.</summary>
internal static class SweepTables
{
    /// <summary>The column of the table "influence" that earlier versions did not write.</summary>
    public const string InfluenceError = "mcse_influence";

    /// <summary>The columns of the table "problems" that earlier versions did not write.</summary>
    public const string Sampler = "sampler";

    /// <inheritdoc cref="Sampler"/>
    public const string Components = "components";

    /// <inheritdoc cref="Sampler"/>
    public const string Freedom = "freedom";

    /// <inheritdoc cref="Sampler"/>
    public const string Efficiency = "efficiency";

    /// <inheritdoc cref="Sampler"/>
    public const string Tail = "pareto_k";

    /// <summary>What the column <see cref="Sampler"/> says of weighted points.</summary>
    public const string Weights = "weights";

    private const string Chains = "chains";

    /// <summary>The table "sweep": one row a problem and parameter, B and then σ² of every instrument.</summary>
    public static OutputTable Parameters(SweepRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        (int Problem, int Parameter)[] rows =
        [
            .. Enumerable.Range(0, run.Problems.Count)
                .SelectMany(k => Enumerable.Range(0, 2 * run.Problems[k].Instruments.Length).Select(p => (k, p))),
        ];
        return new OutputTable("One row a problem and parameter: B and sigma2 of every instrument.", rows.Length,
        [
            .. Names(run, row => rows[row].Problem),
            OutputColumn.OfText("quantity", "B: ln(effective area), or its ratio to the nominal when no areas were given; sigma2: variance of ln(value)",
                row => IsArea(row) ? "B" : "sigma2"),
            OutputColumn.OfText("instrument", "instrument", row => Problem(row).Instruments[Instrument(row)]),
            Number("tau", "the instrument's tau, prior standard deviation of B", row => Problem(row).Priors.Tau[Instrument(row)]),
            Number("alpha", "its alpha, shape of the inverse-gamma prior of sigma2", row => Problem(row).Priors.Alpha[Instrument(row)]),
            Number("beta", "its beta, scale of that prior", row => Problem(row).Priors.Beta[Instrument(row)]),
            Number("mean", "posterior mean", row => Summary(row).Mean),
            Number("sd", "posterior standard deviation", row => Summary(row).Sd),
            Number("q2_5", "2.5 % quantile: lower end of the 95 % interval", row => Summary(row).Q2_5),
            Number("median", "posterior median", row => Summary(row).Median),
            Number("q97_5", "97.5 % quantile: upper end of the 95 % interval", row => Summary(row).Q97_5),
            Number("mcse_mean", "Monte Carlo standard error of mean", row => Summary(row).McseMean),
            Number("ess", "effective sample size of the mean: independent draws that would have mcse_mean, far more than there are evenly spread points", row => Summary(row).Ess),
            Number("rhat", "nested R-hat over superchains (Margossian et al. 2024); below 1.01 when the chains agree; none of weighted points", row => Summary(row).Rhat),
            Number("prior_weight", "B only: W = 1/(1 + n tau^2/E[sigma2]), the prior's weight were all fluxes known; what the papers tabulate",
                row => IsArea(row) ? Posterior(row).PriorWeight[Instrument(row)] : double.NaN),
            Number("own_influence", "B only: dE[B]/db by the instrument's own prior mean, the honest weight; influence.csv has the others",
                row => IsArea(row) ? Problem(row).OwnInfluence(Instrument(row)) : double.NaN),
            Number("log_area", "b, the prior mean of the instrument's B: ln(nominal area)", row => Problem(row).Priors.LogArea[Instrument(row)]),
            OutputColumn.OfWhole("observations", "observations of the instrument that bear on calibration", row => Posterior(row).ObservationsPerInstrument[Instrument(row)]),
            Number("mcse_own_influence", "B only: Monte Carlo standard error of own_influence",
                row => IsArea(row) ? Problem(row).OwnInfluenceError(Instrument(row)) : double.NaN),
            Number("split_rhat", "rank-normalised split R-hat (Vehtari et al. 2021)", row => Summary(row).SplitRhat),
            Number("ess_bulk", "effective sample size for location; of weighted points, what independent ones of these weights would have", row => Summary(row).EssBulk),
            Number("ess_tail", "effective sample size for the ends of the 95 % interval", row => Summary(row).EssTail),
        ]);

        SweptProblem Problem(int row) => run.Problems[rows[row].Problem];
        SweepPosterior Posterior(int row) => run.Problems[rows[row].Problem].Posterior;
        bool IsArea(int row) => rows[row].Parameter < Problem(row).Instruments.Length;
        int Instrument(int row) => rows[row].Parameter % Problem(row).Instruments.Length;
        BriefSummary Summary(int row) => (IsArea(row) ? Posterior(row).Areas : Posterior(row).Variances)[Instrument(row)];
    }

    /// <summary>The table "influence": the response matrix of every problem, a row an entry.</summary>
    public static OutputTable Influence(SweepRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        (int Problem, int Row, int Column)[] rows =
        [
            .. Enumerable.Range(0, run.Problems.Count).SelectMany(k =>
            {
                int n = run.Problems[k].Instruments.Length;
                return Enumerable.Range(0, n * n).Select(at => (k, at / n, at % n));
            }),
        ];
        return new OutputTable("One row a problem and pair of instruments: how far B of the one moves with the prior mean of the other; the rows of a problem and instrument sum "
            + "to 1.", rows.Length,
        [
            .. Names(run, row => rows[row].Problem),
            OutputColumn.OfText("instrument", "the instrument whose B moves", row => run.Problems[rows[row].Problem].Instruments[rows[row].Row]),
            OutputColumn.OfText("prior_of", "the instrument whose prior mean b is moved", row => run.Problems[rows[row].Problem].Instruments[rows[row].Column]),
            Number("influence", "dE[B]/db", row => run.Problems[rows[row].Problem].Posterior.PriorInfluence[rows[row].Row, rows[row].Column]),
            Number(InfluenceError, "Monte Carlo standard error of influence",
                row => run.Problems[rows[row].Problem].Posterior.PriorInfluenceError?[rows[row].Row, rows[row].Column] ?? double.NaN),
        ]);
    }

    /// <summary>The table "problems": one row a problem, how it was sampled and whether it converged.</summary>
    public static OutputTable Problems(SweepRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new OutputTable("One row a problem: how it was sampled, and whether its chains agree.", run.Problems.Count,
        [
            .. Names(run, row => row),
            OutputColumn.OfWhole("instruments", "instruments fitted", row => run.Problems[row].Instruments.Length),
            OutputColumn.OfWhole("sources", "sources fitted", row => run.Problems[row].Sources),
            Number("step", "leapfrog step in units of the scale of ln sigma2", row => run.Problems[row].Posterior.Tuning.StepSize),
            OutputColumn.OfWhole("leapfrogs", "leapfrog steps a trajectory", row => run.Problems[row].Posterior.Tuning.Leapfrogs),
            Number("acceptance", "mean acceptance probability", row => run.Problems[row].Posterior.Tuning.Acceptance),
            OutputColumn.OfWhole("divergences", "divergent trajectories", row => (int)run.Problems[row].Posterior.Tuning.Divergences),
            OutputColumn.OfWhole("long_search", "1 when tuned as a fit is, 0 when the quick tuning sufficed", row => run.Problems[row].Posterior.SearchedLong ? 1 : 0),
            OutputColumn.OfWhole("thin", "iterations from one kept draw to the next; the warm-up is as many times longer", row => run.Problems[row].Posterior.Thin),
            Number("worst_rhat", "largest nested R-hat of its parameters", row => Parameters(row).Max(p => p.Rhat)),
            Number("least_ess", "smallest effective sample size of its parameters", row => Parameters(row).Min(p => p.Ess)),
            OutputColumn.OfWhole("converged", $"1 when its numbers may be trusted: {Convergence.Rule}", row => run.Problems[row].Posterior.Converged ? 1 : 0),
            OutputColumn.OfWhole("chains", "chains that made the draws: fewer and longer ones where those asked for fell short", row => run.Problems[row].Posterior.Chains),
            OutputColumn.OfWhole("modes", "modes of the posterior about which chains started; where there are several and chains do not cross, it has not converged",
                row => run.Problems[row].Posterior.Modes),
            OutputColumn.OfText(Sampler, $"{Weights}: evenly spread points with weights, R-hat has no meaning; {Chains}: chains",
                row => run.Problems[row].Posterior.IsWeighted ? Weights : Chains),
            OutputColumn.OfWhole(Components, "weights only: t distributions of the proposal", row => Proposal(row)?.Components ?? 0),
            OutputColumn.OfWhole(Freedom, "weights only: degrees of freedom of the proposal", row => Proposal(row)?.Freedom ?? 0),
            Number(Efficiency, "weights only: effective sample size a draw", row => Proposal(row)?.Efficiency ?? double.NaN),
            Number(Tail, "weights only: Pareto k-hat, the shape of the tail of the weights; 0.7 or less, or they are not used", row => Proposal(row)?.Tail ?? double.NaN),
        ]);

        ProposalQuality? Proposal(int row) => run.Problems[row].Posterior.Tuning.Proposal;

        IEnumerable<BriefSummary> Parameters(int row) => run.Problems[row].Posterior.Areas.Concat(run.Problems[row].Posterior.Variances);
    }

    private static IEnumerable<OutputColumn> Names(SweepRun run, Func<int, int> problem) =>
    [
        OutputColumn.OfWhole("problem", "number of the problem, from 1", row => problem(row) + 1),
        OutputColumn.OfText("data", "data set", row => run.Problems[problem(row)].Data),
        OutputColumn.OfText("band", "energy band; empty when the data have none", row => run.Problems[problem(row)].Band),
        OutputColumn.OfText("left_out", "instrument or source that was left out; empty when none was", row => run.Problems[problem(row)].LeftOut),
        OutputColumn.OfText("prior", "what of the prior this problem varies", row => run.Problems[problem(row)].Label),
    ];

    private static OutputColumn Number(string name, string meaning, Func<int, double> value) => OutputColumn.OfNumbers(name, "", meaning, value);
}
