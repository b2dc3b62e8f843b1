namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// ln L(x) of one observation, interpolated: cells of x are computed when they are first asked for, each cut so often that quintic Hermite polynomials
/// are off by less than 1e-8. What is read does not depend on who asks, in what order, or from how many threads.
/// </summary>
internal sealed class CountsTable
{
    /// <summary>Share of <see cref="Width"/> that a grid for the trapezoid rule may step by.</summary>
    private const double StepShare = 0.6;
    private const double LargestStep = 0.35;

    private const double Cell = 0.25;
    private const double Off = 1e-8;
    private const double OffByRounding = 1e-13;
    private const int MostParts = 4096;

    // Where nothing of the source is left, and where so much that no count is near.
    private const double Faintest = 1e-3;
    private const double Brightest = 50;
    private const double Nothing = 1e-9;
    private const double Edge = 4;
    private const double Solved = 0.05;

    // ln L this far below its largest adds nothing to an integral that is not lost already.
    private const double Gone = 40;
    private const double Far = 1000;

    private readonly CountsDensity density;
    private readonly Growing<Knot[]> cells;
    private readonly Lock growing = new();
    private Growing<double>?[] grids = [];

    /// <param name="density">L of the observation.</param>
    public CountsTable(CountsDensity density)
    {
        this.density = density;
        cells = new Growing<Knot[]>(Fill);

        // L has one maximum in S, perhaps at 0.
        double low = Math.Log(Faintest / density.Factor);
        double high = Math.Log((Brightest + (2 * density.Total)) / Math.Min(density.SourceFactor, density.Factor));
        Peak = density.At(low).Slope <= 0 ? low : Bisect(low, high, x => density.At(x).Slope > 0);
        Top = density.At(Peak).Value;
        double edge = Bisect(Peak, high + Edge, x => density.At(x).Value > Top - Edge);
        HasPeak = Peak > low && density.At(low).Value < Top - Edge;
        First = Peak > low && density.At(low).Value < Top - Gone ? Bisect(low, Peak, x => density.At(x).Value < Top - Gone) : double.NegativeInfinity;
        Last = Bisect(Peak, high + Gone, x => density.At(x).Value > Top - Gone) + Solved;
        Knee = HasPeak ? Peak : edge;
        Lowest = Math.Log(Nothing / density.Factor);
        Width = 1 / Math.Sqrt(1 + (density.Factor * Math.Exp(edge)));
        Step = Power(Math.Min(LargestStep, StepShare * Width));
    }

    /// <summary>Where L is largest, or the faintest S that is told from none.</summary>
    public double Peak { get; }

    /// <summary>ln L there.</summary>
    public double Top { get; }

    /// <summary>Whether L falls on either side.</summary>
    public bool HasPeak { get; }

    /// <summary>The peak, or where L falls off if it falls on one side only.</summary>
    public double Knee { get; }

    /// <summary>Below this L is nothing; −∞ where background alone explains the counts.</summary>
    public double First { get; }

    /// <summary>Below this nothing of the source is left to see: L is what it is for S = 0.</summary>
    public double Lowest { get; }

    /// <summary>Above this L is nothing.</summary>
    public double Last { get; }

    /// <summary>A length over which L turns, no larger than its width.</summary>
    public double Width { get; }

    /// <summary>A step, a power of two, that the trapezoid rule can do with.</summary>
    public double Step { get; }

    /// <summary>The density itself.</summary>
    public CountsDensity Density => density;

    /// <summary>ln L.</summary>
    /// <param name="x">ln S.</param>
    public double Log(double x)
    {
        if (IsBeyond(x))
        {
            return density.At(x).Value;
        }

        (Knot left, Knot right, double h, double at) = Around(x);
        (double value, _) = Between(left, right, h, at, false);
        return value;
    }

    /// <summary>ln L and its derivative.</summary>
    /// <param name="x">ln S.</param>
    public (double Value, double Slope) LogAndSlope(double x)
    {
        if (IsBeyond(x))
        {
            (double value, double slope, _) = density.At(x);
            return (value, slope);
        }

        (Knot left, Knot right, double h, double at) = Around(x);
        return Between(left, right, h, at, true);
    }

    /// <summary>L/e^<see cref="Top"/> at x = k · <see cref="Step"/>/2^<paramref name="halvings"/> for k from <paramref name="first"/> on.</summary>
    /// <param name="halvings">How often the step is halved.</param>
    /// <param name="first">First k.</param>
    /// <param name="count">How many.</param>
    public ReadOnlySpan<double> Grid(int halvings, int first, int count)
    {
        Growing<double>?[] now = grids;
        if (now.Length <= halvings || now[halvings] is null)
        {
            lock (growing)
            {
                double step = Step / (1L << halvings);
                Growing<double>?[] more = new Growing<double>?[Math.Max(grids.Length, halvings + 1)];
                grids.CopyTo(more, 0);
                more[halvings] ??= new Growing<double>(k => Math.Exp(Log(k * step) - Top));
                Volatile.Write(ref grids, more);
                now = more;
            }
        }

        return now[halvings]!.Span(first, count);
    }

    /// <summary>The largest power of two that is no larger.</summary>
    internal static double Power(double value) => Math.ScaleB(1, Math.ILogB(value));

    /// <summary>Whether ln L falls off so steeply, or is so far from anything, that a cell would not pay.</summary>
    private bool IsBeyond(double x) => x > Last + 1 || x < First - 1 || x < -Far;

    private double Bisect(double low, double high, Func<double, bool> isLeft)
    {
        double close = Solved / Math.Sqrt(1 + density.Total);
        while (high - low > close)
        {
            double middle = 0.5 * (low + high);
            (low, high) = isLeft(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private (Knot Left, Knot Right, double Width, double Share) Around(double x)
    {
        double place = x / Cell;
        int cell = (int)Math.Floor(place);
        Knot[] knots = cells[cell];
        double part = (place - cell) * (knots.Length - 1);
        int k = Math.Min((int)part, knots.Length - 2);
        return (knots[k], knots[k + 1], Cell / (knots.Length - 1), part - k);
    }

    private Knot[] Fill(int cell)
    {
        double start = cell * Cell;
        Knot[] knots = [At(start), At(start + Cell)];
        while (true)
        {
            int parts = knots.Length - 1;
            Knot[] finer = new Knot[(2 * parts) + 1];
            double width = Cell / parts;
            bool close = true;
            for (int k = 0; k < parts; k++)
            {
                finer[2 * k] = knots[k];
                Knot middle = finer[(2 * k) + 1] = At(start + ((k + 0.5) * width));
                (double value, _) = Between(knots[k], knots[k + 1], width, 0.5, false);
                close &= Math.Abs(value - middle.Value) <= Off + (OffByRounding * Math.Abs(middle.Value));
            }

            finer[^1] = knots[^1];
            knots = finer;
            if (close || 2 * parts >= MostParts)
            {
                return knots;
            }
        }
    }

    private Knot At(double x)
    {
        (double value, double slope, double curvature) = density.At(x);
        return new Knot(value, slope, curvature);
    }

    /// <summary>The quintic that has value and two derivatives at either end.</summary>
    private static (double Value, double Slope) Between(Knot left, Knot right, double h, double t, bool slope)
    {
        double s0 = h * left.Slope, s1 = h * right.Slope;
        double c0 = 0.5 * h * h * left.Curvature, c1 = 0.5 * h * h * right.Curvature;
        double rise = right.Value - left.Value - s0 - c0;
        double turn = s1 - s0 - (2 * c0);
        double bend = c1 - c0;
        double a3 = (10 * rise) - (4 * turn) + bend;
        double a4 = (-15 * rise) + (7 * turn) - (2 * bend);
        double a5 = (6 * rise) - (3 * turn) + bend;
        double value = left.Value + (t * (s0 + (t * (c0 + (t * (a3 + (t * (a4 + (t * a5)))))))));
        return (value, slope ? (s0 + (t * ((2 * c0) + (t * ((3 * a3) + (t * ((4 * a4) + (t * 5 * a5)))))))) / h : 0);
    }

    private readonly record struct Knot(double Value, double Slope, double Curvature);

    /// <summary>Values by whole numbers, those between the least and the largest that were asked for; read without a lock.</summary>
    private sealed class Growing<T>(Func<int, T> make)
    {
        private readonly Lock growing = new();
        private Part now = new(0, []);

        public T this[int k]
        {
            get
            {
                Part part = Volatile.Read(ref now);
                int at = k - part.First;
                if ((uint)at >= (uint)part.Values.Length)
                {
                    part = Grow(k, 1);
                }

                return part.Values[k - part.First];
            }
        }

        public ReadOnlySpan<T> Span(int first, int count)
        {
            Part part = Volatile.Read(ref now);
            if (first < part.First || first + count > part.First + part.Values.Length)
            {
                part = Grow(first, count);
            }

            return part.Values.AsSpan(first - part.First, count);
        }

        private Part Grow(int first, int count)
        {
            lock (growing)
            {
                bool none = now.Values.Length == 0;
                int from = none ? first : Math.Min(first, now.First);
                int to = none ? first + count : Math.Max(first + count, now.First + now.Values.Length);
                T[] values = new T[to - from];
                for (int k = from; k < to; k++)
                {
                    int had = k - now.First;
                    values[k - from] = !none && (uint)had < (uint)now.Values.Length ? now.Values[had] : make(k);
                }

                Part grown = new(from, values);
                Volatile.Write(ref now, grown);
                return grown;
            }
        }

        private sealed record Part(int First, T[] Values);
    }
}
