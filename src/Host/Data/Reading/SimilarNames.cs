using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Finds names that differ by nothing but case, blanks, hyphens, underscores or apostrophes: often one thing in two spellings, sometimes two things,
/// so that a person has to say. Between digits such a character counts as one, and none as none: 1-11 is not 11-1, but 2155 304 resembles 2155-304.
/// </summary>
/// <remarks>
/// Two names that are alike have equally much that counts, and differ in what does not. A first pass, 16 characters at a time, finds the lengths at
/// which names differ so; in a catalogue that names its sources by one rule there are none, and a million names cost some 30 ms. Names of the other
/// lengths are hashed without what does not count.
/// </remarks>
internal static class SimilarNames
{
    /// <summary>Longest name that is looked at 16 characters at a time; of longer ones and those beyond ASCII every one counts as different.</summary>
    private const int Longest = 64;

    private const int Lengths = 256;

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
        bool[] mixed = MixedLengths(names, out int candidates);
        if (candidates == 0)
        {
            return pairs;
        }

        Dictionary<ulong, int> first = new(candidates);
        byte[] room = new byte[Longest];
        for (int i = 0; i < names.Count; i++)
        {
            ReadOnlySpan<byte> counts = Counting(names[i], room, out _);
            if (!mixed[counts.Length % Lengths])
            {
                continue;
            }

            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(first, Hash(counts), out bool exists);
            if (exists)
            {
                pairs.Add((names[number], names[i]));
            }
            else
            {
                number = i;
            }
        }

        return pairs;
    }

    /// <summary>The lengths, of what counts, at which not all names have the same in the same places of what does not, and how many names have them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool[] MixedLengths(IReadOnlyList<string> names, out int candidates)
    {
        bool[] mixed = new bool[Lengths];
        int[] seen = new int[Lengths];
        UInt128[] shapes = new UInt128[Lengths];
        byte[] room = new byte[Longest];
        foreach (string name in names)
        {
            int length = Counting(name, room, out UInt128? shape).Length % Lengths;
            mixed[length] |= seen[length] > 0 && (shape is null || shape != shapes[length]);
            shapes[length] = shape ?? UInt128.MaxValue;
            seen[length]++;
        }

        candidates = Enumerable.Range(0, Lengths).Sum(length => mixed[length] ? seen[length] : 0);
        return mixed;
    }

    /// <summary>What counts of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="room">Room for it.</param>
    /// <param name="shape">The same for two names that have the same in the same places of what does not count; null when that was not looked at.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ReadOnlySpan<byte> Counting(string name, byte[] room, out UInt128? shape)
    {
        room.AsSpan().Clear();
        if (name.Length <= Longest && Ascii.FromUtf16(name, room, out int length) == OperationStatus.Done && Reduce(room, ref length, out UInt128 found))
        {
            shape = found;
            return room.AsSpan(0, length);
        }

        shape = null;
        return Encoding.UTF8.GetBytes(Reduced(name));
    }

    /// <summary>Reduces a text of ASCII in place; false, with the text undone, when two characters that do not count stand side by side, or for an accent as apostrophe.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Reduce(Span<byte> text, ref int length, out UInt128 shape)
    {
        (ulong joints, ulong dropped, ulong digits, ulong kind, ulong otherKind) = (0, 0, 0, 0, 0);
        for (int at = 0; at < length; at += Vector128<byte>.Count)
        {
            Vector128<byte> part = Vector128.Create<byte>(text[at..]);
            (Vector128<byte> blank, Vector128<byte> under, Vector128<byte> apostrophe) = (Equal(part, ' '), Equal(part, '_'), Equal(part, '\''));
            Vector128<byte> joint = blank | under | Equal(part, '-');
            Vector128<byte> lower = Vector128.LessThan(part - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
            Vector128.ConditionalSelect(joint, Vector128.Create((byte)'-'), part - (lower & Vector128.Create((byte)0x20))).CopyTo(text[at..]);
            joints |= Bits(joint) << at;
            dropped |= Bits(apostrophe) << at;
            digits |= Bits(Vector128.LessThan(part - Vector128.Create((byte)'0'), Vector128.Create((byte)10))) << at;

            // Blanks, hyphens, underscores and apostrophes are told apart, and so are letters of either case.
            kind |= Bits(blank | under) << at;
            otherKind |= Bits(under | apostrophe | lower) << at;
        }

        ulong apart = joints | dropped;

        // A joint counts between digits.
        ulong gone = apart & ~(joints & (digits << 1) & (digits >> 1));
        shape = new UInt128(gone, (kind * 0x9E3779B97F4A7C15) ^ BitOperations.RotateLeft(otherKind * 0xC2B2AE3D27D4EB4F, 31));
        if ((apart & (apart << 1)) != 0 || text[..length].Contains((byte)'`'))
        {
            return false;
        }

        (int read, int written) = (0, 0);
        while (gone != 0)
        {
            int next = BitOperations.TrailingZeroCount(gone);
            text[read..next].CopyTo(text[written..]);
            written += next - read;
            read = next + 1;
            gone &= gone - 1;
        }

        text[read..length].CopyTo(text[written..]);
        length = written + length - read;
        return true;

        static Vector128<byte> Equal(Vector128<byte> part, char c) => Vector128.Equals(part, Vector128.Create((byte)c));

        static ulong Bits(Vector128<byte> mask) => mask.ExtractMostSignificantBits();
    }

    /// <summary>What counts of any name.</summary>
    private static string Reduced(string name)
    {
        StringBuilder reduced = new(name.Length);
        bool joint = false;
        foreach (char c in name)
        {
            if (Spelling.IsApostrophe(c))
            {
                continue;
            }

            if (c == '_' || Spelling.IsBlank(c) || Spelling.IsHyphen(c))
            {
                joint = true;
                continue;
            }

            if (joint && reduced.Length > 0 && char.IsAsciiDigit(reduced[^1]) && char.IsAsciiDigit(c))
            {
                reduced.Append('-');
            }

            reduced.Append(char.ToUpperInvariant(c));
            joint = false;
        }

        return reduced.ToString();
    }

    /// <summary>A hash: two texts of a million share one by chance in one table of 10⁷.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        (ulong one, ulong other) = (0x9E3779B97F4A7C15 ^ (ulong)text.Length, 0xC2B2AE3D27D4EB4F);
        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        while (!text.IsEmpty)
        {
            // The rest is shorter than a word once, at the end.
            text[..Math.Min(text.Length, sizeof(ulong))].CopyTo(rest);
            if (text.Length < sizeof(ulong))
            {
                rest[text.Length..].Clear();
            }

            ulong high = Math.BigMul(one ^ MemoryMarshal.Read<ulong>(rest), 0xD6E8FEB86659FD93, out ulong low);
            (one, other) = (low ^ other, BitOperations.RotateLeft(other, 29) + high);
            text = text[Math.Min(text.Length, sizeof(ulong))..];
        }

        return one ^ (one >> 32) ^ (other * 0x9E3779B97F4A7C15);
    }
}
