using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Screen;

/// <summary>Shows how far a run is. Reports may come from any thread.</summary>
internal interface IProgressDisplay : IProgress<FitProgress>, IAsyncDisposable
{
    /// <summary>A new fit begins.</summary>
    /// <param name="label">What is being fitted.</param>
    void Begin(string label);

    /// <summary>Writes a line that stays.</summary>
    /// <param name="line">What to say.</param>
    void Say(string line);
}

/// <summary>Chooses how progress is shown.</summary>
internal static class ProgressDisplay
{
    /// <summary>A bar on a screen, lines in a log, nothing when quiet.</summary>
    public static IProgressDisplay For(Terminal terminal, bool quiet) =>
        quiet ? new NoProgress()
        : terminal.ErrorIsScreen ? new ProgressBar(terminal)
        : new ProgressLog(terminal.Error, terminal.Clock);
}

/// <summary>Shows nothing.</summary>
internal sealed class NoProgress : IProgressDisplay
{
    /// <inheritdoc/>
    public void Begin(string label)
    {
    }

    /// <inheritdoc/>
    public void Say(string line)
    {
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
