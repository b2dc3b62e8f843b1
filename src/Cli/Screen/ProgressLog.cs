using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Screen;

/// <summary>A line every 30 seconds, for logs: what is being done, how far it is, since when.</summary>
internal sealed class ProgressLog : IProgressDisplay
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly TextWriter _writer;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ITimer _timer;
    private string _label = "";
    private FitProgress _last;

    /// <summary>Begins to write.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="clock">The clock.</param>
    public ProgressLog(TextWriter writer, TimeProvider clock)
    {
        _writer = writer;
        _clock = clock;
        _start = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => WriteLine(), state: null, _period, _period);
    }

    /// <inheritdoc/>
    public void Begin(string label)
    {
        lock (_lock)
            (_label, _last) = (label, default);
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        lock (_lock)
            _last = value;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void WriteLine()
    {
        lock (_lock)
        {
            var stage = _last.Stage is { Length: > 0 } text ? $"{text} {100 * _last.Fraction:F0} %" : "starting";
            _writer.WriteLine($"{_label}: {stage}, {_clock.GetElapsedTime(_start).TotalSeconds:F0} s");
            _writer.Flush();
        }
    }
}
