using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Jobs;

/// <summary>Progress of a piece as that of the whole: how much is done, and the time to go at the pace of what was done since the program began.</summary>
/// <param name="display">Shows it.</param>
/// <param name="plan">The whole.</param>
/// <param name="range">The piece.</param>
/// <param name="done">Items that were done before it since the program began.</param>
/// <param name="elapsed">How long that took.</param>
internal sealed class PieceProgress(IProgressDisplay display, JobPlan plan, JobRange range, long done, TimeSpan elapsed) : IProgressDisplay
{
    /// <inheritdoc/>
    public void Begin(string label) => display.Begin(label);

    /// <inheritdoc/>
    public void Say(string line) => display.Say(line);

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        if (range.Count == plan.Count)
        {
            display.Report(value);
            return;
        }

        string toGo = done == 0 ? "" : $", about {Duration.Of(elapsed.TotalSeconds * (plan.Count - range.First) / done)} to go";
        display.Report(value with
        {
            Stage = $"{range.First} of {plan.Count} {plan.Unit}s done{toGo}",
            Fraction = (range.First + (value.Fraction * range.Count)) / plan.Count,
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
