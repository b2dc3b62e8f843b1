using System.Text;
using GpuConcord.Cli.Screen;
using Xunit;

namespace GpuConcord.Tests.Cli.Screen;

public sealed class PageTests
{
    private static readonly string[] Heading = ["name", "x"];

    [Fact]
    public void Columns_line_up_whatever_the_names_are()
    {
        string name = new('n', 300);
        string[] lines = Printed(page => page.Table(Heading, [[name, "1.25"], ["名前 [b]", "-10.5"], ["", ""]]));
        Assert.Equal("name" + new string(' ', 296) + "      x", lines[0]);
        Assert.Equal(new string('─', 307), lines[1]);
        Assert.Equal(name + "   1.25", lines[2]);
        // The wide characters take two columns each.
        Assert.Equal("名前 [b]" + new string(' ', 292) + "  -10.5", lines[3]);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public void Text_columns_align_left_and_no_line_ends_in_spaces()
    {
        string[] lines = Printed(page => page.Table(["a", "b", "c"], [["x", "long", "y"], ["xx", "s", "yyy"]], textColumns: 3));
        Assert.Equal(["a   b     c", "────────────", "x   long  y", "xx  s     yyy"],
            lines.Select(line => line.Replace("─────────────", "────────────", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_Unicode_all_is_ASCII()
    {
        string text = string.Join('\n', Printed(page =>
        {
            page.Heading("σ × τ");
            page.Paragraph("1 … 2");
            page.Line("├●┤");
            page.Table(Heading, [["σ²", "–"]]);
        }, terminal => terminal with { Unicode = false }));
        Assert.True(System.Text.Ascii.IsValid(text), text);
        Assert.Contains("sigma x tau", text, StringComparison.Ordinal);
        Assert.Contains("----", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Colour_only_where_the_terminal_wants_it()
    {
        Assert.Equal(["x"], Printed(page => page.Heading("x")));
        Assert.Equal(["\e[1mx\e[0m"], Printed(page => page.Heading("x"), terminal => terminal with { Color = true }));
        Assert.Equal(["\e[33m! x\e[0m"], Printed(page => page.Paragraph("x", "! ", alarming: true), terminal => terminal with { Color = true }));
    }

    [Theory]
    [InlineData("one two three", "", 8, new[] { "one two", "three" })]
    [InlineData("one two three", "- ", 9, new[] { "- one two", "  three" })]
    [InlineData("unbreakable", "> ", 5, new[] { "> unbreakable" })]
    [InlineData("", "label ", 5, new[] { "label" })]
    [InlineData("a  b", "", 80, new[] { "a b" })]
    public void Paragraphs_wrap_between_words_and_hang(string text, string label, int width, string[] expected) => Assert.Equal(expected, Page.Wrap(text, label, width));

    [Fact]
    public void Tables_know_their_width() =>
        Assert.Equal(10, new Page(Terminal(new MemoryStream())).Width(Heading, [["ab", "1234"]]));

    private static string[] Printed(Action<Page> print, Func<Terminal, Terminal>? change = null)
    {
        using MemoryStream stream = new();
        Terminal terminal = Terminal(stream);
        terminal = change?.Invoke(terminal) ?? terminal;
        print(new Page(terminal));
        terminal.Out.Flush();
        return Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
    }

    private static Terminal Terminal(Stream stream) => new()
    {
        Output = stream,
        Out = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" },
        Error = TextWriter.Null,
    };
}
