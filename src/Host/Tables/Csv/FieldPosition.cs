using System.Text;

namespace GpuConcord.Host.Tables.Csv;

/// <summary>Where a field stands in the text of its record; walked only when a message needs it.</summary>
internal static class FieldPosition
{
    /// <summary>Index of the first character (past blanks) of field number <paramref name="field"/>, or the record's length when it has none.</summary>
    public static int Find(ReadOnlySpan<char> record, char delimiter, int field)
    {
        int at = 0;
        for (int i = 0; i < field && at < record.Length; i++)
        {
            at = End(record, delimiter, at) + 1;
        }

        while (at < record.Length && record[at] == ' ' && delimiter != ' ')
        {
            at++;
        }

        return Math.Min(at, record.Length);
    }

    /// <summary>How many characters a reader of the text counts: a surrogate pair is one.</summary>
    public static int CountCharacters(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    /// <summary>Index of the delimiter that ends the field beginning at <paramref name="start"/>, or the record's length.</summary>
    private static int End(ReadOnlySpan<char> record, char delimiter, int start)
    {
        int at = start;
        if (at < record.Length && record[at] == '"')
        {
            // A doubled quote ends one quoted run and begins the next, so quotes need only be paired.
            do
            {
                int close = record[(at + 1)..].IndexOf('"');
                if (close < 0)
                {
                    return record.Length;
                }

                at += close + 2;
            }
            while (at < record.Length && record[at] == '"');
        }
        int end = record[at..].IndexOf(delimiter);
        return end < 0 ? record.Length : at + end;
    }
}
