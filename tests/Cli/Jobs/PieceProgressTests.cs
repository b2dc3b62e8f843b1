using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Cli.Jobs;

/// <summary>What a piece reports, and times for a person.</summary>
public sealed class PieceProgressTests
{
    [Fact]
    public void A_piece_is_a_share_of_the_whole_and_tells_the_time_to_go()
    {
        JobPlan plan = new()
        {
            Version = "0.1.0",
            Words = ["sweep"],
            Unit = "problem",
            Count = 1000,
            Shards = 4,
            Inputs = [],
            Directory = "/",
            Made = default,
        };
        Last last = new();
        new PieceProgress(last, plan, plan.Range(0), 0, TimeSpan.Zero).Report(new FitProgress("x", 0.5));
        Assert.Equal(new FitProgress("0 of 1000 problems done", 0.125), last.Value);

        // The first piece was there; the second took a minute, and three such are 750 problems.
        new PieceProgress(last, plan, plan.Range(2), 250, TimeSpan.FromSeconds(60)).Report(new FitProgress("x", 0));
        Assert.Equal(new FitProgress("500 of 1000 problems done, about 2 min to go", 0.5), last.Value);
        new PieceProgress(last, plan, plan.Range(0, 4), 0, TimeSpan.Zero).Report(new FitProgress("x", 0.5));
        Assert.Equal(new FitProgress("x", 0.5), last.Value);
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(11.2, "12 s")]
    [InlineData(200, "3 min")]
    [InlineData(19_200, "5 h 20 min")]
    [InlineData(200_000, "2 d 7 h")]
    [InlineData(1e300, "11574 d 1 h")]
    public void Times_are_told_in_two_units_at_most(double seconds, string expected) => Assert.Equal(expected, Duration.Of(seconds));

    private sealed class Last : IProgressDisplay
    {
        public FitProgress Value { get; private set; }

        public void Begin(string label)
        {
        }

        public void Say(string line)
        {
        }

        public void Report(FitProgress value) => Value = value;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
