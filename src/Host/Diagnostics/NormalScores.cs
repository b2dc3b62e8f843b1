using GpuConcord.Host.Threads;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Scores that turn ranks 1 … S into a standard normal sample, Φ⁻¹((r − 3/8)/(S + 1/4)) (Blom 1958; Vehtari et al. 2021, § 4.1).
/// </summary>
internal sealed class NormalScores
{
    /// <summary>Tables for so few draws are kept: a sweep asks for the same one a hundred thousand times, and neither lock nor collector should stand between.</summary>
    private const int Small = 1 << 16;

    /// <summary>The large table used last: one serves every parameter of a fit. Dropped when memory is wanted.</summary>
    private static readonly WeakReference<NormalScores?> Large = new(null);
    private static readonly Lock Making = new();
    private static NormalScores? kept;

    /// <summary>Scores tabulated by one worker at a time.</summary>
    private const int Part = 1 << 14;

    private readonly double[] upper;
    private readonly int count;

    /// <summary>The table for <paramref name="count"/> draws, made anew unless the latest was for as many.</summary>
    public static NormalScores For(int count)
    {
        if (Volatile.Read(ref kept) is { } small && small.count == count)
        {
            return small;
        }

        // Whoever comes second waits for the table instead of making his own.
        lock (Making)
        {
            NormalScores? latest = kept;
            if (count > Small)
            {
                Large.TryGetTarget(out latest);
            }

            if (latest?.count == count)
            {
                return latest;
            }

            NormalScores table = new(count);
            if (count > Small)
            {
                Large.SetTarget(table);
            }
            else
            {
                Volatile.Write(ref kept, table);
            }

            return table;
        }
    }

    /// <summary>Tabulates the scores of <paramref name="count"/> untied ranks; a table serves every quantity with that many draws.</summary>
    public NormalScores(int count)
    {
        this.count = count;
        upper = new double[(count + 1) / 2];
        SideBySide.For(0, (upper.Length + Part - 1) / Part, part =>
        {
            int end = Math.Min((part + 1) * Part, upper.Length);
            for (int i = part * Part; i < end; i++)
            {
                upper[i] = -Of(i + 1);
            }
        }, CancellationToken.None);
    }

    /// <summary>Score of draws that tie for the ranks <paramref name="first"/> … <paramref name="last"/>, counted from 1.</summary>
    public double OfMeanRank(int first, int last)
    {
        int doubled = first + last;
        if (doubled % 2 == 1)
        {
            return Of(0.5 * doubled);
        }

        int rank = doubled / 2;
        return rank <= upper.Length ? -upper[rank - 1] : upper[count - rank];
    }

    private double Of(double rank) => Normal.InvCDF(0, 1, (rank - 0.375) / (count + 0.25));
}
