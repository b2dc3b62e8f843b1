using GpuConcord.Host.Data;
using MathNet.Numerics;

namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// ln L(x) = ln p(n, m | S = eˣ) of one observation, its background integrated out over its prior, with the first two derivatives by x:
/// ∫ Poisson(n; f S + b) Poisson(m; g S + r b) p(b) db, constants and all. Under the flat prior p(b) = 1.
/// </summary>
/// <remarks>
/// <para>In t = ln b the integrand has one maximum, since its logarithm is concave in b with any gamma prior, and is analytic everywhere; the
/// trapezoid rule converges faster than exponentially. It is a mixture of log-gamma densities, the share of b's own photons among n + m being unknown;
/// those of α photons are as wide as 1/√α, which sets the step. Relative errors are about 1e-9, for any counts from 0 to 10⁶.</para>
/// <para>The same nodes, shifted by a share of a step that is uniform, give an exact draw of b: a node chosen in proportion to its term has the density of
/// the integrand.</para>
/// </remarks>
internal sealed class CountsDensity
{
    // A tail below this share of the largest term (its logarithm) is left out.
    private const double Negligible = 23;
    private const double LargestStep = 0.35;

    // e to this is a number, and so is any factor times it.
    private const double Brightest = 650;
    private const double LogTwoPi = 1.8378770664093454836;

    private readonly double n;
    private readonly double m;
    private readonly double f;
    private readonly double g;
    private readonly double r;
    private readonly double known;
    private readonly double shape;
    private readonly double rate;
    private readonly double constant;

    /// <param name="counts">The counts of a table.</param>
    /// <param name="observation">Index of the observation.</param>
    public CountsDensity(ApertureCounts counts, int observation)
    {
        n = counts.Source[observation];
        f = counts.SourceFactor[observation];
        known = counts.KnownBackground[observation];
        m = counts.IsKnown(observation) ? 0 : counts.Background[observation];
        g = counts.IsKnown(observation) ? 0 : counts.BackgroundFactor[observation];
        r = counts.IsKnown(observation) ? 0 : counts.Ratio[observation];
        (shape, rate) = counts.BackgroundPrior ?? (1, 0);
        double prior = rate > 0 ? (shape * Math.Log(rate)) - SpecialFunctions.GammaLn(shape) : 0;
        constant = OfExpected(n) + (counts.IsKnown(observation) ? 0 : OfExpected(m) + prior);
    }

    /// <summary>Whether b is known.</summary>
    public bool IsKnown => !double.IsNaN(known);

    /// <summary>n + m.</summary>
    public double Total => n + m;

    /// <summary>f + g, source counts in both apertures for S = 1.</summary>
    public double Factor => f + g;

    /// <summary>f, those in the source aperture.</summary>
    public double SourceFactor => f;

    /// <summary>ln L(x) and its first and second derivative.</summary>
    /// <param name="x">ln S.</param>
    public (double Value, double Slope, double Curvature) At(double x)
    {
        double source = Math.Exp(Math.Min(x, Brightest));
        if (IsKnown)
        {
            double expected = (f * source) + known;
            double own = n > 0 ? n * (f * source / expected) : 0;
            return (constant + Deviance(n, expected), own - (f * source), (n > 0 ? own * (known / expected) : 0) - (f * source));
        }

        Integral integral = new(this, source);
        (double first, double second) = integral.Derivatives(integral.Mode);
        double sum = 0;
        double slopes = 0;
        double squares = 0;
        double curvatures = 0;
        foreach ((double b, double term) in integral.Nodes(0))
        {
            double weight = Math.Exp(term);
            (double slope, double curvature) = integral.Derivatives(b);
            double about = slope - first;
            sum += weight;
            slopes += weight * about;
            squares += weight * about * about;
            curvatures += weight * (curvature - second);
        }

        double mean = slopes / sum;
        return (
            constant + integral.Largest + Math.Log(sum * integral.Step),
            first + mean,
            second + (curvatures / sum) + Math.Max(0, (squares / sum) - (mean * mean)));
    }

    /// <summary>A background from its posterior given the counts and S.</summary>
    /// <param name="x">ln S.</param>
    /// <param name="offset">Uniform, 0 to below 1.</param>
    /// <param name="choice">Another.</param>
    public double Background(double x, double offset, double choice)
    {
        if (IsKnown)
        {
            return known;
        }

        Integral integral = new(this, Math.Exp(Math.Min(x, Brightest)));
        return Chosen([.. integral.Nodes(offset)], choice);
    }

    /// <summary>
    /// P(N &lt; n) + share · P(N = n) of the counts in the source aperture given S and those in the background aperture, b having the posterior that m and S
    /// give it: a uniform number when <paramref name="share"/> is one and the model holds.
    /// </summary>
    /// <param name="x">ln S.</param>
    /// <param name="share">Uniform, 0 to 1.</param>
    public double Rank(double x, double share)
    {
        double source = Math.Exp(Math.Min(x, Brightest));
        if (IsKnown)
        {
            return Below((f * source) + known, share);
        }

        Integral integral = new(this, source, backgroundOnly: true);
        double sum = 0;
        double rank = 0;
        foreach ((double b, double term) in integral.Nodes(0))
        {
            double weight = Math.Exp(term);
            sum += weight;
            rank += weight * Below((f * source) + b, share);
        }

        return rank / sum;
    }

    private double Below(double expected, double share)
    {
        double equal = Math.Exp(OfExpected(n) + Deviance(n, expected));
        double below = n == 0 ? 0 : SpecialFunctions.GammaUpperRegularized(n, expected);
        return below + (share * equal);
    }

    private static double Chosen((double Background, double Term)[] nodes, double choice)
    {
        double total = nodes.Sum(node => Math.Exp(node.Term));
        double sum = 0;
        foreach ((double background, double term) in nodes)
        {
            sum += Math.Exp(term);
            if (sum >= choice * total)
            {
                return background;
            }
        }

        return nodes[^1].Background;
    }

    /// <summary>ln Poisson(k; λ) less that at λ = k, which is <see cref="OfExpected"/>: small numbers where both are large.</summary>
    private static double Deviance(double k, double expected) => k > 0 ? (k * Math.Log(expected / k)) - (expected - k) : -expected;

    /// <summary>ln(kᵏ e⁻ᵏ/k!).</summary>
    private static double OfExpected(double k)
    {
        const double Large = 100;
        return k == 0 ? 0
            : k < Large ? (k * Math.Log(k)) - k - SpecialFunctions.FactorialLn((int)k)
            : (-0.5 * (LogTwoPi + Math.Log(k))) - (1 / (12 * k)) + (1 / (360 * k * k * k));
    }

    /// <summary>The integrand over t = ln b.</summary>
    private readonly struct Integral
    {
        private readonly CountsDensity own;
        private readonly double inSource;
        private readonly double inBackground;
        private readonly double n;

        public Integral(CountsDensity own, double source, bool backgroundOnly = false)
        {
            this.own = own;
            inSource = own.f * source;
            inBackground = own.g * source;
            n = backgroundOnly ? -1 : own.n;
            double decay = own.r + own.rate + (n < 0 ? 0 : 1);

            // The derivative by t over b is convex and falls: Newton's method from the left never passes the root, and doubles b while it is far.
            double seen = Math.Max(n, 0);
            double mode = own.shape / decay;
            for (int iteration = 0; iteration < 200; iteration++)
            {
                double expected = inSource + mode;
                double other = inBackground + (own.r * mode);
                double value = (own.shape / mode) + (seen / expected) + (own.m * own.r / other) - decay;
                double slope = -(own.shape / (mode * mode)) - (seen / (expected * expected)) - (own.m * own.r * own.r / (other * other));
                double step = -value / slope;
                mode += step;
                if (Math.Abs(step) < 1e-9 * mode)
                {
                    break;
                }
            }

            Mode = mode;
            double photons = decay * mode;
            Step = Math.Min(LargestStep, 0.8 / Math.Sqrt(photons + (4 * Math.Sqrt(photons)) + 2));
            Largest = Log(mode);
        }

        /// <summary>b where the integrand is largest.</summary>
        public double Mode { get; }

        /// <summary>From node to node, in ln b.</summary>
        public double Step { get; }

        /// <summary>ln of the integrand there, without <see cref="constant"/>.</summary>
        public double Largest { get; }

        /// <summary>The nodes, and ln of the integrand there less <see cref="Largest"/>.</summary>
        /// <param name="offset">Offset of the nodes as a share of a step.</param>
        public IEnumerable<(double Background, double Term)> Nodes(double offset)
        {
            double up = Math.Exp(Step);
            for (double b = Mode * Math.Exp(offset * Step); ; b *= up)
            {
                double term = Log(b) - Largest;
                yield return (b, term);
                if (!(term >= -Negligible))
                {
                    break;
                }
            }

            for (double b = Mode * Math.Exp((offset - 1) * Step); b > 0; b /= up)
            {
                double term = Log(b) - Largest;
                yield return (b, term);
                if (!(term >= -Negligible))
                {
                    break;
                }
            }
        }

        /// <summary>First and second derivative of ln of the integrand by x.</summary>
        public (double First, double Second) Derivatives(double b)
        {
            double first = inSource / (inSource + b);
            double other = inBackground + (own.r * b);
            double second = inBackground / other;
            return (
                (own.n * first) - inSource + (own.m * second) - inBackground,
                (own.n * first * (b / (inSource + b))) - inSource + (own.m * second * (own.r * b / other)) - inBackground);
        }

        private double Log(double b) =>
            (own.shape * Math.Log(b)) - (own.rate * b) + (n < 0 ? 0 : Deviance(n, inSource + b)) + Deviance(own.m, inBackground + (own.r * b));
    }
}
