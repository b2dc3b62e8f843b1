namespace GpuConcord.Host.Writing;

/// <summary>
/// What an interruption that cannot wait has to know: whether output is being put into place right now, whether any was, and what to tidy up. One for the
/// process, as its end is.
/// </summary>
public static class Completion
{
    private static readonly Lock Gate = new();
    private static readonly List<Action> Unfinished = [];
    private static bool any;

    /// <summary>What to say of an interrupted run of which finished parts are kept; null where there are none.</summary>
    public static string? Kept { get; private set; }

    /// <summary>Puts output into place: short, with everything prepared, as an end of the process waits for it.</summary>
    /// <param name="step">Puts it there, and says whether it did.</param>
    internal static bool Run(Func<bool> step)
    {
        lock (Gate)
        {
            bool done = step();
            any |= done;
            return done;
        }
    }

    /// <summary>Says that what was put into place so far are parts to go on from, and no output.</summary>
    /// <param name="said">What to say of them.</param>
    public static void PartsAreKept(string said)
    {
        lock (Gate)
        {
            (any, Kept) = (false, said);
        }
    }

    /// <summary>Notes what would remove unfinished work, until the result is disposed of.</summary>
    internal static IDisposable Remember(Action remove)
    {
        lock (Unfinished)
        {
            Unfinished.Add(remove);
        }

        return new Memory(remove);
    }

    /// <summary>Lets nothing more be put into place, waiting for what is; only for a process that ends now.</summary>
    /// <param name="patience">How long to wait.</param>
    /// <returns>Whether output was put into place before; null when some still is being put there, which the next run completes.</returns>
    public static bool? Close(TimeSpan patience)
    {
        bool entered = Gate.TryEnter(patience);
        return entered ? any : null;
    }

    /// <summary>Removes the unfinished work of this process as far as it can be removed under the hands of its threads.</summary>
    public static void RemoveUnfinished()
    {
        Action[] all;
        lock (Unfinished)
        {
            all = [.. Unfinished];
        }

        foreach (Action remove in all)
        {
            try
            {
                remove();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // The next run on that place removes it.
            }
        }
    }

    private sealed class Memory(Action remove) : IDisposable
    {
        public void Dispose()
        {
            lock (Unfinished)
            {
                Unfinished.Remove(remove);
            }
        }
    }
}
