using GpuConcord.Cli.Screen;
using Xunit;

namespace GpuConcord.Tests.Cli.Screen;

public sealed class AsciiTests
{
    [Theory]
    [InlineData("plain ~ text", "plain ~ text")]
    [InlineData("σ² ≤ 3 × τ", "sigma^2 <= 3 x tau")]
    [InlineData("├──●──┤", "|--o--|")]
    [InlineData("1 … 2 – 3", "1 .. 2 - 3")]
    [InlineData("é ☄ 𝛔", "? ? ?")]
    public void Symbols_are_spelt(string text, string expected) => Assert.Equal(expected, Ascii.Of(text));
}
