using System.Numerics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Finds names that differ by nothing but case, blanks, hyphens, underscores or apostrophes: often one thing in two spellings, sometimes two things,
/// so that a person has to say. Between digits such a character counts as one, and none as none: 1-11 is not 11-1, but 2155 304 resembles 2155-304.
/// </summary>
/// <remarks>One pass that hashes what is left of every name, and one over a table of the hashes: some tens of nanoseconds a name, no strings.</remarks>
internal static class SimilarNames
{
    private const char Dropped = '\0', Joint = '-';

    private static readonly char[] Ascii = [.. Enumerable.Range(0, 128).Select(c => Reduce((char)c))];

    /// <summary>What to say of such names, or null when there are none.</summary>
    /// <param name="kind">What they name, as in "source".</param>
    /// <param name="names">The names, all different.</param>
    public static string? Note(string kind, IReadOnlyList<string> names)
    {
        List<(string, string)> pairs = Pairs(names);
        if (pairs.Count == 0)
        {
            return null;
        }

        string shown = string.Join("; ", pairs.Take(5).Select(pair => $"{Excerpt.Of(pair.Item1)} and {Excerpt.Of(pair.Item2)}"));
        string more = pairs.Count > 5 ? $" and {pairs.Count - 5} more pairs" : "";
        return $"{kind}s that differ only by case, blanks, hyphens or apostrophes, taken as different: {shown}{more} (if a pair is one {kind}, spell it one way)";
    }

    /// <summary>Such pairs: each name with the first that is like it.</summary>
    public static List<(string First, string Second)> Pairs(IReadOnlyList<string> names)
    {
        List<(string, string)> pairs = [];
        if (names.Count < 2)
        {
            return pairs;
        }

        // Open addressing, at most half full; a slot holds a name's number and half of its hash.
        int mask = (int)BitOperations.RoundUpToPowerOf2((uint)names.Count * 2) - 1;
        (int Name, uint Check)[] slots = new (int, uint)[mask + 1];
        for (int i = 0; i < names.Count; i++)
        {
            ulong hash = Hash(names[i]);
            uint check = (uint)(hash >> 32);
            for (int at = (int)hash & mask; ; at = (at + 1) & mask)
            {
                ref (int Name, uint Check) slot = ref slots[at];
                if (slot.Name == 0)
                {
                    slot = (i + 1, check);
                    break;
                }

                if (slot.Check == check && Hash(names[slot.Name - 1]) == hash)
                {
                    pairs.Add((names[slot.Name - 1], names[i]));
                    break;
                }
            }
        }

        return pairs;
    }

    /// <summary>A hash of what counts of a name: 64 bits, of which two different texts share one in 10⁷ tables of a million names.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        bool pending = false, digit = false;
        foreach (char c in name)
        {
            char reduced = c < 128 ? Ascii[c] : Reduce(c);
            if (reduced is Dropped)
            {
                continue;
            }

            if (reduced is Joint)
            {
                pending = digit;
                continue;
            }

            digit = char.IsAsciiDigit(reduced);
            if (pending && digit)
            {
                hash = Mix(hash, Joint);
            }

            pending = false;
            hash = Mix(hash, reduced);
        }

        return hash ^ (hash >> 29);
    }

    private static ulong Mix(ulong hash, char c) => BitOperations.RotateLeft((hash ^ c) * 0x9E3779B97F4A7C15, 23);

    private static char Reduce(char c) => Spelling.IsApostrophe(c) ? Dropped
        : c is '_' || Spelling.IsBlank(c) || Spelling.IsHyphen(c) ? Joint
        : char.ToUpperInvariant(c);
}
