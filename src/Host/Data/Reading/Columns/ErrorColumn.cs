namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>What the numbers of an error column are in.</summary>
internal enum ErrorScale
{
    /// <summary>The value's own unit; beside a logarithm, its standard deviation to the same base.</summary>
    Absolute,

    /// <summary>A fraction of the value.</summary>
    Fraction,

    /// <summary>Percent of the value.</summary>
    Percent,

    /// <summary>The standard deviation of the natural logarithm.</summary>
    NaturalLogarithm,

    /// <summary>The standard deviation of the logarithm to base 10 (dex).</summary>
    LogarithmOfTen,

    /// <summary>The standard deviation of a logarithm whose base the name does not tell.</summary>
    UntoldLogarithm,
}

/// <summary>Tells columns of 1σ errors from the rest, which belongs to which value, and what its numbers mean.</summary>
internal static class ErrorColumn
{
    private static readonly string[] Marks = ["err", "error", "errors", "uncertainty", "unc", "sigma", "sd", "std", "stddev", "stdev"];

    private static readonly string[] Percents = ["pct", "percent", "perc", "percentage"];

    private static readonly string[] Fractions = ["frac", "fraction", "fractional", "rel", "relative"];

    /// <summary>A mark and a scale that run together, as in relerr.</summary>
    private static readonly Dictionary<string, string[]> RunTogether = Percents.Concat(Fractions)
        .SelectMany(scale => new[] { "err", "error", "unc" }, (scale, mark) => (scale, mark))
        .SelectMany(pair => new (string Word, string[] Words)[] { (pair.scale + pair.mark, [pair.scale, pair.mark]), (pair.mark + pair.scale, [pair.mark, pair.scale]) })
        .ToDictionary(entry => entry.Word, entry => entry.Words, StringComparer.Ordinal);

    /// <summary>True when the name says error: one of its words is err, error, uncertainty, sigma, sd…, or it begins with e (as e_Flux in VizieR).</summary>
    public static bool IsError(ColumnName column) => column is { Words: ["e", _, ..] } || Words(column).Exists(word => Marks.Contains(word, StringComparer.Ordinal));

    /// <summary>
    /// Those of <paramref name="columns"/> that hold errors of <paramref name="value"/>: the one with the value's own name but for the word error
    /// (flux_err_erg_cm2_s for flux_erg_cm2_s); else those named only error; else the same with a scale (flux_err_pct, rel_err, flux_err_dex); else those
    /// whose remaining words the value's name begins with.
    /// </summary>
    public static List<int> Candidates(IReadOnlyList<ColumnName> columns, ColumnName value)
    {
        List<int>[] tiers = [[], [], [], [], []];
        string[] bare = WithoutScale(value.Words);
        for (int i = 0; i < columns.Count; i++)
        {
            if (!IsError(columns[i]))
            {
                continue;
            }

            string[] rest = WithoutMark(columns[i]);
            string[] name = WithoutScale(rest);
            int tier = rest.AsSpan().SequenceEqual(value.Words) ? 0
                : rest.Length == 0 && Scale(columns[i], value) is ErrorScale.Absolute ? 1
                : name.AsSpan().SequenceEqual(bare) ? 2
                : name.Length == 0 ? 3
                : value.Words.AsSpan().StartsWith(name) || name.AsSpan().StartsWith(value.Words) ? 4
                : -1;
            if (tier >= 0)
            {
                tiers[tier].Add(i);
            }
        }
        return Array.Find(tiers, tier => tier.Count > 0) ?? [];
    }

    /// <summary>
    /// What an error column's numbers are in: the value's own unit unless the name says percent, fraction or logarithm. What the value's name says too is
    /// that unit (flux_pct and flux_pct_err).
    /// </summary>
    /// <param name="column">The error column.</param>
    /// <param name="value">The value column.</param>
    public static ErrorScale Scale(ColumnName column, ColumnName value)
    {
        List<string> words = [.. Words(column).Concat(Words(new ColumnName(column.Unit))).Except(Words(value).Concat(Words(new ColumnName(value.Unit))), StringComparer.Ordinal)];
        return words.Exists(word => Percents.Contains(word, StringComparer.Ordinal)) ? ErrorScale.Percent
            : words.Exists(word => Fractions.Contains(word, StringComparer.Ordinal)) ? ErrorScale.Fraction
            : Logarithms.Documented(column) switch
            {
                LogMark.None => ErrorScale.Absolute,
                LogMark.Natural => ErrorScale.NaturalLogarithm,
                LogMark.Ten => ErrorScale.LogarithmOfTen,
                _ => ErrorScale.UntoldLogarithm,
            };
    }

    /// <summary>
    /// How many σ the errors are by their name when it gives a confidence other than 68 %, as in <c>flux_err (90%)</c> and <c>flux_err_90</c>, with that
    /// confidence; null when it gives none. A number that the value's own name has too is no confidence (as in flux_err_20-90keV).
    /// </summary>
    /// <param name="column">The error column.</param>
    /// <param name="value">The value column.</param>
    public static (string Confidence, double Sigmas)? Confidence(ColumnName column, ColumnName value)
    {
        HashSet<string> known = new(value.Pieces.Select(Number), StringComparer.Ordinal);
        string? found = column.Pieces.Select(Number).FirstOrDefault(number => Sigmas(number) > 0 && !known.Contains(number));
        return found is null ? null : ($"{found} %", Sigmas(found));

        static string Number(string piece) => piece.TrimStart([.. "abcdefghijklmnopqrstuvwxyz"]);

        static double Sigmas(string piece) => piece switch
        {
            "90" => 1.6449,
            "95" => 1.96,
            "99" => 2.5758,
            _ => 0,
        };
    }

    /// <summary>The name's words, run-together ones parted and the percent sign of a confidence left out.</summary>
    private static List<string> Words(ColumnName column)
    {
        List<string> words = [.. column.Words.SelectMany(word => RunTogether.TryGetValue(word, out string[]? parts) ? parts : [word])];
        for (int i = words.Count - 1; i > 0; i--)
        {
            if (words[i] is "pct" && words[i - 1].All(char.IsAsciiDigit))
            {
                words.RemoveAt(i);
            }
        }
        return words;
    }

    private static string[] WithoutMark(ColumnName column) => column is { Words: ["e", .. var rest] }
        ? rest
        : [.. Words(column).Where(word => !Marks.Contains(word, StringComparer.Ordinal))];

    private static string[] WithoutScale(string[] words) =>
        [.. words.Where(word => word is not "dex" && !Percents.Contains(word, StringComparer.Ordinal) && !Fractions.Contains(word, StringComparer.Ordinal))];
}
