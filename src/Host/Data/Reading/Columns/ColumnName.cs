using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>
/// A column's name taken apart so that <c>Flux (erg/cm2/s)</c>, <c>flux_erg_cm2_s</c> and <c>FLUX</c> all begin with the word flux.
/// </summary>
internal readonly record struct ColumnName
{
    private static readonly char[] Separators = ['_', ' ', '-', '.'];

    /// <summary>The columns of a table, each with the unit that its name has in brackets or the table tells apart.</summary>
    public static ColumnName[] Of(ITable table)
    {
        IReadOnlyList<TableColumn> columns = table.Columns;
        return [.. table.Header.Select((name, c) => new ColumnName(name) is var read && read.Unit.Length == 0 ? read with { Unit = columns[c].Unit } : read)];
    }

    /// <summary>Takes a name apart.</summary>
    public ColumnName(string text)
    {
        Text = text;
        int bracket = text.AsSpan().IndexOfAny('(', '[');
        int close = bracket < 0 ? -1 : text.AsSpan(bracket).IndexOfAny(')', ']');
        Unit = close > 1 ? text.Substring(bracket + 1, close - 1).Trim() : "";
        string outside = bracket < 0 ? text : close < 0 ? text[..bracket] : $"{text[..bracket]} {text[(text.AsSpan().LastIndexOfAny(')', ']') + 1)..]}";
        // A percent sign is a word like any other, so that err% is err and pct.
        Words = outside.Replace("%", " pct ", StringComparison.Ordinal).ToLowerInvariant()
            .Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The name as the file has it.</summary>
    public string Text { get; }

    /// <summary>The name's words in lower case, without what stands in brackets.</summary>
    public string[] Words { get; }

    /// <summary>What stands in brackets, or empty.</summary>
    public string Unit { get; private init; }

    /// <summary>
    /// The pieces of the whole name, brackets included, in lower case: parted also where small letters give way to capitals and digits to letters,
    /// so that <c>logCounts</c> is log, counts and <c>log10flux</c> is log10, flux.
    /// </summary>
    public List<string> Pieces
    {
        get
        {
            List<string> pieces = [];
            int start = 0;
            for (int i = 1; i <= Text.Length; i++)
            {
                if (i < Text.Length && char.IsLetterOrDigit(Text[i]) && char.IsLetterOrDigit(Text[i - 1])
                    && !(char.IsLower(Text[i - 1]) && char.IsUpper(Text[i])) && !(char.IsDigit(Text[i - 1]) && char.IsLetter(Text[i])))
                {
                    continue;
                }

                if (char.IsLetterOrDigit(Text[start]))
                {
                    pieces.Add(Text[start..i].ToLowerInvariant());
                }

                start = i;
            }
            return pieces;
        }
    }

    /// <summary>True when the name is these words and no more.</summary>
    public bool Is(params ReadOnlySpan<string> words) => Words.AsSpan().SequenceEqual(words);

    /// <summary>True when the name begins with these words.</summary>
    public bool Begins(params ReadOnlySpan<string> words) => Words.AsSpan().StartsWith(words);

    /// <summary>True when one of the name's words is among <paramref name="words"/>.</summary>
    public bool HasAny(params ReadOnlySpan<string> words)
    {
        foreach (string word in Words)
        {
            if (words.Contains(word))
            {
                return true;
            }
        }
        return false;
    }
}
