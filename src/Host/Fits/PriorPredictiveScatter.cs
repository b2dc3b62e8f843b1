using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Robust;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Fits;

/// <summary>
/// How unusual the scatter of a table is for the prior: the robust size of its residuals about instruments and sources, among those of tables of the
/// same shape that the model draws from its priors. Exact for any model, whatever is missing.
/// </summary>
internal static class PriorPredictiveScatter
{
    // Of a thousand tables that the prior draws five are called unusual, half of them either way: with at most 4 of 2000 beyond.
    private const int Tables = 2000;
    private const int MostBeyond = 4;
    private const int MostSources = 48;
    private const int Together = 64;
    private const ulong Seed = 20_260_101;

    /// <summary>True when no more than one in 500 tables drawn from the priors scatter as little, false when as few scatter as much; null when neither.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="priors">The priors.</param>
    public static bool? Tail(IModel model, Observations data, Priors priors)
    {
        Observations part = Part(data);
        SharedRows rows = SharedRows.Of(part);
        if (rows.Freedom < 1)
        {
            return null;
        }

        double[] freedom = new TwoWaySystem(rows, Ones(rows)).Freedom();
        double seen = Size(rows, freedom);
        ReplicateDesign design = new(part, priors, Seed);
        int below = 0, above = 0;
        for (int first = 0; first < Tables; first += Together)
        {
            double[] sizes = new double[Math.Min(Together, Tables - first)];
            SideBySide.For(0, sizes.Length, k => sizes[k] = Size(rows.With(model.Simulate(design, first + k).Data.Y), freedom), CancellationToken.None);
            below += sizes.Count(size => size <= seen);
            above += sizes.Count(size => size >= seen);

            // Counts only grow: most tables are done after the first few.
            if (below > MostBeyond && above > MostBeyond)
            {
                return null;
            }
        }

        return below <= MostBeyond;
    }

    private static double Size(SharedRows rows, double[] freedom)
    {
        return RobustScatter.ScaleOf(new TwoWaySystem(rows, Ones(rows)).Residuals(), freedom, rows.Freedom);
    }

    private static double[] Ones(SharedRows rows) => [.. Enumerable.Repeat(1.0, rows.Y.Length)];

    /// <summary>The shared sources, at most so many that simulating them costs nothing.</summary>
    private static Observations Part(Observations data)
    {
        int[] shared = [.. Enumerable.Range(0, data.SourceCount).Where(j => data.First[j + 1] - data.First[j] > 1)];
        int[] chosen = [.. EvenlySpaced.Of(shared.Length, MostSources).Select(k => shared[k])];
        int[] rows = [.. chosen.SelectMany(j => Enumerable.Range(data.First[j], data.First[j + 1] - data.First[j]))];
        int end = 0;
        return data with
        {
            Sources = [.. chosen.Select(j => data.Sources[j])],
            First = [0, .. chosen.Select(j => end += data.First[j + 1] - data.First[j])],
            Instrument = [.. rows.Select(o => data.Instrument[o])],
            Y = [.. rows.Select(o => data.Y[o])],
            Variance = data.Variance is null ? null : [.. rows.Select(o => data.Variance[o])],
            Counts = data.Counts?.Of(rows),
        };
    }
}
