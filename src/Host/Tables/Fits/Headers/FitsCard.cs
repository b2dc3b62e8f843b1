using System.Globalization;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>
/// A keyword of a FITS header with its value and comment. It is one card of 80 bytes, or several where a long string goes on in CONTINUE cards.
/// </summary>
/// <param name="Keyword">The keyword, without blanks behind; <c>HIERARCH ESO DET</c> of such a card; empty of a blank one.</param>
/// <param name="Value">
/// A bool, long, double or string (without its quotes and the blanks at its end); null where there is none, or none that can be read: see <see cref="Token"/>.
/// </param>
/// <param name="Comment">What stands behind the slash, or the text of COMMENT, HISTORY and other cards without a value; blanks trimmed.</param>
/// <param name="Raw">The cards as they stand in the file, a multiple of 80 characters, each a byte (Latin-1).</param>
internal sealed record FitsCard(string Keyword, object? Value, string Comment, string Raw)
{
    /// <summary>Bytes of a card.</summary>
    public const int Length = 80;

    /// <summary>What stands where the value should be, as it stands there; empty for none. A number beyond the range of long is a double.</summary>
    public string Token { get; init; } = "";

    /// <summary>Number of cards that it takes.</summary>
    public int Count => Raw.Length / Length;

    /// <summary>A keyword with a value: a bool, a whole number, a double, or a string, which goes on in CONTINUE cards when it is long.</summary>
    /// <param name="keyword">At most 8 capital letters, digits, - and _.</param>
    /// <param name="value">The value. Characters of a string that are not printable ASCII are written as <see cref="FitsText.Escaped"/> has them.</param>
    /// <param name="comment">What it means; shortened where a card of a number has no room for it.</param>
    public static FitsCard Of(string keyword, object value, string comment = "") => FitsCardText.Write(keyword, value, comment);

    /// <summary>Cards of text without a value, as many as it takes: COMMENT or HISTORY, broken between words.</summary>
    public static IReadOnlyList<FitsCard> OfText(string keyword, string text) => FitsCardText.WriteText(keyword, text);

    /// <summary>Reads the card at the start of a text, with the CONTINUE cards behind it.</summary>
    public static FitsCard Parse(string cards) => FitsCardReader.Parse(cards);

    /// <summary>What was found, for a message.</summary>
    public override string ToString() => Value is string text ? $"'{text}'" : Convert.ToString(Value, CultureInfo.InvariantCulture) is { Length: > 0 } shown ? shown : Token;
}
