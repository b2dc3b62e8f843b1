using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

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
        Words = (bracket < 0 ? text : text[..bracket]).ToLowerInvariant()
            .Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The name as the file has it.</summary>
    public string Text { get; }

    /// <summary>The name's words in lower case, without what stands in brackets.</summary>
    public string[] Words { get; }

    /// <summary>What stands in brackets, or empty.</summary>
    public string Unit { get; private init; }

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
