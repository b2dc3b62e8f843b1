namespace GpuConcord.Tests.Cli.Screen;

/// <summary>Time that passes when the test says so; its timers fire then.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state), _now + dueTime, period);
        _alarms.Add(alarm);
        return alarm;
    }

    public void Advance(TimeSpan time)
    {
        var end = _now + time;
        while (_alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due) is { } next)
        {
            _now = next.Due;
            next.Fire();
        }
        _now = end;
    }

    private sealed class Alarm(ManualClock clock, Action fire, TimeSpan due, TimeSpan period) : ITimer
    {
        public TimeSpan Due { get; private set; } = due;

        public void Fire()
        {
            Due += period;
            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => clock._alarms.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
