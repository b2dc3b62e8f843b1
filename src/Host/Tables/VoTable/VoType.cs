using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>The datatypes of VOTable, and the values that columns of them hold.</summary>
internal static class VoType
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16 = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Every name of a datatype; the last two are those of drafts, which some services still write.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "boolean", "bit", "unsignedByte", "short", "int", "long", "char", "unicodeChar", "float", "double", "floatComplex", "doubleComplex", "string", "unicodeString",
    ];

    /// <summary>The values of a field.</summary>
    /// <param name="datatype">One of <see cref="Names"/>.</param>
    /// <param name="isList">Whether a value has several of them; of characters, several texts.</param>
    /// <param name="magic">The value that stands for none, as text; null for none such.</param>
    /// <returns>Null when <paramref name="magic"/> is no value of the type.</returns>
    public static TypedValue? Make(string datatype, bool isList, string? magic) => datatype switch
    {
        "boolean" => isList ? List<bool>(1) : new FlagValue(Flag),

        // The standard has a single bit at the left of its byte, astropy in the middle.
        "bit" => isList ? List<byte>(1) : new FlagValue(Flag, bytes => bytes[0] != 0),
        "unsignedByte" => isList ? List<byte>(1) : Number<byte>(1, Whole, bytes => bytes[0], magic),
        "short" => isList ? List<short>(2) : Number<short>(2, Whole, BinaryPrimitives.ReadInt16BigEndian, magic),
        "int" => isList ? List<int>(4) : Number<int>(4, Whole, BinaryPrimitives.ReadInt32BigEndian, magic),
        "long" => isList ? List<long>(8) : Number<long>(8, Whole, BinaryPrimitives.ReadInt64BigEndian, magic),
        "float" => isList ? List<float>(4) : Number<float>(4, NumberText.Real, BinaryPrimitives.ReadSingleBigEndian, magic),
        "double" => isList ? List<double>(8) : Number<double>(8, NumberText.Real, BinaryPrimitives.ReadDoubleBigEndian, magic),
        "floatComplex" => Complex(8),
        "doubleComplex" => Complex(16),
        "char" or "string" => isList ? List<string>(1) : new TextValue(Utf8, 1),
        _ => isList ? List<string>(2) : new TextValue(Utf16, 2),
    };

    /// <summary>Whether a datatype is one of characters: its first dimension is that of a text.</summary>
    public static bool IsText(string datatype) => datatype is "char" or "string" or "unicodeChar" or "unicodeString";

    private static NumberValue<T>? Number<T>(int width, FromText<T> fromText, FromBytes<T> fromBytes, string? magic) where T : struct, INumber<T>
    {
        T none = default;
        return magic is not null && !fromText(magic, out none) ? null : new NumberValue<T>(width, fromText, fromBytes, magic is null ? null : none);
    }

    private static ListValue List<T>(int width) => new(typeof(T[]), width, "lists");

    private static ListValue Complex(int width) => new(typeof(Complex), width, "complex numbers");

    /// <summary>A whole number, in hexadecimal digits behind 0x too.</summary>
    private static bool Whole<T>(ReadOnlySpan<char> text, out T value) where T : struct, IBinaryInteger<T>
    {
        ReadOnlySpan<char> plain = text.Trim();
        return plain.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? T.TryParse(plain[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : NumberText.Whole(plain, out value);
    }

    /// <summary>T, t, 1, true; F, f, 0, false; a question mark, a blank or a NUL for what is not known.</summary>
    private static bool Flag(ReadOnlySpan<char> text, out bool? value)
    {
        ReadOnlySpan<char> word = text.Trim();
        bool yes = word is "1" || Is(word, "t") || Is(word, "true"), no = word is "0" || Is(word, "f") || Is(word, "false");
        value = yes ? true : no ? false : null;
        return yes || no || word is "" or "?" or "\0";

        static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
    }
}
