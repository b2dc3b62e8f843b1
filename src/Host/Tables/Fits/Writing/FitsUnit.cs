namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>Units in ASCII, as the standard spells them.</summary>
internal static class FitsUnit
{
    private static readonly (string From, string To)[] Spellings =
    [
        ("²", "2"), ("³", "3"), ("⁻¹", "-1"), ("⁻²", "-2"), ("⁻³", "-3"), ("⁻⁴", "-4"), ("µ", "u"), ("μ", "u"), ("·", "."), ("×", "*"), ("Å", "Angstrom"),
        ("°", "deg"), ("″", "arcsec"), ("′", "arcmin"),
    ];

    /// <summary>A unit with its superscripts as digits and its Greek letters as words.</summary>
    public static string Of(string unit)
    {
        if (Headers.FitsText.IsPlain(unit))
        {
            return unit;
        }

        foreach ((string from, string to) in Spellings)
        {
            unit = unit.Replace(from, to, StringComparison.Ordinal);
        }

        return unit;
    }

}
