using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Corrections;

/// <summary>Finds the instrument of a run that a person, or the header of a file, means.</summary>
internal static class InstrumentName
{
    /// <summary>What files call the cameras of XMM-Newton, and what people call them.</summary>
    private static readonly (string Keyword, string Usual)[] Usual = [("EPN", "pn"), ("EMOS1", "MOS1"), ("EMOS2", "MOS2")];

    /// <summary>The run's instrument of that name: the same text, or else the only one that is the same in another case; null when there is none.</summary>
    public static string? Find(string name, IReadOnlyList<string> instruments)
    {
        if (instruments.Contains(name, StringComparer.Ordinal))
        {
            return name;
        }

        string[] alike = [.. instruments.Where(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))];
        return alike.Length == 1 ? alike[0] : null;
    }

    /// <summary>That a run has no such instrument.</summary>
    /// <param name="option">What named it.</param>
    /// <param name="name">The name.</param>
    /// <param name="instruments">The run's instruments.</param>
    public static UsageException Unknown(string option, string name, IReadOnlyList<string> instruments) => new(
        $"{option}: found {Excerpt.Of(name)}, expected an instrument of the run: {Excerpt.List(instruments, most: 20)}; "
            + $"{DidYouMean.Advice(name, instruments, "write one of them")}");

    /// <summary>
    /// The instruments of a run that the keywords TELESCOP and INSTRUME of a file name: EPN is pn, EMOS1 and EMOS2 are MOS1 and MOS2; else the run's name must
    /// consist of the words of INSTRUME, those of TELESCOP before them or not, in any case of letters. None, or several, are the caller's to refuse.
    /// </summary>
    public static string[] OfKeywords(string telescope, string instrument, IReadOnlyList<string> instruments)
    {
        List<string> calls = [instrument];
        calls.AddRange(Usual.Where(pair => pair.Keyword.Equals(instrument, StringComparison.OrdinalIgnoreCase)).SelectMany(pair => new[] { pair.Usual, $"EPIC {pair.Usual}" }));
        string[][] candidates =
        [
            .. calls.SelectMany(call => new[] { call, $"{telescope} {call}", $"{telescope.Split(' ', '-')[0]} {call}" }).Select(Words).Where(words => words.Length > 0),
        ];
        return [.. instruments.Where(known => candidates.Any(words => words.SequenceEqual(Words(known))))];
    }

    private static string[] Words(string name) => name.ToUpperInvariant().Split([' ', '_', '-', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
