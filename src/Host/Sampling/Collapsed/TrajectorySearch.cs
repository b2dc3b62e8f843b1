namespace GpuConcord.Host.Sampling.Collapsed;

/// <summary>
/// Finds the leapfrog step and trajectory length of one problem from rounds of pilot chains. First the step follows the
/// acceptance rate while centre and scale settle; then step and length are changed in turn, each tried for a round, and kept
/// when (leapfrogs + overhead) × autocorrelation time falls.
/// </summary>
/// <remarks>
/// In the spirit of ChEES (Hoffman, Radul and Sountsov, AISTATS 2021), which pools chains to tune a common trajectory; with many
/// chains the autocorrelation time itself can be read off the spread of chain means, so it is minimised directly, for the
/// slowest of η_i and (η_i − centre)²: a trajectory of half a period makes η_i antithetic but never moves its square.
/// </remarks>
internal sealed class TrajectorySearch
{
    private const double TargetAcceptance = 0.9;

    // Momenta, acceptance test and the exact draw of B cost about as much as this many gradients.
    private const double Overhead = 4;
    private const int SettlingRounds = 10;
    private const int MostLeapfrogs = 128;
    private readonly Queue<(double Step, double Length)> moves = new();
    private int round;
    private double best = double.PositiveInfinity;
    private double bestStep;
    private int bestLeapfrogs;
    private int kept;

    public TrajectorySearch(double[] centre, double[] scale)
    {
        Centre = centre;
        Scale = scale;
    }

    /// <summary>Iterations of the next round.</summary>
    public int Iterations => round < SettlingRounds ? 16 : 48;

    /// <summary>Centre of each η_i.</summary>
    public double[] Centre { get; private set; }

    /// <summary>Scale of each η_i.</summary>
    public double[] Scale { get; private set; }

    /// <summary>Leapfrog step in units of the scale, to try next; small at first, so that far starting points slide in.</summary>
    public double Step { get; private set; } = 0.1;

    /// <summary>Leapfrog steps, to try next.</summary>
    public int Leapfrogs { get; private set; } = 4;

    /// <summary>Integrated autocorrelation time of the slowest at the best point so far, in iterations; at least 0.5, infinite before the first.</summary>
    public double AutocorrelationTime => best / (bestLeapfrogs + Overhead);

    /// <summary>Whether nothing is left to try; <see cref="Step"/> and <see cref="Leapfrogs"/> are then final.</summary>
    public bool Done { get; private set; }

    /// <summary>Learns from the round just made and sets what to try next.</summary>
    public void Observe(PooledMoments seen)
    {
        if (Done)
        {
            return;
        }

        if (round < SettlingRounds)
        {
            Settle(seen);
        }
        else
        {
            Judge(seen);
        }

        round++;
    }

    private void Settle(PooledMoments seen)
    {
        Step *= Math.Exp(Math.Clamp(3.0 * (seen.Acceptance - TargetAcceptance), -0.7, 0.4));
        Step = Math.Clamp(Step, 1e-3, 2.0);
        Leapfrogs = Math.Clamp((int)Math.Round(1.7 / Step), 2, 16);
        if (round >= 4 && seen.Sd.All(sd => sd > 0 && double.IsFinite(sd)))
        {
            Centre = seen.Mean;
            Scale = seen.Sd;
        }

        if (round == SettlingRounds - 1)
        {
            bestStep = Step;
            bestLeapfrogs = Leapfrogs;
            Plan();
        }
    }

    private void Judge(PooledMoments seen)
    {
        double cost = (Leapfrogs + Overhead) * Math.Max(seen.AutocorrelationTime, 0.5);
        if (cost < 0.93 * best || double.IsInfinity(best))
        {
            best = cost;
            bestStep = Step;
            bestLeapfrogs = Leapfrogs;
            kept++;
            Plan();
        }

        Next();
    }

    /// <summary>Around a new best point: longer, shorter, finer at equal length, coarser at equal length.</summary>
    private void Plan()
    {
        moves.Clear();
        if (kept < 12)
        {
            moves.Enqueue((1.0, 1.6));
            moves.Enqueue((1.0, 0.62));
            moves.Enqueue((0.6, 1.67));
            moves.Enqueue((1.4, 0.71));
        }
    }

    private void Next()
    {
        while (moves.TryDequeue(out (double Step, double Length) move))
        {
            double step = Math.Min(bestStep * move.Step, 2.0);
            int leapfrogs = Math.Clamp((int)Math.Round(bestLeapfrogs * move.Length), 1, MostLeapfrogs);
            if (leapfrogs != bestLeapfrogs || step != bestStep)
            {
                Step = step;
                Leapfrogs = leapfrogs;
                return;
            }
        }

        Step = bestStep;
        Leapfrogs = bestLeapfrogs;
        Done = true;
    }
}
