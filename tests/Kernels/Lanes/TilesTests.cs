using GpuConcord.Kernels.Lanes;
using Xunit;

namespace GpuConcord.Tests.Kernels.Lanes;

public class TilesTests
{
    [Fact]
    public void Lanes_and_components_fill_a_buffer_without_gap_or_overlap()
    {
        const int Lanes = 3 * Tiles.Width;
        const int Components = 5;
        IEnumerable<long> places =
            from lane in Enumerable.Range(0, Lanes)
            from component in Enumerable.Range(0, Components)
            select Tiles.Offset(lane, Components) + (component * Tiles.Width);
        Assert.Equal(Enumerable.Range(0, Lanes * Components).Select(place => (long)place), places.Order());
    }

    [Fact]
    public void Neighbouring_lanes_of_a_tile_are_neighbours_in_memory()
    {
        Assert.Equal(7, Tiles.Offset(7, 5));
        Assert.Equal(Tiles.Offset(64, 5) + 31, Tiles.Offset(95, 5));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 32)]
    [InlineData(32, 32)]
    [InlineData(33, 64)]
    public void Rounds_up_to_whole_tiles(int lanes, int expected) => Assert.Equal(expected, Tiles.RoundUp(lanes));
}
