using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>Points that a proposal made, and what the posterior thinks of them.</summary>
/// <param name="points">η, N numbers a point, one point after another.</param>
/// <param name="logDensity">ln p(η | y) up to a constant; −∞ where no variance can be.</param>
/// <param name="logProposal">ln q(η).</param>
internal sealed class WeighedPoints(ArraySegment<double> points, ArraySegment<double> logDensity, ArraySegment<double> logProposal)
{
    /// <summary>How many.</summary>
    public int Count => logDensity.Count;

    /// <summary>N.</summary>
    public int Dimension => points.Count / Count;

    /// <summary>ln p(η | y) of a point, up to a constant.</summary>
    public double LogDensity(int point) => logDensity[point];

    /// <summary>ln q(η) of a point.</summary>
    public double LogProposal(int point) => logProposal[point];

    /// <summary>η of a point.</summary>
    public ReadOnlySpan<double> this[int point] => points.AsSpan(point * Dimension, Dimension);

    /// <summary>
    /// Weights ∝ p/q that sum to 1, the largest of them smoothed; with them k̂, the shape of their tail, and the effective sample size a point that
    /// the raw weights have, 1/Σw² over their number.
    /// </summary>
    public (double[] Weight, double Tail, double Efficiency) Weights()
    {
        double[] logarithm = Logarithms();
        double highest = logarithm.Max();
        double[] weight = new double[Count];
        if (!double.IsFinite(highest))
        {
            return (weight, double.PositiveInfinity, 0);
        }

        double sum = 0;
        double squares = 0;
        for (int s = 0; s < weight.Length; s++)
        {
            double own = Math.Exp(logarithm[s] - highest);
            weight[s] = own;
            sum += own;
            squares += own * own;
        }

        double tail = ParetoSmoothing.Smooth(logarithm, weight);
        double total = weight.Sum();
        for (int s = 0; s < weight.Length; s++)
        {
            weight[s] /= total;
        }

        return (weight, tail, sum * sum / squares / Count);
    }

    /// <summary>Weights ∝ (p/q)^γ that sum to 1, γ between 0 and 1 such that their effective sample size is <paramref name="effective"/>.</summary>
    public double[] Flattened(double effective)
    {
        double[] logarithm = Logarithms();
        double highest = logarithm.Max();
        double low = 0;
        double high = 1;
        double[] weight = [];
        for (int step = 0; step < 40; step++)
        {
            double power = 0.5 * (low + high);
            weight = Array.ConvertAll(logarithm, own => Math.Exp(power * (own - highest)));
            double sum = weight.Sum();
            double reached = sum * sum / weight.Sum(own => own * own);
            (low, high) = reached > effective ? (power, high) : (low, power);
        }

        double total = weight.Sum();
        return Array.ConvertAll(weight, own => own / total);
    }

    /// <summary>ln p − ln q, −∞ where that is not a number.</summary>
    private double[] Logarithms()
    {
        double[] logarithm = new double[Count];
        ReadOnlySpan<double> p = logDensity, q = logProposal;
        for (int s = 0; s < logarithm.Length; s++)
        {
            double own = p[s] - q[s];
            logarithm[s] = double.IsNaN(own) ? double.NegativeInfinity : own;
        }

        return logarithm;
    }
}
