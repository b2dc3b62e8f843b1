namespace GpuConcord.Tests.Cli.Screen;

/// <summary>Time that passes when the test says so; its timers fire then.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<Alarm> alarms = [];
    private TimeSpan now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Alarm alarm = new(this, () => callback(state), now + dueTime, period);
        alarms.Add(alarm);
        return alarm;
    }

    public void Advance(TimeSpan time)
    {
        TimeSpan end = now + time;
        while (alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due) is { } next)
        {
            now = next.Due;
            next.Fire();
        }
        now = end;
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

        public void Dispose() => clock.alarms.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
