using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Leave-one-out cross-validation from one posterior, by Pareto-smoothed importance sampling (Vehtari, Gelman and Gabry 2017,
/// Statistics and Computing 27, 1413): how well each observation is predicted from all others.
/// </summary>
public sealed record LeaveOneOut
{
    // Sums over observations are made in so many runs of them, whatever the number of cores, so that they do not depend on it.
    private const int Runs = 256;

    /// <summary>ln p(y_i | y_−i), one entry an observation.</summary>
    public required double[] LogDensity { get; init; }

    /// <summary>ln p(y_i | y) − ln p(y_i | y_−i), one entry an observation: what having seen it adds.</summary>
    public required double[] Optimism { get; init; }

    /// <summary>k̂ of each observation's importance weights.</summary>
    public required double[] ParetoK { get; init; }

    /// <summary>Draws that the estimate rests on.</summary>
    public required int Draws { get; init; }

    /// <summary>elpd_loo, the expected log predictive density: the sum of <see cref="LogDensity"/>.</summary>
    public double Elpd => LogDensity.Sum();

    /// <summary>Standard error of <see cref="Elpd"/>, from the spread over observations.</summary>
    public double ElpdError => StandardError(LogDensity);

    /// <summary>
    /// Monte Carlo standard error of <see cref="Elpd"/>: what another set of draws would change it by; NaN where it is not known. The same draws
    /// weigh every observation, so that their errors add up and do not average out: the error is that of Σ_i S w_is over draws s, w_is the
    /// weights of observation i normalised, draws being taken as independent.
    /// </summary>
    public double ElpdMonteCarloError { get; init; } = double.NaN;

    /// <summary>p_loo, the effective number of parameters: the sum of <see cref="Optimism"/>.</summary>
    public double EffectiveParameters => Optimism.Sum();

    /// <summary>Standard error of <see cref="EffectiveParameters"/>.</summary>
    public double EffectiveParametersError => StandardError(Optimism);

    /// <summary>k̂ above this needs more draws than there are (see <see cref="ParetoSmoothing.Threshold"/>).</summary>
    public double Threshold => ParetoSmoothing.Threshold(Draws);

    /// <summary>Observations whose k̂ is above <see cref="Threshold"/>: their density is not to be trusted.</summary>
    public int Unreliable => ParetoK.Count(k => k > Threshold);

    /// <summary>Estimates it for any model, an observation at a time, so that memory does not grow with observations × draws.</summary>
    /// <param name="observations">Number of observations.</param>
    /// <param name="draws">Number of posterior draws S.</param>
    /// <param name="logLikelihood">
    /// Fills the S values ln p(y_i | θ_s) of observation i; called from several threads. With latent variables of its own per observation or
    /// group, integrate them out given the group's other observations: weights of the plain conditional density have no variance.
    /// </param>
    /// <param name="progress">Told the share that is done, now and then, from several threads.</param>
    /// <param name="cancellation">Stops between observations.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no observation or no draw.</exception>
    public static LeaveOneOut Of(
        int observations, int draws, PointwiseLogLikelihood logLikelihood, Action<double>? progress = null, CancellationToken cancellation = default) =>
        Of(observations, draws, logLikelihood, null, out _, progress, cancellation);

    /// <summary>The same of observations some of which stand for others too.</summary>
    /// <param name="observations">Number of observations.</param>
    /// <param name="draws">Number of posterior draws S.</param>
    /// <param name="logLikelihood">Fills the S values of an observation.</param>
    /// <param name="standsFor">For how many observations each stands, itself among them; one where it is null.</param>
    /// <param name="influence">Receives Σ_i c_i (S w_is − 1) of every draw, c being those numbers.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between observations.</param>
    internal static LeaveOneOut Of(
        int observations, int draws, PointwiseLogLikelihood logLikelihood, double[]? standsFor, out double[] influence, Action<double>? progress,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(observations, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        ArgumentNullException.ThrowIfNull(logLikelihood);
        double[] density = new double[observations];
        double[] optimism = new double[observations];
        double[] shape = new double[observations];
        int runs = Math.Min(Runs, observations);
        double[][] parts = new double[runs][];
        int done = 0;
        SideBySide.For(0, runs, run =>
        {
            double[] own = parts[run] = new double[draws];
            for (int i = First(run); i < First(run + 1); i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Look(i, own);
                progress?.Invoke((double)Interlocked.Increment(ref done) / observations);
            }
        }, cancellation);
        influence = Sum(parts);
        return new LeaveOneOut { LogDensity = density, Optimism = optimism, ParetoK = shape, Draws = draws, ElpdMonteCarloError = MonteCarloErrorOf(influence) };

        int First(int run) => (int)((long)run * observations / runs);

        void Look(int i, double[] influences)
        {
            double[] terms = new double[draws];
            logLikelihood(i, terms);
            double[] weights = new double[draws];
            for (int s = 0; s < draws; s++)
            {
                weights[s] = -terms[s];
            }

            double inSample = LogSum(terms) - Math.Log(draws);
            shape[i] = ParetoSmoothing.Smooth(weights);
            double total = LogSum(weights);
            Add(weights, total, standsFor?[i] ?? 1, influences);
            for (int s = 0; s < draws; s++)
            {
                terms[s] += weights[s];
            }

            density[i] = LogSum(terms) - total;
            optimism[i] = inSample - density[i];
        }
    }

    /// <summary>Adds c (S w − 1), w the weights normalised, draw by draw.</summary>
    private static void Add(double[] logWeights, double logTotal, double standsFor, double[] influence)
    {
        for (int s = 0; s < logWeights.Length; s++)
        {
            influence[s] += standsFor * ((logWeights.Length * Math.Exp(logWeights[s] - logTotal)) - 1);
        }
    }

    private static double[] Sum(double[][] parts)
    {
        double[] total = new double[parts[0].Length];
        foreach (double[] own in parts)
        {
            for (int s = 0; s < total.Length; s++)
            {
                total[s] += own[s];
            }
        }

        return total;
    }

    /// <summary>Standard error of an estimate from the influence of every draw on it.</summary>
    internal static double MonteCarloErrorOf(double[] influence) => Math.Sqrt(Moments.Variance(influence, Moments.Mean(influence)) / influence.Length);

    /// <summary>√(n·Var) of a sum of n terms; NaN for a single one.</summary>
    public static double StandardError(ReadOnlySpan<double> terms) =>
        Math.Sqrt(terms.Length * Moments.Variance(terms, Moments.Mean(terms)));

    /// <summary>ln Σ e^t, without overflow.</summary>
    /// <param name="terms">t.</param>
    internal static double LogSum(ReadOnlySpan<double> terms)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double term in terms)
        {
            largest = Math.Max(largest, term);
        }

        if (double.IsInfinity(largest))
        {
            return largest;
        }

        foreach (double term in terms)
        {
            sum += Math.Exp(term - largest);
        }

        return largest + Math.Log(sum);
    }
}

/// <summary>Fills ln p(y_i | θ_s) for every draw s of one observation.</summary>
/// <param name="observation">i.</param>
/// <param name="values">Receives one value a draw.</param>
public delegate void PointwiseLogLikelihood(int observation, Span<double> values);
