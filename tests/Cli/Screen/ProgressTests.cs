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
