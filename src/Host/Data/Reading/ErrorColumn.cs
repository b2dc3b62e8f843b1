namespace GpuConcord.Host.Data.Reading;

/// <summary>Tells columns of 1σ errors from the rest, and which belongs to which value.</summary>
internal static class ErrorColumn
{
    private static readonly string[] Marks = ["err", "error", "errors", "uncertainty", "unc", "sigma", "sd", "std", "stddev", "stdev"];

    /// <summary>True when the name says error: one of its words is err, error, uncertainty, sigma, sd…, or it begins with e (as e_Flux in VizieR).</summary>
    public static bool IsError(ColumnName column) => column.HasAny(Marks) || column is { Words: ["e", _, ..] };

    /// <summary>
    /// Those of <paramref name="columns"/> that hold errors of <paramref name="value"/>: the one with the value's own name but for the word error
    /// (flux_err_erg_cm2_s for flux_erg_cm2_s); else those named only error; else those whose remaining words the value's name begins with.
    /// </summary>
    public static List<int> Candidates(IReadOnlyList<ColumnName> columns, ColumnName value)
    {
        List<int> own = [], plain = [], related = [];
        for (int i = 0; i < columns.Count; i++)
        {
            if (!IsError(columns[i]))
            {
                continue;
            }

            string[] rest = WithoutMark(columns[i]);
            List<int>? list = rest.AsSpan().SequenceEqual(value.Words) ? own
                : rest.Length == 0 ? plain
                : value.Words.AsSpan().StartsWith(rest) || rest.AsSpan().StartsWith(value.Words) ? related
                : null;
            list?.Add(i);
        }
        return own.Count > 0 ? own : plain.Count > 0 ? plain : related;
    }

    private static string[] WithoutMark(ColumnName column) => column is { Words: ["e", .. var rest] }
        ? rest
        : [.. column.Words.Where(word => !Marks.Contains(word, StringComparer.Ordinal))];
}
