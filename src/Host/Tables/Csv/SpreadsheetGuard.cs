namespace GpuConcord.Host.Tables.Csv;

/// <summary>
/// Keeps spreadsheets from running a name as a formula: a text that begins with =, +, -, @, a tab or a carriage return, and is no number, is written with an
/// apostrophe in front. So is a text that has apostrophes, or apostrophes and blanks, before one of those: whoever reads takes the blanks around a field away, and an
/// apostrophe where what follows it would have had one, which gives every text back.
/// </summary>
/// <remarks>
/// A number stays a number: −1.5 is no formula, and neither is −inf. Records of an input that are repeated as they stand are not looked at: they are the user's own.
/// </remarks>
internal static class SpreadsheetGuard
{
    private const char Apostrophe = '\'';

    /// <summary>Whether a text is written with an apostrophe in front.</summary>
    public static bool Applies(ReadOnlySpan<char> text)
    {
        int front = 0;
        while (front < text.Length && (text[front] == Apostrophe || char.IsWhiteSpace(text[front])))
        {
            front++;
        }

        ReadOnlySpan<char> before = text[..front], rest = text[front..].TrimEnd();
        if (Cells.Read(rest, out _) != Cell.Text)
        {
            return false;
        }

        bool formula = rest[0] is '=' or '+' or '-' or '@';
        return before.IsEmpty ? formula : before[0] is '\t' or '\r' || (before.Contains(Apostrophe) && (formula || before.ContainsAny('\t', '\r')));
    }

    /// <summary>The text with an apostrophe in front where one is needed.</summary>
    public static ReadOnlySpan<char> Add(ReadOnlySpan<char> text) => Applies(text) ? $"{Apostrophe}{text}" : text;

    /// <summary>The text that was written, of a field that was read.</summary>
    public static ReadOnlySpan<char> Remove(ReadOnlySpan<char> field) => field.Length > 1 && field[0] == Apostrophe && Applies(field[1..]) ? field[1..] : field;
}
