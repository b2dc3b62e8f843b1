using GpuConcord.Host.Data;
using GpuConcord.Host.Threads;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Statistics.Robust;

/// <summary>
/// One robust scale of what is left of ln(value) when instruments and sources are taken out: y_ij = a_i + g_j + s e_ij by Huber's proposal 2 (Huber and
/// Ronchetti 2009, Robust Statistics, section 7.7), every residual divided by √(1 − h), so that s is right for normal errors however few there are.
/// </summary>
/// <remarks>
/// An instrument that is off in all it measures is a level a_i like any other and does no harm. One that scatters more than the others is held down by
/// Huber's weights where it is one of many; where it is one of few it draws the fluxes to itself, so every instrument is left out in turn as well, and
/// where the rest then scatters far less the rest is believed.
/// </remarks>
internal sealed class RobustScatter
{
    // Within 13 % of the best for normal errors, and a residual counts as much as 1.5 s at most.
    private const double Tuning = 1.5;
    private const double FarLess = 0.4;
    private const int MostLeftOut = 16;
    private const int LeastFreedomLeft = 5;
    private const int MostRounds = 200;
    private const double Tolerance = 1e-9;

    // Below this the residuals are the rounding of the table's numbers, or of ours.
    private const double Nothing = 1e-9;

    // E[min(z², c²)] of a standard normal z.
    private static readonly double Expected = ChiSquared.CDF(3, Tuning * Tuning) + (Tuning * Tuning * (1 - ChiSquared.CDF(1, Tuning * Tuning)));

    private RobustScatter(SharedRows rows, double[] rowFreedom, double[] residuals, double scale)
    {
        (Rows, Scale) = (rows, scale);
        Freedom = new double[rows.InstrumentCount];
        Squares = new double[rows.InstrumentCount];
        for (int o = 0; o < residuals.Length; o++)
        {
            Freedom[rows.Instrument[o]] += rowFreedom[o];
            Squares[rows.Instrument[o]] += residuals[o] * residuals[o];
        }
    }

    private RobustScatter(RobustScatter all, double scale, int freedom, int leftOut)
    {
        (Rows, Freedom, Squares) = (all.Rows, all.Freedom, all.Squares);
        (Scale, TotalFreedom, LeftOut) = (scale, freedom, leftOut);
    }

    /// <summary>s, standard deviation of ln(value) (a fraction); 0 where nothing is left, or where there are no degrees of freedom.</summary>
    public double Scale { get; private init; }

    /// <summary>Degrees of freedom that s has: measurements − sources − instruments + groups of instruments, of what was believed.</summary>
    public int TotalFreedom { get; private init; }

    /// <summary>The instrument that was left out of s since it scatters far more than the rest; −1 for none.</summary>
    public int LeftOut { get; private init; } = -1;

    /// <summary>The share of the degrees of freedom that each instrument's residuals have, Σ (1 − h), length N.</summary>
    public double[] Freedom { get; }

    /// <summary>Sum of each instrument's squared residuals, length N.</summary>
    public double[] Squares { get; }

    /// <summary>The measurements it was made of.</summary>
    public SharedRows Rows { get; }

    /// <summary>The scatter of a table.</summary>
    public static RobustScatter Of(Observations data)
    {
        RobustScatter all = Fit(SharedRows.Of(data));
        int[] present = [.. Enumerable.Range(0, data.InstrumentCount).Where(i => all.Rows.Component[i] >= 0)];
        if (present.Length is < 3 or > MostLeftOut)
        {
            return all;
        }

        (double Scale, int Freedom)[] without = new (double, int)[present.Length];
        SideBySide.For(0, present.Length, k =>
        {
            SharedRows rest = SharedRows.Of(data, without: present[k]);
            without[k] = (rest.Freedom >= LeastFreedomLeft ? Fit(rest).Scale : double.PositiveInfinity, rest.Freedom);
        }, CancellationToken.None);
        RobustScatter best = all;
        for (int k = 0; k < present.Length; k++)
        {
            if (without[k].Scale < Math.Min(FarLess * all.Scale, best.Scale))
            {
                best = new RobustScatter(all, without[k].Scale, without[k].Freedom, present[k]);
            }
        }

        return best;
    }

    private static RobustScatter Fit(SharedRows rows)
    {
        if (rows.Freedom < 1)
        {
            return new RobustScatter(rows, new double[rows.Y.Length], new double[rows.Y.Length], 0);
        }

        double[] weight = new double[rows.Y.Length];
        Array.Fill(weight, 1.0);
        TwoWaySystem system = new(rows, weight);
        double[] freedom = system.Freedom(), residual = system.Residuals();
        double scale = Settled(residual, rows.Freedom, scale =>
        {
            for (int o = 0; o < weight.Length; o++)
            {
                double size = Math.Abs(residual[o]), most = Tuning * scale * Math.Sqrt(freedom[o]);
                weight[o] = size <= most ? 1.0 : Math.Max(most / size, Nothing);
            }

            residual = new TwoWaySystem(rows, weight).Residuals();
            return Rescaled(scale, residual, freedom, rows.Freedom);
        });
        return new RobustScatter(rows, freedom, residual, scale > Nothing ? scale : 0) { TotalFreedom = rows.Freedom };
    }

    /// <summary>The scale of given residuals alone, by the same rule; nothing is fitted.</summary>
    /// <param name="residual">Residuals of a fit with equal weights.</param>
    /// <param name="freedom">1 − h of each.</param>
    /// <param name="total">Their degrees of freedom.</param>
    public static double ScaleOf(double[] residual, double[] freedom, int total) => Settled(residual, total, scale => Rescaled(scale, residual, freedom, total));

    /// <summary>From the root mean square of residuals on, by <paramref name="next"/> until nothing changes.</summary>
    private static double Settled(double[] residual, int total, Func<double, double> next)
    {
        double scale = Math.Sqrt(residual.Sum(r => r * r) / total);
        for (int round = 0; round < MostRounds && scale > Nothing; round++)
        {
            double before = scale;
            scale = next(before);
            if (Math.Abs(scale - before) < Tolerance * before)
            {
                break;
            }
        }

        return scale;
    }

    private static double Rescaled(double scale, double[] residual, double[] freedom, int total)
    {
        double sum = 0;
        for (int o = 0; o < residual.Length; o++)
        {
            sum += Math.Min(residual[o] * residual[o] / (scale * scale), freedom[o] * Tuning * Tuning);
        }

        return scale * Math.Sqrt(sum / (total * Expected));
    }
}
