namespace GpuConcord.Host.Fluxes;

/// <summary>
/// How far the 2.5 %, 50 % and 97.5 % quantiles of a mixture of normals, X = m + sZ, lie from those of the normal law with its mean and
/// standard deviation, at most, in units of that standard deviation.
/// </summary>
/// <remarks>
/// <para>By the expansion of Cornish and Fisher (1937, Rev. Inst. Int. Stat. 5, 307) the distance is (z² − 1)κ₃/6 + (z³ − 3z)κ₄/24 to first
/// order. With r = Var(m)/Var(X) and w = Var(s²)/E[s²]², κ₃ ≤ 3√(rw) + γr^{3/2} and κ₄ ≤ 3w to lowest order, γ the skewness of m, here
/// allowed to reach 2.</para>
/// <para>w needs no look at the components: the variance of G given v grows with every v_i, and at most in proportion when all grow
/// together, so that its logarithm varies no more than that of the v_i which varies most.</para>
/// </remarks>
internal readonly struct NormalDeparture
{
    private readonly double spread;

    /// <param name="variance">Draws of v, one array an instrument.</param>
    public NormalDeparture(double[][] variance) => spread = variance.Max(VarianceOfLogarithm);

    /// <summary>The distance for a source.</summary>
    /// <param name="share">r, the share of the variance that is due to the spread of the components' means.</param>
    public double Of(double share) => (1.5 * Math.Sqrt(share * spread)) + (share * Math.Sqrt(share)) + (0.25 * spread);

    private static double VarianceOfLogarithm(double[] values)
    {
        double origin = Math.Log(values[0]);
        double sum = 0;
        double squares = 0;
        foreach (double value in values)
        {
            double difference = Math.Log(value) - origin;
            sum += difference;
            squares += difference * difference;
        }

        double mean = sum / values.Length;
        return Math.Max(0.0, (squares / values.Length) - (mean * mean));
    }
}
