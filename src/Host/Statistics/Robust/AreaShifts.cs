namespace GpuConcord.Host.Statistics.Robust;

/// <summary>
/// What the data alone say of the areas of instruments beside each other: a least-squares fit y = B_i + G_j − v_i/2, every measurement weighted by its
/// instrument's variance v_i, which is taken from the instrument's residuals whatever the model, with the pooled scatter's help where they are few.
/// </summary>
/// <param name="Area">B_i, natural logarithm, but for a constant of every component; 0 for an instrument that shares no source.</param>
/// <param name="Covariance">P_ii + P_kk − 2 P_ik is the variance of B_i − B_k, for i and k of one component.</param>
/// <param name="Freedom">Degrees of freedom of v_i.</param>
/// <param name="Component">A label of the connected component of every instrument; −1 for one that shares no source.</param>
internal sealed record AreaShifts(double[] Area, double[,] Covariance, double[] Freedom, int[] Component)
{
    // As if σ² ~ InvGamma(1.5, s²), the default prior.
    private const double Shape = 1.5;

    /// <summary>The fit to a table.</summary>
    /// <param name="scatter">The residuals of the table.</param>
    /// <param name="beta">β_i of every instrument, which stands for s² where there are too few residuals to tell that.</param>
    public static AreaShifts Of(RobustScatter scatter, double[] beta)
    {
        ArgumentNullException.ThrowIfNull(scatter);
        ArgumentNullException.ThrowIfNull(beta);
        SharedRows rows = scatter.Rows;
        bool enough = ScatterScale.IsEnough(scatter);
        double[] weight = Array.ConvertAll(scatter.Freedom, own => (2 * Shape) + own);
        double[] variance = [.. weight.Select((own, i) => ((2 * (enough ? ScatterScale.Generous(scatter) : beta[i])) + scatter.Squares[i]) / own)];

        // The pooled scatter rests on f residuals itself, the same ones.
        double share = enough ? scatter.TotalFreedom / (scatter.TotalFreedom + 1.0) : 1;
        double[] freedom = Array.ConvertAll(weight, own => share * own);
        TwoWaySystem system = new(rows, Array.ConvertAll(rows.Instrument, i => 1 / variance[i]));

        // ln(value) lies half a variance below B + G in the mean.
        return new AreaShifts([.. system.Level.Select((level, i) => level + (0.5 * variance[i]))], system.Covariance(), freedom, rows.Component);
    }
}
