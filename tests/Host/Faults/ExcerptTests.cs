using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Faults;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("pn", "'pn'")]
    [InlineData("", "a blank field")]
    [InlineData("  ", "a blank field")]
    [InlineData("a\tb\r\n", @"'a\tb\r\n'")]
    [InlineData("bell\a esc\u001b[31m", @"'bell\u0007 esc\u001b[31m'")]
    public void Shows_text_without_control_characters(string text, string expected) => Assert.Equal(expected, Excerpt.Of(text));

    [Fact]
    public void Clips_after_forty_characters()
    {
        Assert.Equal($"'{new string('x', 40)}'", Excerpt.Of(new string('x', 40)));
        Assert.Equal($"'{new string('x', 40)}…'", Excerpt.Of(new string('x', 41)));
    }

    [Fact]
    public void Lists_the_first_and_counts_the_rest() => Assert.Equal("'a', 'b' and 2 more", Excerpt.List(["a", "b", "c", "d"], most: 2));
}
