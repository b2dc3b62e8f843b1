namespace GpuConcord.Host.Sampling.Collapsed;

/// <summary>
/// The quick tuning of one problem: scale and centre by Laplace, the step by the acceptance rate of a few rounds of pilot chains, the
/// trajectory a quarter of a period. A last, longer round shows whether the chains mix; where they do not, the tuning is not used.
/// </summary>
internal sealed class StepSearch(double[] centre, double[] scale)
{
    /// <summary>Rounds, the last of which judges.</summary>
    public const int Rounds = 5;

    private const double TargetAcceptance = 0.9;
    private const double QuarterPeriod = 1.7;
    private const double Slow = 4.0;
    private int round;

    /// <summary>What to try next; final after <see cref="Rounds"/> rounds.</summary>
    public Tuning Tuning { get; private set; } = new(0.6, 3, centre, scale);

    /// <summary>Whether the last round mixed: an autocorrelation time below four iterations for every ln v_i and its square.</summary>
    public bool Mixes { get; private set; }

    /// <summary>Autocorrelation time of the slowest in the last round, in iterations.</summary>
    public double AutocorrelationTime { get; private set; } = double.PositiveInfinity;

    /// <summary>Iterations of a round.</summary>
    public static int Iterations(int round) => round < Rounds - 1 ? 6 : 12;

    /// <summary>Learns from the round just made.</summary>
    public void Observe(PooledMoments seen)
    {
        if (++round == Rounds)
        {
            AutocorrelationTime = seen.AutocorrelationTime;
            Mixes = seen.AutocorrelationTime < Slow && seen.Divergences == 0;
            return;
        }

        double step = Tuning.Step * Math.Exp(Math.Clamp(3.0 * (seen.Acceptance - TargetAcceptance), -0.7, 0.4));
        step = Math.Clamp(step, 1e-3, 2.0);
        Tuning = Tuning with { Step = step, Leapfrogs = Math.Clamp((int)Math.Round(QuarterPeriod / step), 2, 16) };
    }
}
