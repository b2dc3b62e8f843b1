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
    /// <param name="areas">Draws of B, one array an instrument, all of the same length.</param>
    /// <param name="prior">The prior of B.</param>
    /// <param name="components">The connected components of the instrument graph.</param>
    public static double[,] Of(double[][] areas, AreaPrior prior, int[][] components)
    {
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(components);
        int n = prior.Count;
        double[,] covariance = new double[n, n];
        foreach (int[][] group in Groups(prior, components))
        {
            Fill(covariance, areas, prior, group);
        }

        return PriorInfluence.ResponseMatrix(covariance, prior);
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

    /// <summary>Cov(B) of the instruments of one group.</summary>
    private static void Fill(double[,] covariance, double[][] areas, AreaPrior prior, int[][] group)
    {
        int levels = group.Length;
        (int Instrument, int Level)[] members = [.. group.SelectMany((component, level) => component.Select(i => (i, level)))];
        double[,] precision = new double[levels, levels];
        double[,] identity = new double[levels, levels];
        double[,] pull = new double[levels, members.Length];
        for (int k = 0; k < levels; k++)
        {
            identity[k, k] = 1;
            for (int l = 0; l < levels; l++)
            {
                precision[k, l] = ExactInvariant.Covariance(prior, group[k], group[l]);
            }

            for (int a = 0; a < members.Length; a++)
            {
                pull[k, a] = ExactInvariant.Covariance(prior, [members[a].Instrument], group[k]);
            }
        }

        double[,] level = Solve(precision, identity);
        double[][] differences = Differences(areas, prior, members, Solve(precision, pull));
        for (int a = 0; a < members.Length; a++)
        {
            for (int c = 0; c <= a; c++)
            {
                double sum = 0;
                for (int d = 0; d < differences[a].Length; d++)
                {
                    sum += differences[a][d] * differences[c][d];
                }

                double both = level[members[a].Level, members[c].Level] + (sum / (differences[a].Length - 1));
                covariance[members[a].Instrument, members[c].Instrument] = covariance[members[c].Instrument, members[a].Instrument] = both;
            }
        }
    }

    /// <summary>d = B − b less its component's level, less the mean over the draws, one array a member.</summary>
    private static double[][] Differences(double[][] areas, AreaPrior prior, (int Instrument, int Level)[] members, double[,] weight)
    {
        int draws = areas[0].Length;
        double[][] differences = [.. members.Select(member => Array.ConvertAll(areas[member.Instrument], area => area - prior.Mean[member.Instrument]))];
        double[] shift = new double[weight.GetLength(0)];
        for (int d = 0; d < draws; d++)
        {
            for (int k = 0; k < shift.Length; k++)
            {
                shift[k] = 0;
                for (int a = 0; a < members.Length; a++)
                {
                    shift[k] += weight[k, a] * differences[a][d];
                }
            }

            for (int a = 0; a < members.Length; a++)
            {
                differences[a][d] -= shift[members[a].Level];
            }
        }

        foreach (double[] values in differences)
        {
            double mean = values.Average();
            for (int d = 0; d < draws; d++)
            {
                values[d] -= mean;
            }
        }

        return differences;
    }

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
}
