using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Checks;

/// <summary>
/// Leave-one-out of every observation to second order in the posterior's spread: what p evaluations of its density say, p being the number of parameters.
/// </summary>
/// <remarks>
/// With ℓ(θ) = ln p(y_ij | θ, the source's others), expanded about the mean of the draws, and z standard scores of θ (<see cref="SigmaPoints"/>):
/// ln p(y_ij | y_−ij) = −ln E[exp(−ℓ)] ≈ ℓ + ½ Σ_k ℓ''_k − ½ Σ_k ℓ'_k², and what having seen it adds is Σ_k ℓ'_k². The same sum is the variance of the logarithm of
/// its importance weights: an observation with a small one cannot have a heavy tail of them, so that it says which are to be looked at in any case.
/// </remarks>
internal sealed class LeaveOutSurrogate
{
    // Runs of sources whose sums are made one by one, whatever the number of cores, so that they do not depend on it.
    private const int Runs = 256;

    // An observation whose log weights vary by more than 0.2 (1 σ), or whose density bends as much within the posterior, is looked at. The sum of the former
    // over observations is the effective number of parameters, so that these are few.
    private const double LeastInfluence = 0.04;
    private const double LeastCurvature = 0.2;

    private LeaveOutSurrogate(int observations, int runs, int directions)
    {
        LogDensity = new double[observations];
        Influence = new double[observations];
        Slopes = new double[directions];
        Bends = new double[directions];
        parts = new (double[], double[], List<int>)[runs];
    }

    private readonly (double[] Slopes, double[] Bends, List<int> Conspicuous)[] parts;

    /// <summary>About ln p(y | all others), an entry an observation.</summary>
    public double[] LogDensity { get; }

    /// <summary>Σ ℓ'², an entry an observation: about what having seen it adds, and the variance of the logarithms of its weights.</summary>
    public double[] Influence { get; }

    /// <summary>Σ ℓ'_k over observations, an entry a direction.</summary>
    public double[] Slopes { get; }

    /// <summary>Σ (ℓ''_k − ℓ'_k²) over observations, an entry a direction.</summary>
    public double[] Bends { get; }

    /// <summary>Sources with an observation that is to be looked at whatever the sample, in ascending order.</summary>
    public int[] Conspicuous { get; private set; } = [];

    /// <summary>Looks at every source that can be left out an observation of.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="errors">What the model says of them, under the draws and points.</param>
    /// <param name="points">The points.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static LeaveOutSurrogate Of(
        Observations observations, ISourceErrors errors, SigmaPoints points, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        int runs = Math.Clamp(observations.SourceCount, 1, Runs);
        LeaveOutSurrogate made = new(observations.Count, runs, points.Count);
        int done = 0;
        SideBySide.For(0, runs, run =>
        {
            made.parts[run] = (new double[points.Count], new double[points.Count], []);
            Expansion expansion = new(observations, errors, points);
            for (int j = First(run); j < First(run + 1); j++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (expansion.At(j))
                {
                    made.Take(expansion, j, run);
                }
            }

            progress?.Invoke((double)Interlocked.Increment(ref done) / runs);
        }, cancellation);
        foreach ((double[] slopes, double[] bends, _) in made.parts)
        {
            for (int k = 0; k < points.Count; k++)
            {
                made.Slopes[k] += slopes[k];
                made.Bends[k] += bends[k];
            }
        }

        made.Conspicuous = [.. made.parts.SelectMany(part => part.Conspicuous)];
        return made;

        int First(int run) => (int)((long)run * observations.SourceCount / runs);
    }

    private void Take(Expansion expansion, int source, int run)
    {
        (double[] slopes, double[] bends, List<int> conspicuous) = parts[run];
        bool stands = false;
        for (int o = 0; o < expansion.Observations; o++)
        {
            (double influence, double curvature) = expansion.Add(o, 1, slopes, bends);
            double density = expansion.Centre(o) + (0.5 * (curvature - influence));
            (LogDensity[expansion.First + o], Influence[expansion.First + o]) = (density, influence);
            stands |= influence > LeastInfluence || Math.Abs(curvature) > LeastCurvature || !double.IsFinite(density);
        }

        if (stands)
        {
            conspicuous.Add(source);
        }
    }
}
