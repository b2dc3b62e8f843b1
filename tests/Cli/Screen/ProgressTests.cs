using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Cli.Screen;

public sealed class ProgressTests
{
    [Fact]
    public async Task A_log_gets_a_line_every_thirty_seconds()
    {
        ManualClock clock = new();
        using StringWriter log = new() { NewLine = "\n" };
        ProgressLog progress = new(log, clock);
        await using (progress)
        {
            progress.Begin("epic soft (1 of 2)");
            progress.Report(new FitProgress("warm-up", 0.5));
            clock.Advance(TimeSpan.FromSeconds(29));
            Assert.Empty(log.ToString());
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("epic soft (1 of 2): warm-up 50 %, 30 s\n", log.ToString());
            progress.Begin("epic hard (2 of 2)");
            clock.Advance(TimeSpan.FromSeconds(30));
            progress.Report(new FitProgress("sampling", 0.123));
            clock.Advance(TimeSpan.FromSeconds(60));
        }
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(
            [
                "epic soft (1 of 2): warm-up 50 %, 30 s", "epic hard (2 of 2): starting, 60 s", "epic hard (2 of 2): sampling 12 %, 90 s",
                "epic hard (2 of 2): sampling 12 %, 120 s", "",
            ],
            log.ToString().Split('\n'));
    }

    /// <summary>By what a stage has taken so far; once a stage, and only where it is more than a minute.</summary>
    [Fact]
    public async Task What_takes_more_than_a_minute_is_said_and_how_long_yet()
    {
        ManualClock clock = new();
        using StringWriter log = new() { NewLine = "\n" };
        await using (ProgressLog progress = new(log, clock))
        {
            progress.Begin("epic");
            progress.Report(new FitProgress("sampling", 0));
            clock.Advance(TimeSpan.FromSeconds(2));
            progress.Report(new FitProgress("sampling", 0.005));
            Assert.Empty(log.ToString());
            clock.Advance(TimeSpan.FromSeconds(8));
            progress.Report(new FitProgress("sampling", 0.05));
            progress.Report(new FitProgress("sampling", 0.051));
            clock.Advance(TimeSpan.FromSeconds(20));
            progress.Report(new FitProgress("summaries", 0));
            clock.Advance(TimeSpan.FromSeconds(20));
            progress.Report(new FitProgress("summaries", 0.5));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(
            ["epic: sampling takes about 3 min more. Ctrl-C stops it.", "epic: sampling 5 %, 30 s, 3 min to go", "epic: summaries 50 %, 60 s, 20 s to go", ""],
            log.ToString().Split('\n'));
    }

    [Theory]
    [InlineData(false, true, typeof(ProgressBar))]
    [InlineData(false, false, typeof(ProgressLog))]
    [InlineData(true, true, typeof(NoProgress))]
    [InlineData(true, false, typeof(NoProgress))]
    public async Task The_terminal_decides_how_progress_is_shown(bool quiet, bool screen, Type expected)
    {
        using StringWriter error = new();
        IProgressDisplay display = ProgressDisplay.For(new Terminal { Output = Stream.Null, Out = TextWriter.Null, Error = error, ErrorIsScreen = screen }, quiet);
        await using (display)
        {
            display.Begin("[epic]");
            display.Report(new FitProgress("sampling", 0.5));
            Assert.Equal(expected, display.GetType());
        }
        Assert.Equal(expected == typeof(ProgressBar), error.ToString().Length > 0);
    }
}
