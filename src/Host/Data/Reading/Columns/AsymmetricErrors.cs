namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>Tells a lower from an upper error by name: VizieR's e_Flux and E_Flux, or flux_err_lo and flux_err_hi. A fit takes one error on both sides.</summary>
internal static class AsymmetricErrors
{
    private static readonly string[] Lower = ["lo", "low", "lower", "neg", "negative", "minus", "down", "dn", "m", "l"];
    private static readonly string[] Upper = ["hi", "high", "upper", "pos", "positive", "plus", "up", "p", "u"];

    /// <summary>Whether the columns of these numbers are the two errors of one value, in either order.</summary>
    public static bool ArePair(IReadOnlyList<ColumnName> columns, IReadOnlyList<int> numbers) =>
        numbers.Count == 2 && (IsPair(columns[numbers[0]], columns[numbers[1]]) || IsPair(columns[numbers[1]], columns[numbers[0]]));

    /// <summary>The column with the other of the two errors, or −1.</summary>
    public static int Other(IReadOnlyList<ColumnName> columns, int number)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (i != number && ArePair(columns, [number, i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsPair(ColumnName lower, ColumnName upper)
    {
        if (lower.Text.StartsWith("e_", StringComparison.Ordinal) && upper.Text.StartsWith("E_", StringComparison.Ordinal))
        {
            return lower.Text.AsSpan(1).SequenceEqual(upper.Text.AsSpan(1));
        }

        if (lower.Words.Length != upper.Words.Length)
        {
            return false;
        }

        int differing = 0;
        for (int i = 0; i < lower.Words.Length; i++)
        {
            bool same = lower.Words[i].Equals(upper.Words[i], StringComparison.Ordinal);
            if (!same && !(Lower.Contains(lower.Words[i], StringComparer.Ordinal) && Upper.Contains(upper.Words[i], StringComparer.Ordinal)))
            {
                return false;
            }

            differing += same ? 0 : 1;
        }

        return differing == 1;
    }
}
