using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Screen;

/// <summary>A line every 30 seconds, for logs: what is being done, how far it is, since when, and how long yet.</summary>
internal sealed class ProgressLog : IProgressDisplay
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly TextWriter writer;
    private readonly TimeProvider clock;
    private readonly long start;
    private readonly ITimer timer;
    private readonly StageClock stages;
    private string label = "";
    private FitProgress last;

    /// <summary>Begins to write.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="clock">The clock.</param>
    public ProgressLog(TextWriter writer, TimeProvider clock)
    {
        this.writer = writer;
        this.clock = clock;
        stages = new StageClock(clock);
        start = clock.GetTimestamp();
        timer = clock.CreateTimer(_ => WriteLine(), state: null, Period, Period);
    }

    /// <inheritdoc/>
    public void Begin(string label)
    {
        lock (gate)
        {
            (this.label, last) = (label, default);
        }
    }

    /// <inheritdoc/>
    public void Say(string line)
    {
        lock (gate)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        lock (gate)
        {
            last = value;
            if (stages.Hear(label, value) is { } sentence)
            {
                writer.WriteLine(sentence);
                writer.Flush();
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => timer.DisposeAsync();

    private void WriteLine()
    {
        lock (gate)
        {
            string stage = last.Stage is { Length: > 0 } text ? $"{text} {100 * last.Fraction:F0} %" : "starting";
            writer.WriteLine($"{label}: {stage}, {clock.GetElapsedTime(start).TotalSeconds:F0} s{(last.Stage is { Length: > 0 } ? stages.Suffix : "")}");
            writer.Flush();
        }
    }
}
