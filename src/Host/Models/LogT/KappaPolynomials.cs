using System.Collections.Concurrent;
using GpuConcord.Kernels.Models.LogT;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// Polynomials of κ for ranges of √q that overlap, made as they are asked for: narrow ones about the least σ, where most observations are, and a row of others
/// outwards for outliers, along which κ falls off exponentially.
/// </summary>
/// <param name="nu">ν.</param>
/// <param name="least">Least √q.</param>
/// <param name="unit">s.</param>
internal sealed class KappaPolynomials(double nu, double least, double unit)
{
    // Ranges from the least √q to these.
    private static readonly double[] Near = [0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6];

    // Further out, steps and widths in units of √q.
    private static readonly (double Step, double Width)[] Far = [(1, 3), (3, 10), (6, 20)];
    private readonly ConcurrentDictionary<int, KappaPolynomial?> found = new();

    /// <summary>The narrowest that serves a range, and its number; null where none does.</summary>
    /// <param name="low">Least √q.</param>
    /// <param name="high">Largest √q.</param>
    /// <param name="number">Its number.</param>
    public KappaPolynomial? For(double low, double high, out int number)
    {
        number = Number(low, high);
        if (number < 0)
        {
            return null;
        }

        return found.GetOrAdd(number, Make);
    }

    /// <summary>All that were made, one after another as <see cref="KappaLayout"/> says, and where each number begins.</summary>
    public (double[] Numbers, Dictionary<int, int> Starts) Table()
    {
        List<double> numbers = [];
        Dictionary<int, int> starts = [];
        foreach ((int number, KappaPolynomial? polynomial) in found.OrderBy(own => own.Key))
        {
            if (polynomial is not null)
            {
                starts[number] = numbers.Count;
                numbers.AddRange([polynomial.Slope, polynomial.Offset, polynomial.Coefficients.Length - 1, .. polynomial.Coefficients]);
            }
        }

        return ([.. numbers], starts);
    }

    private KappaPolynomial? Make(int number)
    {
        (double from, double to) = Range(number);
        return KappaPolynomial.Fit(nu, from, to, unit);
    }

    private int Number(double low, double high)
    {
        if (!(low >= least && high < double.PositiveInfinity))
        {
            return -1;
        }

        int near = Array.FindIndex(Near, to => high <= to);
        (double Width, int Number) best = near < 0 ? (double.PositiveInfinity, -1) : (Near[near] - least, near);
        for (int kind = 0; kind < Far.Length; kind++)
        {
            int k = (int)Math.Floor(low / Far[kind].Step);
            if (k > 0 && k * Far[kind].Step > least && high <= (k * Far[kind].Step) + Far[kind].Width && Far[kind].Width < best.Width)
            {
                best = (Far[kind].Width, Near.Length + (k * Far.Length) + kind);
            }
        }

        return best.Number;
    }

    private (double From, double To) Range(int number)
    {
        if (number < Near.Length)
        {
            return (least, Near[number]);
        }

        (int k, int kind) = Math.DivRem(number - Near.Length, Far.Length);
        return (k * Far[kind].Step, (k * Far[kind].Step) + Far[kind].Width);
    }
}
