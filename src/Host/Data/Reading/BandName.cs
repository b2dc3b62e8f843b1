using System.Globalization;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Names of energy bands: one spelling, dashes as hyphens, and one key for those that state the same range.</summary>
internal static class BandName
{
    /// <summary>A band's name in one spelling (<see cref="Spelling"/>), any dash or minus sign in it a hyphen: 0.5–2 is 0.5-2.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        string name = Spelling.Of(text);
        return name.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Concat(name.Select(c => Spelling.IsHyphen(c) ? '-' : c)) : name;
    }

    /// <summary>The same text for every name of one band: the range in keV where <paramref name="name"/>, as <see cref="Of"/> has it, states one; else the name.</summary>
    public static string Key(string name) => EnergyRange.Parse(name) is { } range ? string.Create(CultureInfo.InvariantCulture, $"{range.Low:R}-{range.High:R}") : name;
}
