using System.Runtime.CompilerServices;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Statistics;

/// <summary>∂E[B]/∂b from draws of B alone, for any model of the scatter.</summary>
internal static class PosteriorResponse
{
    /// <summary>
    /// ∂E[B_i | y]/∂b_k = Cov(B_i, [T⁻¹(B − b)]_k | y), N × N: how far the posterior mean of an area moves with each prior mean, everything
    /// else following. Rows sum to 1, over the instruments of the row's own component; over those of another to 0.
    /// </summary>
    /// <remarks>
    /// With E the membership matrix of the components and P = EᵀT⁻¹E, B − b = Ec + d, c = P⁻¹EᵀT⁻¹(B − b). The data know nothing of the
    /// levels c, and d is independent of them a priori: c | y ~ N(0, P⁻¹), independent of d, as <see cref="ExactInvariant"/> says. Only the
    /// covariance of d is estimated, Cov(B) = E P⁻¹Eᵀ + Cov(d), so that the sums are exact whatever the number of draws. Components that
    /// the prior does not correlate, directly or through others, are taken by themselves.
    /// </remarks>
    /// <param name="areas">Draws of B, one memory an instrument, all of the same length, chain-major.</param>
    /// <param name="prior">The prior of B.</param>
    /// <param name="components">The connected components of the instrument graph.</param>
    /// <param name="ranges">First draw and the one after the last of runs that are independent of each other: their scatter tells the error.</param>
    /// <param name="roots">√w of every draw where they are weighted, Σw = 1; else empty.</param>
    public static AreaResponse Of(
        ReadOnlyMemory<double>[] areas, AreaPrior prior, int[][] components, (int First, int End)[] ranges, ReadOnlyMemory<double> roots = default)
    {
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(components);
        int n = prior.Count;
        double[,] level = new double[n, n];
        int[] group = new int[n];
        List<Group> groups = [];
        foreach (int[][] tied in Groups(prior, components))
        {
            Array.ForEach([.. tied.SelectMany(component => component)], i => group[i] = groups.Count);
            groups.Add(new Group(prior, tied, level));
        }

        double[] origin = [.. areas.Select((own, i) => own.Span[0] - prior.Mean[i])];
        groups.ForEach(own => own.TakeLevel(origin, 1));
        CovarianceSums[] sums = new CovarianceSums[ranges.Length];
        SideBySide.For(0, sums.Length, k => sums[k] = Sums(areas, prior, groups, origin, ranges[k], roots), CancellationToken.None);
        return AreaResponse.Of(sums, level, prior, group);
    }

    /// <summary>From draws of so many chains.</summary>
    public static AreaResponse Of(double[][] areas, AreaPrior prior, int[][] components, int chains)
    {
        ArgumentNullException.ThrowIfNull(areas);
        return Of(Array.ConvertAll(areas, own => (ReadOnlyMemory<double>)own), prior, components, DrawBatches.Of(areas[0].Length, chains));
    }

    /// <summary>The moments of d, B − b less its component's level, about what they are of the first draw.</summary>
    private static CovarianceSums Sums(
        ReadOnlyMemory<double>[] areas, AreaPrior prior, List<Group> groups, double[] origin, (int First, int End) range, ReadOnlyMemory<double> roots)
    {
        CovarianceSums sums = new(areas.Length);
        double[] rows = new double[areas.Length * CovarianceSums.Block];
        for (int first = range.First; first < range.End; first += CovarianceSums.Block)
        {
            int count = Math.Min(CovarianceSums.Block, range.End - first);
            for (int i = 0; i < areas.Length; i++)
            {
                Span<double> row = rows.AsSpan(i * CovarianceSums.Block, CovarianceSums.Block);
                areas[i].Span.Slice(first, count).CopyTo(row);
                Subtract(row[..count], prior.Mean[i]);
                row[count..].Clear();
            }

            foreach (Group group in groups)
            {
                group.TakeLevel(rows, CovarianceSums.Block);
            }

            for (int i = 0; i < areas.Length; i++)
            {
                Subtract(rows.AsSpan(i * CovarianceSums.Block, count), origin[i]);
            }

            if (roots.IsEmpty)
            {
                sums.Add(rows, count);
                continue;
            }

            double[] root = new double[CovarianceSums.Block];
            roots.Span.Slice(first, count).CopyTo(root);
            sums.Add(rows, root);
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(Span<double> values, double amount)
    {
        for (int d = 0; d < values.Length; d++)
        {
            values[d] -= amount;
        }
    }

    /// <summary>The components, those together that T⁻¹ ties.</summary>
    private static List<int[][]> Groups(AreaPrior prior, int[][] components)
    {
        List<int[][]> groups = [];
        foreach (int[] component in components)
        {
            int[][][] tied = [.. groups.Where(group => Array.Exists(group, other => AreTied(prior, component, other)))];
            groups.RemoveAll(tied.Contains);
            groups.Add([.. tied.SelectMany(group => group), component]);
        }

        return groups;
    }

    private static bool AreTied(AreaPrior prior, int[] one, int[] other) => Array.Exists(one, i => Array.Exists(other, k => prior.Precision[i, k] != 0));

    /// <summary>P⁻¹X by elimination without a choice of pivots, which a positive-definite P does not need; neither argument is changed.</summary>
    private static double[,] Solve(double[,] matrix, double[,] right)
    {
        int n = matrix.GetLength(0);
        int columns = right.GetLength(1);
        double[,] left = (double[,])matrix.Clone();
        double[,] x = (double[,])right.Clone();
        for (int p = 0; p < n; p++)
        {
            for (int row = p + 1; row < n; row++)
            {
                double factor = left[row, p] / left[p, p];
                for (int k = p; k < n; k++)
                {
                    left[row, k] -= factor * left[p, k];
                }

                for (int c = 0; c < columns; c++)
                {
                    x[row, c] -= factor * x[p, c];
                }
            }
        }

        for (int row = n - 1; row >= 0; row--)
        {
            for (int c = 0; c < columns; c++)
            {
                for (int k = row + 1; k < n; k++)
                {
                    x[row, c] -= left[row, k] * x[k, c];
                }

                x[row, c] /= left[row, row];
            }
        }

        return x;
    }

    /// <summary>Components that the prior ties, with what takes their levels off B − b.</summary>
    private sealed class Group
    {
        private readonly (int Instrument, int Level)[] members;
        private readonly double[,] weight;

        /// <summary>Adds EP⁻¹Eᵀ of its instruments to <paramref name="level"/>, N × N.</summary>
        public Group(AreaPrior prior, int[][] components, double[,] level)
        {
            int levels = components.Length;
            members = [.. components.SelectMany((component, k) => component.Select(i => (i, k)))];
            double[,] precision = new double[levels, levels];
            double[,] identity = new double[levels, levels];
            double[,] pull = new double[levels, members.Length];
            for (int k = 0; k < levels; k++)
            {
                identity[k, k] = 1;
                for (int l = 0; l < levels; l++)
                {
                    precision[k, l] = ExactInvariant.Covariance(prior, components[k], components[l]);
                }

                for (int a = 0; a < members.Length; a++)
                {
                    pull[k, a] = ExactInvariant.Covariance(prior, [members[a].Instrument], components[k]);
                }
            }

            weight = Solve(precision, pull);
            double[,] covariance = Solve(precision, identity);
            foreach ((int one, int first) in members)
            {
                foreach ((int other, int second) in members)
                {
                    level[one, other] = 0.5 * (covariance[first, second] + covariance[second, first]);
                }
            }
        }

        /// <summary>x − Ec with c = P⁻¹EᵀT⁻¹x, in place, of the instruments of the group.</summary>
        /// <param name="x">Rows of <paramref name="length"/> numbers, one an instrument.</param>
        /// <param name="length">Numbers of a row, each taken with those of the other rows at its place.</param>
        public void TakeLevel(double[] x, int length)
        {
            double[] shift = new double[weight.GetLength(0) * length];
            for (int a = 0; a < members.Length; a++)
            {
                for (int k = 0; k < weight.GetLength(0); k++)
                {
                    Add(x.AsSpan(members[a].Instrument * length, length), weight[k, a], shift.AsSpan(k * length, length));
                }
            }

            foreach ((int instrument, int level) in members)
            {
                Add(shift.AsSpan(level * length, length), -1, x.AsSpan(instrument * length, length));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Add(ReadOnlySpan<double> values, double factor, Span<double> to)
        {
            for (int d = 0; d < to.Length && factor != 0; d++)
            {
                to[d] += factor * values[d];
            }
        }
    }
}
