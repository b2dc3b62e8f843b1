using GpuConcord.Host.Explanations;
using Xunit;

namespace GpuConcord.Tests.Host.Explanations;

/// <summary>Sources sorted into groups.</summary>
public sealed class SourceGroupingTests
{
    [Fact]
    public void Numbers_are_sorted_into_quarters()
    {
        SourceGrouping grouping = SourceGrouping.By("MJD", [.. Enumerable.Range(0, 16).Select(j => $"{50000 + (100 * j)}"), ""])!;
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, -1], grouping.Of);
        Assert.Equal(["≤ 50375", "50375 … 50750", "50750 … 51125", "> 51125"], grouping.Labels);
        Assert.Equal("MJD", grouping.Title);
    }

    [Fact]
    public void Few_numbers_and_words_are_groups_each()
    {
        SourceGrouping years = SourceGrouping.By("year", ["2001", "2003", "2001", "", "2003"])!;
        Assert.Equal(["2001", "2003"], years.Labels);
        Assert.Equal([0, 1, 0, -1, 1], years.Of);
        SourceGrouping mixed = SourceGrouping.By("class", ["AGN", "star", "7", "AGN"])!;
        Assert.Equal(["7", "AGN", "star"], mixed.Labels);
        Assert.Equal([1, 2, 0, 1], mixed.Of);
    }

    [Fact]
    public void Rare_words_go_together()
    {
        SourceGrouping grouping = SourceGrouping.By("class", [.. Enumerable.Range(0, 12).Select(k => $"w{(char)('a' + k)}"), "wa", "wb"])!;
        Assert.Equal(8, grouping.Labels.Count);
        Assert.Equal("others", grouping.Labels[^1]);
        Assert.Equal((0, 0, 1, 7), (grouping.Of[0], grouping.Of[12], grouping.Of[1], grouping.Of[11]));
    }

    [Theory]
    [InlineData("1,1,1,1")]
    [InlineData(",,,")]
    [InlineData("a,a,,a")]
    public void One_value_sorts_nothing(string entries) => Assert.Null(SourceGrouping.By("x", entries.Split(',')));

    [Fact]
    public void Too_few_numbers_make_no_quarters() =>
        Assert.Null(SourceGrouping.Quartered("flux", [.. Enumerable.Range(1, 15).Select(k => (double)k), double.NaN], value => $"{value}"));
}
