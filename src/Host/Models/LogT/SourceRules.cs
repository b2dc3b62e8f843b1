using System.Runtime.Intrinsics;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Models.LogT;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// A rule for the integral over every source's log flux, laid out as <see cref="FluxRule"/> says: even nodes, or Gauss nodes of what the even nodes weigh at a reference θ.
/// The ratio of an
/// integrand to that at the reference is smooth, the smoother the nearer, so that few Gauss nodes do; how many is found by comparing with the even nodes at eight θ about the
/// posterior's outskirts.
/// </summary>
/// <param name="sources">The data.</param>
/// <param name="error">The density of an observation.</param>
/// <param name="kappas">κ.</param>
/// <param name="region">Where θ may get.</param>
/// <param name="unit">s.</param>
/// <param name="at">The reference and what to test at.</param>
internal sealed class SourceRules(SharedSources sources, LogTError error, KappaPolynomials kappas, CollapsedRegion region, double unit, RulePoints at)
{
    /// <summary>Largest error of the logarithm of a source's integral at any point that is tested.</summary>
    public const double Good = 1e-9;

    // Of a flux's mean, in units of s.
    private const double GoodFlux = 1e-6;
    private const int Chunk = 256;

    // e^−25 of the largest term.
    private const double Negligible = 25;

    // ln of what a product of q/s² over a source's members may grow to.
    private const double LargestProduct = 600;

    // Of tanh in units of a member's share of t: where Gauss nodes were fewest among 0.5 to 6.
    private const double Width = 1.25;

    // Mass of a node that is nothing to a weight or a flux: of θ about the reference an outlier's own flux may hold a thousand times what it holds there.
    private const double Drawn = 1e-14;
    private const int Pair = 2;
    private const int FewestNodes = 4;
    private const int Sampled = 64;

    private readonly double shape = 0.5 * (error.Nu + 1);
    private readonly double[] shifts = [.. Enumerable.Range(0, region.Areas).Select(region.Shift)];
    private readonly (double Least, double Most)[] spreads = [.. Enumerable.Range(0, region.Areas).Select(region.Scales)];

    /// <summary>Gauss nodes for every source where they do, even nodes elsewhere; null where nodes are too many.</summary>
    /// <param name="step">Step of the even nodes in t.</param>
    /// <param name="cancellation">Looked at between sources.</param>
    public double[]? Few(double step, CancellationToken cancellation)
    {
        // As many as do for nine of ten; a source that wants more gets more.
        int[] wanted = new int[Math.Min(Sampled, sources.Count)];
        SideBySide.For(0, wanted.Length, k =>
        {
            Scratch own = new(error, Negligible);
            wanted[k] = Lay((int)((long)k * sources.Count / wanted.Length), step, own) ? Compress(own, FewestNodes) : 0;
        }, cancellation);
        Array.Sort(wanted);
        int usual = wanted[wanted.Length * 9 / 10];
        return All(own => Compress(own, usual), step, cancellation);
    }

    /// <summary>Even nodes for every source, as draws of its flux want them; null where they are too many.</summary>
    /// <param name="step">Step of nodes in t that integrals are good with.</param>
    /// <param name="cancellation">Looked at between sources.</param>
    public double[]? Even(double step, CancellationToken cancellation) => All(Thinned, step, cancellation);

    /// <summary>The even nodes of some mass; returns how many.</summary>
    private static int Thinned(Scratch own)
    {
        int[] kept = [.. Enumerable.Range(0, own.Mass.Length).Where(m => own.Mass[m] > Drawn)];
        own.Flux = [.. kept.Select(m => own.Rule.Flux[m])];
        own.Weight = [.. kept.Select(m => own.Mass[m])];
        return kept.Length;
    }

    /// <summary>Largest difference between even rules of a step and of half of it, of some sources at the points to test at.</summary>
    public double Coarseness(double step)
    {
        double[] worst = new double[Math.Min(Sampled, sources.Count)];
        SideBySide.For(0, worst.Length, k =>
        {
            int j = (int)((long)k * sources.Count / worst.Length);
            Scratch own = new(error, Negligible);
            if (!Lay(j, step, own))
            {
                worst[k] = double.PositiveInfinity;
                return;
            }

            Vector512<double> coarse = Total(own, own.Rule.Flux.ToArray(), own.Mass, out Vector512<double> mean);
            Lay(j, 0.5 * step, own);
            Vector512<double> fine = Total(own, own.Rule.Flux.ToArray(), own.Mass, out Vector512<double> meanFine);
            worst[k] = Worst(Vector512.Log(coarse / fine), mean - meanFine);
        }, CancellationToken.None);
        return worst.Max();
    }

    /// <summary>Even nodes of one source, with the reference's masses.</summary>
    private bool Lay(int source, double step, Scratch own)
    {
        int first = sources.First[source], members = sources.First[source + 1] - first;
        own.First = first;
        own.Members = members;
        Span<double> centre = stackalloc double[members];
        Span<double> scale = stackalloc double[members];
        for (int a = 0; a < members; a++)
        {
            int i = sources.Instrument[first + a];
            centre[a] = sources.Value[first + a] - at.Area[i];
            scale[a] = at.Scale[i];
        }

        if (!own.Rule.Cover(centre, scale, step))
        {
            return false;
        }

        // By the polynomials, which are better than the table.
        own.Mass = new double[own.Rule.Flux.Count];
        for (int m = 0; m < own.Mass.Length; m++)
        {
            if (!Find(own, own.Rule.Flux[m]))
            {
                return false;
            }

            own.Mass[m] = LogTerm(own, m);
        }

        double highest = own.Mass.Max();
        own.Mass = Array.ConvertAll(own.Mass, term => Math.Exp(term - highest));
        Normalise(own.Mass);
        return true;
    }

    private static void Normalise(double[] mass)
    {
        double total = mass.Sum();
        for (int m = 0; m < mass.Length; m++)
        {
            mass[m] /= total;
        }
    }

    /// <summary>ln of the term of an even node at the reference, by the polynomials.</summary>
    private double LogTerm(Scratch own, int m)
    {
        double product = 1, value = 1;
        for (int a = 0; a < own.Members; a++)
        {
            int i = sources.Instrument[own.First + a];
            double residual = sources.Value[own.First + a] - own.Rule.Flux[m] - at.Area[i];
            double square = (at.Scale[i] + (residual * residual)) / (unit * unit);
            product *= square;
            value *= own.Kappa[a].Of(square);
        }

        return own.Rule.LogStep[m] - (shape * Math.Log(product)) + Math.Log(value) + own.Kappa.Sum(kappa => kappa.LogUnit);
    }

    /// <summary>Finds a polynomial of κ for every member at a flux, good wherever θ may get; returns whether all have one.</summary>
    private bool Find(Scratch own, double flux)
    {
        if (own.Kappa.Length != own.Members)
        {
            (own.Kappa, own.Number) = (new KappaPolynomial[own.Members], new int[own.Members]);
        }

        for (int a = 0; a < own.Members; a++)
        {
            int i = sources.Instrument[own.First + a];
            double residual = Math.Abs(sources.Value[own.First + a] - flux - at.Area[i]);
            (double low, double high) = (Math.Max(0, residual - shifts[i]), residual + shifts[i]);
            (double least, double most) = spreads[i];
            if (kappas.For(Math.Sqrt(least + (low * low)), Math.Sqrt(most + (high * high)), out own.Number[a]) is not { } found
                || own.Members * Math.Log((most + (high * high)) / (unit * unit)) > LargestProduct)
            {
                return false;
            }

            own.Kappa[a] = found;
        }

        return true;
    }

    /// <summary>Finds the fewest Gauss nodes that do, from so many on; 0 where even nodes are as few.</summary>
    private int Compress(Scratch own, int from)
    {
        double[] flux = [.. own.Rule.Flux];
        int even = flux.Length;
        Vector512<double> exact = Total(own, flux, own.Mass, out Vector512<double> meanExact);
        double middle = 0;
        for (int m = 0; m < even; m++)
        {
            middle += own.Mass[m] * own.Rule.Place[m];
        }

        double[] place = new double[even];
        double width = Width * own.Members;
        for (int m = 0; m < even; m++)
        {
            place[m] = Math.Tanh((own.Rule.Place[m] - middle) / width);
        }

        for (int n = Math.Max(Pair, from); n <= even / 2; n += Pair)
        {
            own.Flux = new double[n];
            own.Weight = new double[n];
            if (!GaussRule.Of(place, own.Mass, own.Flux, own.Weight))
            {
                return 0;
            }

            for (int k = 0; k < n; k++)
            {
                double t = middle + (width * Math.Atanh(own.Flux[k]));
                int near = Math.Clamp(own.Rule.Place.BinarySearch(t) is var found && found < 0 ? ~found : found, 0, even - 1);
                own.Flux[k] = own.Rule.At(t, flux[near]);
            }

            Vector512<double> total = Total(own, own.Flux, own.Weight, out Vector512<double> mean);
            if (Worst(Vector512.Log(total / exact), mean - meanExact) <= 1)
            {
                return n;
            }
        }

        return 0;
    }

    /// <summary>The larger of both errors over what is good enough.</summary>
    private double Worst(Vector512<double> logarithm, Vector512<double> mean)
    {
        Vector512<double> worst = Vector512.Max(Vector512.Abs(logarithm) / Good, Vector512.Abs(mean) / (GoodFlux * unit));
        double most = 0;
        for (int t = 0; t < Vector512<double>.Count; t++)
        {
            // Not a number is no good.
            most = worst[t] <= most ? most : worst[t] > most ? worst[t] : double.PositiveInfinity;
        }

        return most;
    }

    /// <summary>Sums, and means of G, at the points to test at of a rule whose terms at the reference are these.</summary>
    private Vector512<double> Total(Scratch own, double[] flux, double[] mass, out Vector512<double> mean)
    {
        Vector512<double> sum = Vector512<double>.Zero, first = sum;
        double inverse = 1 / unit, square = inverse * inverse;
        for (int m = 0; m < flux.Length; m++)
        {
            if (!Find(own, flux[m]))
            {
                mean = Vector512.Create(double.NaN);
                return mean;
            }

            Vector512<double> product = Vector512<double>.One, value = Vector512.Create(mass[m]);
            for (int a = 0; a < own.Members; a++)
            {
                int i = sources.Instrument[own.First + a];
                double y = sources.Value[own.First + a] - flux[m];
                Vector512<double> r = Vector512.Create(y) - at.TestArea[i];
                Vector512<double> q = at.TestScale[i] + (r * r);
                double residual = y - at.Area[i], reference = at.Scale[i] + (residual * residual);
                product *= q * (1 / reference);
                value *= Kappa(own.Kappa[a], q * square) / own.Kappa[a].Of(reference * square);
            }

            Vector512<double> term = value * Vector512.Exp(Vector512.Log(product) * -shape);
            sum += term;
            first += term * flux[m];
        }

        mean = first / sum;
        return sum;
    }

    private static Vector512<double> Kappa(KappaPolynomial kappa, Vector512<double> square)
    {
        Vector512<double> t = (Vector512.Sqrt(square) * kappa.Slope) + Vector512.Create(kappa.Offset);
        Vector512<double> value = Vector512.Create(kappa.Coefficients[^1]);
        for (int c = kappa.Coefficients.Length - 2; c >= 0; c--)
        {
            value = Vector512.FusedMultiplyAdd(value, t, Vector512.Create(kappa.Coefficients[c]));
        }

        return value;
    }

    private double[]? All(Func<Scratch, int> compress, double step, CancellationToken cancellation)
    {
        int chunks = (sources.Count + Chunk - 1) / Chunk;
        List<double>[] parts = new List<double>[chunks];
        SideBySide.For(0, chunks, c =>
        {
            Scratch own = new(error, Negligible);
            List<double> numbers = [];
            for (int j = c * Chunk; j < Math.Min(sources.Count, (c + 1) * Chunk); j++)
            {
                if (!Lay(j, step, own))
                {
                    return;
                }

                if (compress(own) == 0)
                {
                    (own.Flux, own.Weight) = ([.. own.Rule.Flux], own.Mass);
                }

                if (!Write(own, numbers))
                {
                    return;
                }
            }

            parts[c] = numbers;
        }, cancellation);
        return parts.Contains(null) ? null : [.. parts.SelectMany(part => part)];
    }

    private bool Write(Scratch own, List<double> numbers)
    {
        double inverse = 1 / unit, square = inverse * inverse;
        numbers.AddRange([own.Members, own.Flux.Length]);
        for (int a = 0; a < own.Members; a++)
        {
            numbers.Add(sources.Instrument[own.First + a]);
        }

        for (int a = 0; a < own.Members; a++)
        {
            numbers.Add(sources.Value[own.First + a] * inverse);
        }

        for (int m = 0; m < own.Flux.Length; m++)
        {
            if (!Find(own, own.Flux[m]))
            {
                return false;
            }

            double product = 1, value = 1;
            for (int a = 0; a < own.Members; a++)
            {
                int i = sources.Instrument[own.First + a];
                double residual = sources.Value[own.First + a] - own.Flux[m] - at.Area[i];
                double reference = (at.Scale[i] + (residual * residual)) * square;
                product *= reference;
                value *= own.Kappa[a].Of(reference);
            }

            numbers.AddRange([own.Flux[m] * inverse, 1 / product, own.Weight[m] / value]);
            foreach (int number in own.Number)
            {
                numbers.Add(number);
            }
        }

        return true;
    }

    private sealed class Scratch(LogTError error, double negligible)
    {
        public EvenRule Rule { get; } = new(error, negligible);

        public int First { get; set; }

        public int Members { get; set; }

        public KappaPolynomial[] Kappa { get; set; } = [];

        public int[] Number { get; set; } = [];

        public double[] Mass { get; set; } = [];

        public double[] Flux { get; set; } = [];

        public double[] Weight { get; set; } = [];
    }
}

/// <summary>Where rules are made and tested.</summary>
/// <param name="Area">B − b of the reference.</param>
/// <param name="Scale">σ² of the reference, one an instrument.</param>
/// <param name="TestArea">B − b, less its mean shift, of eight points to test at, one entry an instrument.</param>
/// <param name="TestScale">σ² there.</param>
internal sealed record RulePoints(double[] Area, double[] Scale, Vector512<double>[] TestArea, Vector512<double>[] TestScale);
