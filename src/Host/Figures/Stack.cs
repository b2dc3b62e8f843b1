using System.Globalization;
using System.Xml.Linq;

namespace GpuConcord.Host.Figures;

/// <summary>Several figures below one another as one picture.</summary>
internal static class Stack
{
    private const double Gap = 14;

    /// <summary>Stacks them; every part keeps its own title.</summary>
    /// <param name="name">Name of the whole.</param>
    /// <param name="title">What is seen, for screen readers.</param>
    /// <param name="caption">What the marks mean.</param>
    /// <param name="figures">The parts, from top to bottom.</param>
    public static Figure Of(string name, string title, string caption, IReadOnlyList<Figure> figures)
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement root = new(svg + "svg", new XAttribute("role", "img"), new XElement(svg + "title", Drawing.Clean(title)));
        double y = 0.0;
        foreach (Figure figure in figures)
        {
            XElement part = new(figure.Svg);
            part.SetAttributeValue("y", y);
            root.Add(part);
            y += double.Parse(part.Attribute("height")!.Value, CultureInfo.InvariantCulture) + Gap;
        }
        string height = Math.Round(y - Gap, 2).ToString(CultureInfo.InvariantCulture);
        string width = Drawing.Width.ToString(CultureInfo.InvariantCulture);
        root.Element(svg + "title")!.AddAfterSelf(new XElement(svg + "rect", new XAttribute("width", width), new XAttribute("height", height),
            new XAttribute("fill", Palette.Paper)));
        root.SetAttributeValue("viewBox", $"0 0 {width} {height}");
        root.SetAttributeValue("width", width);
        root.SetAttributeValue("height", height);
        return new Figure(name, title, caption, root);
    }
}
