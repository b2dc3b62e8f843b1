using GpuConcord.Host.Threads;
using Xunit;

namespace GpuConcord.Tests.Host.Threads;

/// <summary>Loops on all cores: every number once, and faults as they were thrown.</summary>
public sealed class SideBySideTests
{
    [Fact]
    public void Every_number_is_visited_once()
    {
        int[] visits = new int[1000];
        SideBySide.For(3, 1000, k => Interlocked.Increment(ref visits[k]), TestContext.Current.CancellationToken);
        Assert.Equal([0, 0, 0, .. Enumerable.Repeat(1, 997)], visits);
        SideBySide.Runs(1000, 7, (first, end) => { for (int k = first; k < end; k++) { Interlocked.Increment(ref visits[k]); } }, TestContext.Current.CancellationToken, 2);
        Assert.Equal([1, 1, 1, .. Enumerable.Repeat(2, 997)], visits);
    }

    [Fact]
    public void A_fault_comes_out_as_it_was_thrown()
    {
        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(() => SideBySide.For(
            0, 100, k => throw new InvalidOperationException($"number {k}"), TestContext.Current.CancellationToken));
        Assert.StartsWith("number ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(A_fault_comes_out_as_it_was_thrown), fault.StackTrace, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => SideBySide.Runs(100, 3, (_, _) => throw new IOException(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_interruption_is_one_whoever_notices_it(bool noticed)
    {
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => SideBySide.For(
            0,
            1_000_000,
            _ =>
            {
                source.Cancel();
                if (noticed)
                {
                    source.Token.ThrowIfCancellationRequested();
                }
            },
            source.Token));

        // The body notices and the loop was told of no token.
        Assert.ThrowsAny<OperationCanceledException>(
            () => SideBySide.For(0, 1_000_000, _ => source.Token.ThrowIfCancellationRequested(), CancellationToken.None));
    }

    [Fact]
    public void A_fault_says_more_than_the_interruption_beside_it()
    {
        using Barrier barrier = new(2);
        Assert.Throws<IOException>(() => SideBySide.For(
            0,
            2,
            k =>
            {
                barrier.SignalAndWait(TimeSpan.FromSeconds(20));
                throw k == 0 ? new IOException() : new OperationCanceledException();
            },
            CancellationToken.None,
            2));
    }
}
