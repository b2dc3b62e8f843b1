namespace GpuConcord.Host.Figures;

/// <summary>
/// Colours that stay apart for colour-blind readers (Okabe and Ito 2008, jfly.uni-koeln.de/color), and scales for maps. A colour never
/// stands alone: series differ by marker too, cells carry numbers or a sign.
/// </summary>
internal static class Palette
{
    public const string Ink = "#1a1a1a";
    public const string Quiet = "#5f5f5f";
    public const string Rule = "#b8b8b8";
    public const string Stripe = "#f4f4f4";
    public const string PriorFill = "#dcdcdc";
    public const string Paper = "#ffffff";
    public const string Blue = "#0072B2";
    public const string Vermilion = "#D55E00";
    public const string SkyBlue = "#56B4E9";

    private static readonly string[] Colours = [Blue, Vermilion, "#009E73", "#CC79A7", "#E69F00", SkyBlue, Ink];
    private static readonly Marker[] Markers = [Marker.Circle, Marker.Square, Marker.Diamond, Marker.Triangle];

    /// <summary>Colour of a series; after seven they repeat, with another marker.</summary>
    public static string Series(int k) => Colours[k % Colours.Length];

    /// <summary>Marker of a series.</summary>
    public static Marker MarkerOf(int k) => Markers[k % Markers.Length];

    /// <summary>White to blue.</summary>
    /// <param name="share">0 to 1; clamped.</param>
    public static string Sequential(double share) => Mix((255, 255, 255), (0, 90, 150), Math.Clamp(share, 0, 1));

    /// <summary>Blue through white to vermilion.</summary>
    /// <param name="share">−1 to 1; clamped.</param>
    public static string Diverging(double share) =>
        share < 0 ? Mix((255, 255, 255), (0, 90, 160), Math.Min(1, -share)) : Mix((255, 255, 255), (200, 70, 0), Math.Min(1, share));

    /// <summary>Ink that can be read on the colour of that strength.</summary>
    public static string On(double share) => Math.Abs(share) > 0.55 ? Paper : Ink;

    private static string Mix((int R, int G, int B) from, (int R, int G, int B) to, double share) =>
        $"#{Channel(from.R, to.R, share):x2}{Channel(from.G, to.G, share):x2}{Channel(from.B, to.B, share):x2}";

    private static int Channel(int from, int to, double share) => (int)Math.Round(from + ((to - from) * share));
}

/// <summary>Shape of a point.</summary>
internal enum Marker
{
    Circle,
    Square,
    Diamond,
    Triangle,
}
