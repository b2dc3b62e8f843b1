namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>What a column's name says about logarithms.</summary>
internal enum LogMark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>ln, loge.</summary>
    Natural,

    /// <summary>log10, lg, lg10, dex.</summary>
    Ten,

    /// <summary>log, which means ln to some and log10 to most catalogues; or two bases at once.</summary>
    Untold,

    /// <summary>A base or a scale that is not read: log2, log1p, dB, magnitudes.</summary>
    Other,
}

/// <summary>Finds logarithms in the names of columns.</summary>
internal static class Logarithms
{
    /// <summary>ln 10: what a logarithm to base 10 is multiplied by to be a natural one.</summary>
    public const double OfTen = 2.302585092994045684;

    private static readonly Dictionary<string, LogMark> Marks = new(StringComparer.Ordinal)
    {
        ["ln"] = LogMark.Natural,
        ["loge"] = LogMark.Natural,
        ["log10"] = LogMark.Ten,
        ["lg10"] = LogMark.Ten,
        ["lg"] = LogMark.Ten,
        ["dex"] = LogMark.Ten,
        ["log"] = LogMark.Untold,
        ["logarithm"] = LogMark.Untold,
        ["log2"] = LogMark.Other,
        ["log1p"] = LogMark.Other,
        ["db"] = LogMark.Other,
        ["mag"] = LogMark.Other,
        ["mags"] = LogMark.Other,
        ["magnitude"] = LogMark.Other,
    };

    /// <summary>Words for what is measured that run together with a mark, as in logcounts and fluxlg; a word such as catalog or analog holds no mark.</summary>
    private static readonly string[] Measured = ["counts", "count", "cts", "flux", "fluxes", "rate", "rates", "f", "fx"];

    private static readonly string[] RunTogether = ["log10", "lg10", "log", "lg", "ln", "dex"];

    /// <summary>What the name says, wherever in it: log10_flux, flux_log10, logFlux, log(flux), flux (dex).</summary>
    /// <param name="column">The column.</param>
    public static LogMark Mark(ColumnName column)
    {
        // Such words as log1p and dB are parted in pieces.
        if (column.Words.Concat(new ColumnName(column.Unit).Words).Any(word => Marks.GetValueOrDefault(word) is LogMark.Other))
        {
            return LogMark.Other;
        }

        List<string> pieces = Split(column);
        LogMark found = LogMark.None;
        for (int i = 0; i < pieces.Count; i++)
        {
            string next = i + 1 < pieces.Count ? pieces[i + 1] : "";
            LogMark mark = pieces[i] is "log" && next is "10" ? LogMark.Ten
                : pieces[i] is "log" && next is "e" ? LogMark.Natural
                : Marks.GetValueOrDefault(pieces[i]);
            found = (found, mark) switch
            {
                (_, LogMark.None) => found,
                (LogMark.None or LogMark.Untold, _) => mark,
                (_, LogMark.Untold) => found,
                _ when found == mark => found,
                (LogMark.Other, _) or (_, LogMark.Other) => LogMark.Other,
                _ => LogMark.Untold,
            };
        }
        return found;
    }

    /// <summary>
    /// The same, but a name that begins with log_counts means natural logarithms, as this program documents; elsewhere log alone tells no base.
    /// </summary>
    /// <param name="column">The column.</param>
    public static LogMark Documented(ColumnName column) => Mark(column) switch
    {
        LogMark.Untold when column.Begins("log", "counts") => LogMark.Natural,
        var mark => mark,
    };

    /// <summary>True when a word, in lower case, is about logarithms and nothing else.</summary>
    /// <param name="word">The word.</param>
    public static bool IsMark(string word) => Marks.ContainsKey(word);

    /// <summary>The name's pieces that say what is measured: all but those about logarithms.</summary>
    /// <param name="column">The column.</param>
    public static IEnumerable<string> Rest(ColumnName column) => Split(column).Where(piece => !Marks.ContainsKey(piece));

    /// <summary>The pieces of a name, with marks that run together with what is measured parted from it.</summary>
    private static List<string> Split(ColumnName column)
    {
        List<string> split = [];
        foreach (string piece in column.Pieces)
        {
            string? mark = Marks.ContainsKey(piece) ? null : Array.Find(RunTogether, mark =>
                (piece.StartsWith(mark, StringComparison.Ordinal) && Measured.Contains(piece[mark.Length..], StringComparer.Ordinal))
                || (piece.EndsWith(mark, StringComparison.Ordinal) && Measured.Contains(piece[..^mark.Length], StringComparer.Ordinal)));
            if (mark is null)
            {
                split.Add(piece);
            }
            else if (piece.StartsWith(mark, StringComparison.Ordinal))
            {
                split.AddRange([mark, piece[mark.Length..]]);
            }
            else
            {
                split.AddRange([piece[..^mark.Length], mark]);
            }
        }
        return split;
    }
}
