using GpuConcord.Host.Photometry.Apertures;
using MathNet.Numerics;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// The exact posterior of one source in another form than the mixture's: the expected counts of both apertures together, Λ, and the source's share
/// of them, u, are independent given the data, Λ ~ Gamma(n + m + 2) and u as <see cref="ShareDensity"/> has it, and x = h·S = Λ u. For apertures near
/// r f = g, where the mixture's weights are all alike and its density is flat but for a tilt that rounding hides; and for mixtures of too many terms.
/// </summary>
/// <remarks>
/// <para>With N = n + m: p(x) = E[g(x/Λ); Λ &gt; x]/(N + 1) for Λ ~ Gamma(N + 1), so that
/// (N + 1) p′(x) = E[g′(x/Λ); Λ &gt; x | Gamma(N)]/N − γ(x) g(1), γ the density of Gamma(N + 1), and P(X ≤ x) = E[G(x/Λ)] for Λ ~ Gamma(N + 2), G the
/// distribution function of u.</para>
/// <para>On the surface g = 1: p(x) = Q(N + 1, x)/(N + 1) falls throughout, nearly flat up to N. The mode is 0 and the data say no more than that the
/// source has at most all the counts.</para>
/// </remarks>
internal sealed class TiltedPosterior
{
    // Standard deviations of Λ that are integrated over: below, where even a tail of 1e-16 is wanted with its digits, and above.
    private const double ReachBelow = 14.0;
    private const double ReachAbove = 10.0;
    private const int MostSteps = 200;

    private readonly double total;
    private readonly double h;
    private readonly bool modeAtZero;
    private readonly double confidence;
    private readonly ShareDensity share;
    private readonly bool faint;

    /// <param name="problem">The aperture; g &gt; 0.</param>
    public TiltedPosterior(in ApertureProblem problem)
    {
        (total, h, modeAtZero, confidence) = (problem.N + problem.M, problem.H, problem.ModeAtZero, problem.Confidence);
        share = new ShareDensity(problem.N, problem.M, problem.Tilt, problem.R, problem.Excess);
        faint = share.Top < 0.5 && share.Log(1.0) > -0.5;
    }

    /// <summary>Mode, mean, standard deviation and shortest interval.</summary>
    public PosteriorSummary Summary()
    {
        double share1 = share.Mean(u => u);
        double spread = share.Mean(u => (u - share1) * (u - share1));
        double deviation = Math.Sqrt((total + 2.0) * ((share1 * share1) + ((total + 3.0) * spread)));
        double mode = modeAtZero ? 0.0 : Mode((total + 2.0) * share1);
        (double low, double high) = Interval(mode);
        return new PosteriorSummary(mode / h, (total + 2.0) * share1 / h, deviation / h, modeAtZero ? double.NaN : low / h, high / h);
    }

    /// <summary>The quantile of S at a probability inside (0, 1).</summary>
    public double Quantile(double probability) => Quantile(probability, 1.0 - probability) / h;

    /// <summary>Mean and standard deviation of ln S.</summary>
    public (double Mean, double Deviation) LogMoments()
    {
        double mean = share.MeanOfLog(log => log);
        double variance = share.MeanOfLog(log => (log - mean) * (log - mean));
        return (SpecialFunctions.DiGamma(total + 2.0) + mean - Math.Log(h), Math.Sqrt(variance + Trigamma(total + 2.0)));
    }

    /// <summary>E f(Λ), Λ ~ Gamma(shape), over Λ between two bounds.</summary>
    private static double OfTotal(double shape, double from, double to, Func<double, double> f)
    {
        double deviation = Math.Sqrt(shape);
        double first = Math.Max(from, Math.Max(0.0, shape - (ReachBelow * deviation)));
        double last = Math.Min(to, shape + (ReachAbove * deviation) + 60.0);
        return Panels.Integral(first, last, 1.2 * deviation, counts => f(counts) * NegativeBinomial.Poisson(shape - 1.0, counts));
    }

    /// <summary>P(X ≤ x).</summary>
    private double Lower(double x) =>
        OfTotal(total + 2.0, 0.0, x, _ => 1.0) + OfTotal(total + 2.0, x, double.PositiveInfinity, counts => share.Lower(x / counts));

    /// <summary>P(X &gt; x), with all its digits when it is small.</summary>
    private double Upper(double x) => OfTotal(total + 2.0, x, double.PositiveInfinity, counts => share.Upper(x / counts));

    /// <summary>
    /// p(x) up to a factor, for comparisons: p(x)/p(0) − 1 where that is small throughout, so that the faintest tilt keeps its digits; else p(x) itself.
    /// </summary>
    private double Height(double x) => faint
        ? OfTotal(total + 1.0, x, double.PositiveInfinity, counts => Expm1(share.Log(x / counts))) - OfTotal(total + 1.0, 0.0, x, _ => 1.0)
        : Shape(x);

    /// <summary><see cref="Height"/> where the density is that of x = 0, and where it is 0.</summary>
    private (double AtZero, double OfNothing) Heights => faint ? (0.0, -1.0) : (Math.Exp(-share.Top), 0.0);

    /// <summary>p(x).</summary>
    private double Density(double x) => Shape(x) / (share.Total * (total + 1.0));

    private double Shape(double x) => OfTotal(total + 1.0, x, double.PositiveInfinity, counts => Math.Exp(share.Log(x / counts) - share.Top));

    /// <summary>p′(x) up to a positive factor.</summary>
    private double Slope(double x) =>
        (OfTotal(total, x, double.PositiveInfinity, counts => share.LogSlope(x / counts) * Math.Exp(share.Log(x / counts) - share.Top)) / total)
        - (NegativeBinomial.Poisson(total, x) * Math.Exp(share.Log(1.0) - share.Top));

    /// <summary>Whether the density rises at x; far below a narrow density, where nothing is left of it, it does.</summary>
    private bool Rises(double x, double mean) => Slope(x) is var slope && (slope > 0.0 || (slope == 0.0 && x < mean));

    /// <summary>The mode, known to be above 0, by bisection on the slope's sign.</summary>
    private double Mode(double mean)
    {
        (double low, double high) = (total, total);
        while (!Rises(low, mean) && low > 1e-290)
        {
            (low, high) = (0.25 * low, low);
        }

        for (int step = 0; step < MostSteps && high - low > 1e-15 * high; step++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Rises(middle, mean) ? (middle, high) : (low, middle);
        }
        return 0.5 * (low + high);
    }

    /// <summary>The shortest interval of the confidence, whose ends are of equal density unless it reaches 0.</summary>
    private (double Low, double High) Interval(double mode)
    {
        double single = Quantile(confidence, 1.0 - confidence);
        if (mode == 0.0 || Height(single) <= Heights.AtZero)
        {
            return (0.0, single);
        }

        // The lower end rises until the densities at both are equal: regula falsi, the retained end's value halved (Illinois).
        (double low, double high) = (0.0, Math.Min(mode, Quantile(1.0 - confidence, confidence)));
        (double end, double upper) = (low, single);
        (double atLow, double atHigh) = (Level(low, single).Level, Level(high, single).Level);
        int side = 0;
        for (int step = 0; step < MostSteps && high - low > 1e-14 * high; step++)
        {
            end = low + ((high - low) * (atLow / (atLow - atHigh)));
            end = end > low && end < high ? end : 0.5 * (low + high);
            (upper, double level) = Level(end, upper);
            if (level == 0.0)
            {
                break;
            }

            if (level < 0.0)
            {
                (low, atLow) = (end, level);
                atHigh *= side < 0 ? 0.5 : 1.0;
                side = -1;
            }
            else
            {
                (high, atHigh) = (end, level);
                atLow *= side > 0 ? 0.5 : 1.0;
                side = 1;
            }
        }
        return (end, double.IsFinite(upper) ? upper : Level(end, single).High);
    }

    /// <summary>For a lower end: the upper end that the confidence asks for, and the difference of the densities at both.</summary>
    private (double High, double Level) Level(double low, double start)
    {
        double below = low > 0.0 ? Lower(low) : 0.0;
        double tail = 1.0 - confidence - below;
        double height = low > 0.0 ? Height(low) : Heights.AtZero;
        if (tail <= 0.0)
        {
            return (double.PositiveInfinity, height - Heights.OfNothing);
        }

        double high = Quantile(below + confidence, tail, double.IsFinite(start) ? start : 0.0);
        return (high, height - Height(high));
    }

    /// <summary>x of P(X ≤ x) = <paramref name="lower"/>, P(X &gt; x) = <paramref name="upper"/>: Newton on the logarithm of the smaller, within bounds.</summary>
    private double Quantile(double lower, double upper, double start = 0.0)
    {
        bool fromBelow = lower <= 0.5;
        (double below, double above) = (0.0, total + (40.0 * Math.Sqrt(total + 2.0)) + 800.0);
        double x = start > 0.0 ? start : Math.Clamp(share.Mean(u => u) * (total + 2.0), 1e-300, above);
        for (int step = 0; step < MostSteps; step++)
        {
            double part = fromBelow ? Lower(x) : Upper(x);
            double excess = fromBelow ? Math.Log(part / lower) : Math.Log(upper / part);
            (below, above) = excess < 0.0 ? (x, above) : (below, x);
            double next = x - (excess * part / Density(x));
            if ((Math.Abs(excess) <= 1e-3 && Math.Abs(next - x) <= 1e-9 * x) || above - below <= 4e-16 * above)
            {
                return next;
            }

            x = next > below && next < above ? next : 0.5 * (below + above);
        }
        return x;
    }

    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + (0.5 * x * x) + (x * x * x / 6.0) : Math.Exp(x) - 1.0;

    /// <summary>ψ′(x): the asymptotic series from 15 on, reached by ψ′(x) = 1/x² + ψ′(x + 1).</summary>
    private static double Trigamma(double x)
    {
        double sum = 0.0;
        for (; x < 15.0; x++)
        {
            sum += 1.0 / (x * x);
        }

        double w = 1.0 / (x * x);
        return sum + (1.0 / x) + (0.5 * w) + (w / x * ((1.0 / 6.0) - (w * ((1.0 / 30.0) - (w * ((1.0 / 42.0) - (w * ((1.0 / 30.0) - (w * 5.0 / 66.0)))))))));
    }
}
