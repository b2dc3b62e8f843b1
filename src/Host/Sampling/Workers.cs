using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Sampling;

/// <summary>Several workers that take their work from one queue.</summary>
internal static class Workers
{
    /// <summary>Runs <paramref name="work"/> once for each worker, side by side, and waits; the first fault comes out as it was thrown.</summary>
    /// <param name="count">Workers; a single one runs on the caller's thread.</param>
    /// <param name="work">Given the worker's number.</param>
    /// <param name="cancellation">Stops workers that have not begun.</param>
    public static void Run(int count, Action<int> work, CancellationToken cancellation)
    {
        if (count == 1)
        {
            work(0);
            return;
        }

        SideBySide.For(0, count, work, cancellation, count);
    }
}
