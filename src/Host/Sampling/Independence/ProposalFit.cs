using System.Runtime.Intrinsics;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Kernels.Samplers;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>A normal approximation about one mode, from which a proposal begins.</summary>
/// <param name="Centre">η there, N.</param>
/// <param name="Covariance">N × N.</param>
/// <param name="Weight">Its share of the posterior, roughly.</param>
internal sealed record ProposalStart(double[] Centre, double[,] Covariance, double Weight)
{
    /// <summary>About a mode that was found.</summary>
    public static ProposalStart Of(WeighedMode mode) => new(mode.Mode.LogVariance, mode.Mode.LogVarianceCovariance, mode.Weight);
}

/// <summary>
/// Fits a <see cref="Proposal"/> to a posterior by adaptive importance sampling (Cappé et al. 2008, Statistics and Computing 18, 447): a t distribution about every
/// mode, their shares, means and covariances then taken from weighed points, round by round; the best proposal seen is kept. Where a start is
/// so far off that a few points have all the weight, weights are flattened (tempered) at first.
/// </summary>
/// <remarks>What is judged is always what fresh points of the proposal itself showed, never what it was fitted to.</remarks>
/// <param name="starts">The modes, at least one.</param>
/// <param name="enough">Effective sample size a point that ends the search.</param>
/// <param name="splitting">Effective sample size a point below which one component more is tried: a posterior with a bend or a shoulder wants several t's.</param>
internal sealed class ProposalFit(IReadOnlyList<ProposalStart> starts, double enough = ProposalFit.GoodEnough, double splitting = 0.5)
{
    /// <summary>A proposal whose points are worth less than this many independent draws each is not used.</summary>
    public const double LeastEfficiency = 0.2;

    /// <summary>Components that may join those about the modes.</summary>
    public const int MostExtra = 2;

    /// <summary>Rounds after which the best so far must do.</summary>
    public const int MostRounds = 20;

    // A round whose points are worth something, and which gains no more than this over the best, is the last.
    private const double LeastGain = 1.05;

    // Heavier tails are safer, and taken where they cost no more than this.
    private const double PriceOfTails = 1.03;

    // Effective points a dimension below which a refit would follow a handful of points: weights are then flattened until they are so many.
    private const double FewestEffective = 20;

    /// <summary>Effective sample size a point from which another round costs more than it could gain a long run.</summary>
    public const double GoodEnough = 0.85;

    // No mode's share falls below this, split evenly: a round may have missed it.
    private const double Defence = 0.1;

    // The normal approximation at a mode is too narrow more often than too wide.
    private const double Caution = 1.3;
    private static readonly int[] Freedoms = [.. Enumerable.Range(0, StandardPoint.Freedoms).Select(StandardPoint.Freedom)];

    private const double SplitShare = 0.2;
    private const int SplitOneIn = 10;
    private int rounds;
    private int extra;
    private bool splits;
    private (WeighedPoints Points, double[] Weight)? seen;

    /// <summary>What to draw points from next.</summary>
    public Proposal Next { get; private set; } = Begin(starts);

    /// <summary>The best proposal so far.</summary>
    public Proposal Best { get; private set; } = Begin(starts);

    /// <summary>Effective sample size a point of the best, 0 before the first round.</summary>
    public double Efficiency { get; private set; }

    /// <summary>k̂ of its weights.</summary>
    public double Tail { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether there is nothing left to try.</summary>
    public bool Done { get; private set; }

    /// <summary>Whether the last points were worth little, so that the next ones need not be many.</summary>
    public bool Far { get; private set; }

    /// <summary>Whether the best proposal may be used: its points are worth enough, and so they stay however many are drawn.</summary>
    public bool Fits { get; private set; }

    /// <summary>Judges <see cref="Next"/> by fresh points of its own; returns their weights, the largest smoothed, of sum 1, and whether they may be used.</summary>
    public (double[] Weight, ProposalQuality Quality) Observe(WeighedPoints points)
    {
        (double[] weight, double tail, double efficiency) = points.Weights();

        // A constant tail has nothing to fit, and is as good as they come.
        bool fits = efficiency >= LeastEfficiency && (tail <= ParetoSmoothing.Threshold(points.Count) || double.IsPositiveInfinity(tail));
        ProposalQuality quality = new(fits, starts.Count, Next.Components.Count, Next.Freedom, efficiency, tail);
        rounds++;
        Far = efficiency * points.Count < Fewest(points);
        bool settled = !Far && efficiency < LeastGain * Efficiency;
        if (efficiency > Efficiency)
        {
            (Best, Efficiency, Tail, Fits) = (Next, efficiency, tail, fits);
        }

        splits = settled && (!Fits || Efficiency < splitting) && extra < MostExtra;
        Done = (Fits && Efficiency >= enough) || (settled && !splits) || rounds >= MostRounds || efficiency == 0;
        seen = Done ? null : (points, weight);
        return (weight, quality);
    }

    /// <summary>Makes the <see cref="Next"/> proposal of what <see cref="Observe"/> saw last; apart from it, since the last points need not be learnt from.</summary>
    public void Learn()
    {
        if (seen is not var (points, weight))
        {
            return;
        }

        Next = Refit(points, Far ? points.Flattened(Fewest(points)) : weight);
        if (splits)
        {
            extra++;
            Next = Split(points, weight);
        }

        seen = null;
    }

    private static Proposal Begin(IReadOnlyList<ProposalStart> starts)
    {
        double total = starts.Sum(start => start.Weight);
        const int Freedom = TMixtureLayout.FreedomUnit;
        return new Proposal(Freedom, [.. starts.Select(start => Component(
            ((1 - Defence) * start.Weight / total) + (Defence / starts.Count), start.Centre, start.Covariance, Caution * (Freedom - 2.0) / Freedom))]);
    }

    private static double Fewest(WeighedPoints points) => Math.Min(0.5 * points.Count, FewestEffective * (points.Dimension + 1));

    private Proposal Refit(WeighedPoints points, double[] weight)
    {
        int components = Next.Components.Count;
        double[][] share = Shares(points, weight, components);
        List<(double Weight, double[] Mean, double[,] Covariance)> found = [];
        for (int k = 0; k < components; k++)
        {
            double total = share[k].Sum();
            found.Add((total, Next.Components[k].Mean, Covariance(Next.Components[k])));
            double effective = total * total / Math.Max(double.Epsilon, share[k].Sum(own => own * own));
            if (effective > 2 * (Next.Dimension + 1))
            {
                (double[] mean, double[,] covariance) = Moments(points, share[k], total);
                found[k] = (total, mean, Blend(covariance, found[k].Covariance, effective));
            }
        }

        double all = found.Sum(own => own.Weight);
        Proposal[] candidates = [.. Freedoms.Select(freedom => new Proposal(freedom, [.. found.Select(own => Component(
            ((1 - Defence) * own.Weight / all) + (Defence / components), own.Mean, own.Covariance, (freedom - 2.0) / freedom))]))];
        double[] cost = Costs(candidates, points, weight);
        double least = cost.Min();
        return candidates[Math.Max(0, Array.FindIndex(cost, own => own <= PriceOfTails * least))];
    }

    /// <summary>One component more, where the mixture is thinnest beside the posterior: about the tenth of the points that weigh most (Hoogerheide et al. 2012).</summary>
    private Proposal Split(WeighedPoints points, double[] weight)
    {
        int[] order = [.. Enumerable.Range(0, points.Count)];
        Array.Sort(Array.ConvertAll(weight, own => -own), order);
        double[] share = new double[points.Count];
        foreach (int s in order.AsSpan(0, Math.Max(1, points.Count / SplitOneIn)))
        {
            share[s] = weight[s];
        }

        double total = share.Sum();
        double effective = total * total / share.Sum(own => own * own);
        (double[] mean, double[,] covariance) = Moments(points, share, total);
        TComponent[] before = [.. Next.Components.Select(own => own with { Weight = (1 - SplitShare) * own.Weight })];
        double factor = (Next.Freedom - 2.0) / Next.Freedom;
        return new Proposal(Next.Freedom, [.. before, Component(SplitShare, mean, Blend(covariance, Covariance(before[0]), effective), factor)]);
    }

    private double[,] Covariance(TComponent own)
    {
        double factor = Next.Freedom / (Next.Freedom - 2.0);
        int n = Next.Dimension;
        double[,] covariance = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                covariance[i, k] = factor * own.Scale[i, k];
            }
        }

        return covariance;
    }

    /// <summary>Every point's weight, dealt out to the components by how likely each made it.</summary>
    private double[][] Shares(WeighedPoints points, double[] weight, int components)
    {
        if (components == 1)
        {
            return [weight];
        }

        double[][] share = PosteriorDraws.Arrays(components, points.Count);
        Span<double> each = stackalloc double[components];
        for (int s = 0; s < points.Count; s++)
        {
            double density = Next.LogDensity(points[s], each);
            for (int k = 0; k < components; k++)
            {
                share[k][s] = weight[s] * Math.Exp(each[k] - density);
            }
        }

        return share;
    }

    private static (double[] Mean, double[,] Covariance) Moments(WeighedPoints points, double[] share, double total)
    {
        int n = points.Dimension;
        double[] mean = new double[n];
        for (int s = 0; s < points.Count; s++)
        {
            ReadOnlySpan<double> point = points[s];
            double own = share[s] / total;
            for (int i = 0; i < n; i++)
            {
                mean[i] += own * point[i];
            }
        }

        double[,] covariance = new double[n, n];
        double[] from = new double[n];
        for (int s = 0; s < points.Count; s++)
        {
            ReadOnlySpan<double> point = points[s];
            for (int i = 0; i < n; i++)
            {
                from[i] = point[i] - mean[i];
            }

            double part = share[s] / total;
            for (int i = 0; i < n; i++)
            {
                double own = part * from[i];
                for (int k = 0; k <= i; k++)
                {
                    covariance[i, k] += own * from[k];
                }
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                covariance[k, i] = covariance[i, k];
            }
        }

        return (mean, covariance);
    }

    /// <summary>The variances that were seen, with correlations between those seen and those before: N²/2 of them want as many points.</summary>
    private static double[,] Blend(double[,] seen, double[,] before, double effective)
    {
        int n = seen.GetLength(0);
        double trust = effective / (effective + (0.5 * n * n));
        double[,] blend = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                double own = seen[i, k] / Math.Sqrt(seen[i, i] * seen[k, k]);
                double old = before[i, k] / Math.Sqrt(before[i, i] * before[k, k]);
                blend[i, k] = ((trust * own) + ((1 - trust) * old)) * Math.Sqrt(seen[i, i] * seen[k, k]);
            }
        }

        return blend;
    }

    /// <summary>
    /// E_p[p/q] of every candidate, up to a constant: its reciprocal is the effective sample size a point that it would have. Candidates differ in nothing but their degrees
    /// of freedom.
    /// </summary>
    private static double[] Costs(Proposal[] candidates, WeighedPoints points, double[] weight)
    {
        double highest = double.NegativeInfinity;
        for (int s = 0; s < points.Count; s++)
        {
            highest = Math.Max(highest, points.LogDensity(s));
        }

        // Whole vectors of points: those beyond the last weigh nothing.
        int components = candidates[0].Components.Count;
        int padded = (points.Count + Vector512<double>.Count - 1) & -Vector512<double>.Count;
        double[] distances = new double[components * padded];
        double[] density = new double[padded];
        Span<double> each = stackalloc double[components];
        for (int s = 0; s < points.Count; s++)
        {
            candidates[0].Distances(points[s], each);
            for (int k = 0; k < components; k++)
            {
                distances[(k * padded) + s] = each[k];
            }

            density[s] = weight[s] > 0 ? weight[s] * Math.Exp(points.LogDensity(s) - highest) : 0;
        }

        double[] cost = new double[candidates.Length];
        for (int c = 0; c < cost.Length; c++)
        {
            double[] shares = candidates[c].Shares(candidates[0].Reference);
            Vector512<double> sum = default;
            for (int s = 0; s < padded; s += Vector512<double>.Count)
            {
                sum += Vector512.Create(density, s) / candidates[c].DensitiesAt(distances, padded, s, shares);
            }

            cost[c] = EightLanes.Sum(sum);
        }

        return cost;
    }

    private static TComponent Component(double weight, double[] mean, double[,] covariance, double factor)
    {
        Matrix<double> scale = factor * Matrix<double>.Build.DenseOfArray(covariance);
        for (int i = 0; i < mean.Length; i++)
        {
            scale[i, i] = Math.Max(scale[i, i], 1e-12);
        }

        return new TComponent(weight, mean, scale.ToArray(), Factor(scale).ToArray());
    }

    /// <summary>The Cholesky factor; a matrix that has none to rounding gets a wider diagonal.</summary>
    private static Matrix<double> Factor(Matrix<double> scale)
    {
        for (double wider = 0; ; wider = wider == 0 ? 1e-10 : 10 * wider)
        {
            Matrix<double> tried = scale.Clone();
            for (int i = 0; i < scale.RowCount; i++)
            {
                tried[i, i] *= 1 + wider;
            }

            try
            {
                return tried.Cholesky().Factor;
            }
            catch (ArgumentException) when (wider < 1)
            {
                // Not positive definite: once more.
            }
        }
    }
}
