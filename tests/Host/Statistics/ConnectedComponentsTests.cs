using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public class ConnectedComponentsTests
{
    [Fact]
    public void A_chain_of_shared_sources_connects_all()
    {
        ConnectedComponents components = ConnectedComponents.Of(ReferenceTables.Of([[1, null, null], [1, 1, null], [null, 1, 1], [null, null, 1]]));
        Assert.Equal(1, components.Count);
        Assert.Equal([0, 0, 0, 0], components.ComponentOf);
        Assert.Null(components.Message);
    }

    [Fact]
    public void Groups_without_a_common_source_are_named_in_words()
    {
        // A and C share a source, B and E do; D has only a source of its own.
        Observations observations = ReferenceTables.Of([[1, null, null], [null, 1, null], [1, null, null], [null, null, 1], [null, 1, null]])
            with
        { Instruments = ["A", "B", "C", "D", "E"] };
        ConnectedComponents components = ConnectedComponents.Of(observations);
        Assert.Equal([0, 1, 0, 2, 1], components.ComponentOf);
        Assert.Equal([[0, 2], [1, 4], [3]], components.Members);
        Assert.Equal(
            "The instruments fall into 3 groups that share no source: {A, C}, {B, E}, {D}. "
            + "Each group is calibrated on its own; differences between groups come from the prior alone.",
            components.Message);
    }

    [Fact]
    public void A_late_source_joins_what_was_apart()
    {
        ConnectedComponents components = ConnectedComponents.Of(ReferenceTables.Of([[1, null, null], [1, null, 1], [null, 1, 1], [null, 1, null]]));
        Assert.Equal([[0, 1, 2, 3]], components.Members);
    }
}
