using CsCheck;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public sealed class DrawBatchesTests
{
    /// <summary>Every draw once, no batch empty, none over the end of a chain unless it holds whole chains, enough of them to tell an error by.</summary>
    [Fact]
    public void Batches_share_out_the_draws() => Gen.Select(Gen.Int[1, 300], Gen.Int[1, 200]).Sample((chains, length) =>
    {
        (int First, int End)[] batches = DrawBatches.Of(chains * length, chains);
        Assert.Equal(0, batches[0].First);
        Assert.Equal(chains * length, batches[^1].End);
        Assert.All(batches.Zip(batches.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.First));
        Assert.All(batches, batch => Assert.True(batch.First < batch.End));
        Assert.All(batches, batch => Assert.True(
            (batch.First % length == 0 && batch.End % length == 0) || batch.First / length == (batch.End - 1) / length, "a batch ends within another chain"));
        Assert.InRange(batches.Length, Math.Min(chains * length, 32), 64);
    });
}
