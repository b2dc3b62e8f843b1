using System.Xml.Linq;
using GpuConcord.Host.Figures;

namespace GpuConcord.Host.Report;

/// <summary>The few HTML elements that a report needs. Text is escaped by construction; every document is well-formed XML besides.</summary>
internal static class Html
{
    /// <summary>Rows that stay on one sheet: less than half of one of A4.</summary>
    private const int MostRowsTogether = 20;

    /// <summary>An element without attributes. An empty one keeps its end tag, which HTML demands.</summary>
    public static XElement Of(string name, params object?[] content) => new(name, content.Length == 0 ? "" : content);

    /// <summary>A paragraph.</summary>
    public static XElement Paragraph(string text, string? style = null) => new("p", style is null ? null : new XAttribute("class", style), Drawing.Clean(text));

    /// <summary>A heading.</summary>
    public static XElement Heading(int level, string text) => new($"h{level}", Drawing.Clean(text));

    /// <summary>A list of sentences.</summary>
    public static XElement List(IEnumerable<string> lines) => new("ul", lines.Select(line => new XElement("li", Drawing.Clean(line))));

    /// <summary>A table; its first columns hold names, the others numbers. A long one may go on on the next sheet of paper.</summary>
    public static XElement Table(string caption, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int textColumns = 1)
    {
        IReadOnlyList<string>[] all = [.. rows];
        return new XElement(
            "table",
            all.Length > MostRowsTogether ? new XAttribute("class", "long") : null,
            new XElement("caption", Drawing.Clean(caption)),
            new XElement("thead", new XElement("tr", header.Select((cell, k) => Cell("th", k, cell)))),
            new XElement("tbody", all.Select(row => new XElement("tr", row.Select((cell, k) => Cell(k == 0 ? "th" : "td", k, cell))))));

        XElement Cell(string name, int column, string text) => new(name, column > 0 && column < textColumns ? new XAttribute("class", "name") : null, Drawing.Clean(text));
    }

    /// <summary>A square of numbers, by name down and across: what is in bold stands out, and a pointer that rests on a number is told more.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="names">The names.</param>
    /// <param name="cell">Number, further words, and whether it stands out, by row and column; null for none.</param>
    public static XElement Square(string caption, IReadOnlyList<string> names, Func<int, int, (string Text, string More, bool Bold)?> cell) => new(
        "table",
        new XAttribute("class", "square"),
        new XElement("caption", Drawing.Clean(caption)),
        new XElement("thead", new XElement("tr", new XElement("th", ""), names.Select(name => new XElement("th", Drawing.Clean(name))))),
        new XElement("tbody", names.Select((name, i) => new XElement(
            "tr",
            new XElement("th", Drawing.Clean(name)),
            names.Select((_, k) => cell(i, k) is { } found
                ? new XElement("td", new XAttribute("title", Drawing.Clean(found.More)), found.Bold ? new XElement("b", found.Text) : found.Text)
                : new XElement("td", ""))))));

    /// <summary>A list of terms and what they are.</summary>
    public static XElement Terms(IEnumerable<(string Term, string Text)> terms) => new(
        "dl", terms.SelectMany(entry => (XElement[])[new("dt", entry.Term), new("dd", Drawing.Clean(entry.Text))]));

    /// <summary>A figure: the picture as it stands in its file, and its caption.</summary>
    public static XElement Picture(Figure figure) => new(
        "figure", new XAttribute("id", figure.Name), new XElement(figure.Svg), new XElement("figcaption", Drawing.Clean(figure.Caption)));
}
