using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GpuConcord.Host.Figures;
using Xunit;

namespace GpuConcord.Tests.Host.Figures;

/// <summary>What must hold of every picture.</summary>
internal static partial class Svg
{
    public static readonly XNamespace Space = "http://www.w3.org/2000/svg";

    private static readonly string[] Numeric = ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "points", "viewBox", "font-size"];

    /// <summary>Its XML parses again, every coordinate is a number inside the picture, and it refers to nothing.</summary>
    public static XElement Check(Figure figure)
    {
        XElement parsed = XElement.Parse(figure.Svg.ToString(SaveOptions.DisableFormatting));
        Assert.Equal(Space + "svg", parsed.Name);
        Assert.NotEmpty(figure.Title);
        Assert.NotEmpty(figure.Caption);
        Assert.Equal(figure.Title, parsed.Element(Space + "title")!.Value);
        Assert.Matches("^[A-Za-z0-9._-]+$", figure.Name);
        double width = Number(parsed.Attribute("width")!.Value), height = Number(parsed.Attribute("height")!.Value);
        foreach (XElement element in parsed.Descendants())
        {
            Assert.DoesNotContain(element.Attributes(), attribute => attribute.Name.LocalName is "href" or "id" or "class" or "style");
            Assert.DoesNotContain("url(", string.Join(' ', element.Attributes().Select(attribute => attribute.Value)), StringComparison.Ordinal);
            foreach (XAttribute attribute in element.Attributes().Where(attribute => Array.IndexOf(Numeric, attribute.Name.LocalName) >= 0))
            {
                double[] values = [.. Separator().Split(attribute.Value).Where(text => text.Length > 0).Select(Number)];
                Assert.All(values, value => Assert.True(double.IsFinite(value), $"{element}"));
                Assert.All(values, value => Assert.InRange(value, -0.5, Math.Max(width, height) + 0.5));
            }
        }
        return parsed;
    }

    /// <summary>Texts that are drawn, in order.</summary>
    public static string[] Texts(XElement svg) => [.. svg.Elements(Space + "text").Select(text => string.Concat(text.Nodes().OfType<XText>().Select(node => node.Value)))];

    /// <summary>Texts that a mouse shows.</summary>
    public static string[] Tips(XElement svg) => [.. svg.Elements().Elements(Space + "title").Select(title => title.Value)];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("[ ,]", RegexOptions.None, 1000)]
    private static partial Regex Separator();
}
