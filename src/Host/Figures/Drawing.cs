using System.Globalization;
using System.Xml.Linq;

namespace GpuConcord.Host.Figures;

/// <summary>
/// An SVG 1.1 picture being drawn, in pixels from its upper left corner. Text stays text, in the reader's sans-serif; nothing refers to
/// anything outside the file, and there are no ids or style sheets, so that pictures do not disturb one another inside one page.
/// </summary>
/// <remarks>OxyPlot draws single plots; rows of grouped intervals, small multiples and maps with numbers in them are neither, hence these few strokes.</remarks>
internal sealed class Drawing
{
    /// <summary>Width of every figure.</summary>
    public const double Width = 760;

    /// <summary>Size of text that labels; titles are larger.</summary>
    public const double Small = 11;

    private const double TitleSize = 14;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly XElement root;

    /// <summary>Begins a picture with its title on top.</summary>
    /// <param name="title">What is seen, in words: drawn, and read out by screen readers.</param>
    public Drawing(string title)
    {
        root = new XElement(
            Svg + "svg",
            new XAttribute("role", "img"),
            new XAttribute("font-family", "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"),
            new XElement(Svg + "title", Clean(title)));
        // A line must not begin with the sign of a percentage.
        foreach (string line in TextWidth.Wrap(title.Replace(" %", "\u00A0%", StringComparison.Ordinal), TitleSize, Width - 16))
        {
            Top += TitleSize + 5;
            Text(8, Top, line, size: TitleSize, bold: true);
        }
        Top += 12;
    }

    /// <summary>Where the title ends.</summary>
    public double Top { get; private set; }

    /// <summary>The finished picture.</summary>
    /// <param name="height">Its height.</param>
    public XElement Finish(double height)
    {
        root.SetAttributeValue("viewBox", $"0 0 {Number(Width)} {Number(height)}");
        root.SetAttributeValue("width", Number(Width));
        root.SetAttributeValue("height", Number(height));
        root.Element(Svg + "title")!.AddAfterSelf(Element("rect", ("width", Number(Width)), ("height", Number(height)), ("fill", Palette.Paper)));
        return root;
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string stroke = Palette.Ink, double width = 1, string? dash = null) =>
        root.Add(Element(
            "line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("stroke", stroke),
            ("stroke-width", Number(width)), ("stroke-dasharray", dash)));

    /// <summary>A rectangle; its sides may be given in either order.</summary>
    public void Rectangle(double x1, double y1, double x2, double y2, string fill, string? stroke = null, string? tip = null, double opacity = 1) =>
        Add(
            Element(
                "rect", ("x", Number(Math.Min(x1, x2))), ("y", Number(Math.Min(y1, y2))), ("width", Number(Math.Abs(x2 - x1))),
                ("height", Number(Math.Abs(y2 - y1))), ("fill", fill), ("stroke", stroke), ("fill-opacity", opacity < 1 ? Number(opacity) : null)),
            tip);

    /// <summary>A point.</summary>
    public void Point(Marker marker, double x, double y, double r, string fill, string stroke, string? tip = null)
    {
        (double X, double Y)[] corners = marker switch
        {
            Marker.Square => [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Marker.Diamond => [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
            Marker.Triangle => [(0, -1.25), (1.15, 0.85), (-1.15, 0.85)],
            _ => [],
        };
        XElement shape = corners.Length == 0
            ? Element("circle", ("cx", Number(x)), ("cy", Number(y)), ("r", Number(r)), ("fill", fill), ("stroke", stroke))
            : Element("polygon", ("points", Points(corners.Select(c => (x + (r * c.X), y + (r * c.Y))))), ("fill", fill), ("stroke", stroke));
        Add(shape, tip);
    }

    /// <summary>A line through points.</summary>
    public void Curve(IEnumerable<(double X, double Y)> points, string stroke, double width = 1, string? dash = null) =>
        root.Add(Element(
            "polyline", ("points", Points(points)), ("fill", "none"), ("stroke", stroke), ("stroke-width", Number(width)), ("stroke-dasharray", dash),
            ("stroke-linejoin", "round")));

    /// <summary>A filled outline.</summary>
    public void Area(IEnumerable<(double X, double Y)> points, string fill, double opacity = 1) =>
        root.Add(Element("polygon", ("points", Points(points)), ("fill", fill), ("fill-opacity", opacity < 1 ? Number(opacity) : null)));

    /// <summary>Text on a baseline.</summary>
    /// <param name="x">Where it starts, or is anchored.</param>
    /// <param name="y">The baseline.</param>
    /// <param name="text">The text; one line.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="size">Font size.</param>
    /// <param name="fill">Colour.</param>
    /// <param name="bold">Whether bold.</param>
    /// <param name="turn">Degrees clockwise about the anchor.</param>
    /// <param name="tip">Shown under the mouse; a cut name in full.</param>
    public void Text(
        double x, double y, string text, string? anchor = null, double size = Small, string fill = Palette.Ink, bool bold = false, double turn = 0,
        string? tip = null)
    {
        XElement element = Element(
            "text", ("x", Number(x)), ("y", Number(y)), ("font-size", Number(size)), ("fill", fill), ("text-anchor", anchor),
            ("font-weight", bold ? "bold" : null), ("transform", turn == 0 ? null : $"rotate({Number(turn)} {Number(x)} {Number(y)})"));
        element.Add(Clean(text));
        Add(element, tip);
    }

    /// <summary>A name cut to a width, in full under the mouse when it was cut.</summary>
    public void Name(double x, double y, string name, double width, string? anchor = null, double size = Small, double turn = 0, bool bold = false)
    {
        string shown = TextWidth.Fit(name, size, width);
        Text(x, y, shown, anchor, size, turn: turn, bold: bold, tip: string.Equals(shown, name, StringComparison.Ordinal) ? null : name);
    }

    private void Add(XElement element, string? tip)
    {
        if (tip is not null)
        {
            element.Add(new XElement(Svg + "title", Clean(tip)));
        }

        root.Add(element);
    }

    private static XElement Element(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        XElement element = new(Svg + name);
        foreach ((string attribute, string? value) in attributes)
        {
            if (value is not null)
            {
                element.SetAttributeValue(attribute, value);
            }
        }
        return element;
    }

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"));

    private static string Number(double value) => double.IsFinite(value)
        ? Math.Round(value, 2).ToString(CultureInfo.InvariantCulture)
        : throw new ArgumentException($"{value} is no coordinate: leave out what is not finite before it is drawn.", nameof(value));

    /// <summary>The text without characters that XML cannot hold.</summary>
    internal static string Clean(string text) => text.All(IsPlain)
        ? text
        : string.Concat(text.EnumerateRunes().Select(rune => rune.Value > char.MaxValue || System.Xml.XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD"));

    private static bool IsPlain(char c) => c is >= ' ' and < '\uD800' || c is '\t' or '\n';
}
