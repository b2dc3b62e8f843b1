using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GpuConcord.Host.Threads;

/// <summary>
/// Loops over independent pieces, on all cores, whose faults come out as they were thrown: those of <see cref="Parallel"/> come wrapped in an
/// <see cref="AggregateException"/>, so that an interruption, a full disk or a fault of the data would no longer be known for what it is.
/// </summary>
internal static class SideBySide
{
    /// <summary>Runs <paramref name="body"/> for every number from <paramref name="from"/> to before <paramref name="to"/>, in any order, and waits.</summary>
    /// <param name="from">First number.</param>
    /// <param name="to">One past the last.</param>
    /// <param name="body">What to do; called from several threads.</param>
    /// <param name="cancellation">Stops between numbers.</param>
    /// <param name="cores">Threads at most; −1 for as many as there are cores.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static void For(int from, int to, Action<int> body, CancellationToken cancellation, int cores = -1) =>
        Unwrapped(() => Parallel.For(from, to, new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellation }, body));

    /// <summary>Runs <paramref name="body"/> for runs of numbers, first to before last, that make up 0 to before <paramref name="count"/>, and waits.</summary>
    /// <param name="count">How many numbers.</param>
    /// <param name="length">Length of a run, but for the last.</param>
    /// <param name="body">Given the first number of a run and one past its last.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <param name="cores">Threads at most; −1 for as many as there are cores.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static void Runs(int count, int length, Action<int, int> body, CancellationToken cancellation, int cores = -1) => Unwrapped(() => Parallel.ForEach(
        Partitioner.Create(0, count, length),
        new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellation },
        range => body(range.Item1, range.Item2)));

    private static void Unwrapped(Action loop)
    {
        try
        {
            loop();
        }
        catch (AggregateException faults)
        {
            // A fault says more than the interruption that other threads met.
            IReadOnlyList<Exception> all = faults.Flatten().InnerExceptions;
            ExceptionDispatchInfo.Throw(all.FirstOrDefault(fault => fault is not OperationCanceledException) ?? all[0]);
        }
    }
}
