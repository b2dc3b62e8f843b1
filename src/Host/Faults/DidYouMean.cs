namespace GpuConcord.Host.Faults;

/// <summary>
/// Finds the name a person probably meant: by the Damerau–Levenshtein distance in its optimal-string-alignment form
/// (Damerau 1964, CACM 7, 171: insertions, deletions, substitutions and swaps of neighbours cost 1 each).
/// </summary>
public static class DidYouMean
{
    /// <summary>Number of single-character edits or swaps of neighbours that turn one word into the other; case does not count.</summary>
    public static int Distance(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        // Three rows of the table d[i, j] = distance between the first i characters of one word and the first j of the other.
        int[] beforeLast = new int[to.Length + 1];
        int[] last = new int[to.Length + 1];
        int[] current = new int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (int i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int substitution = Same(from[i - 1], to[j - 1]) ? 0 : 1;
                int best = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + substitution);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    best = Math.Min(best, beforeLast[j - 2] + 1);
                }

                current[j] = best;
            }
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[to.Length];
    }

    /// <summary>
    /// The candidate nearest to <paramref name="word"/>, or null when none is near: at most one edit in three characters,
    /// or else the only candidate that begins with the word (three characters or more). The first of equals wins.
    /// </summary>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        string? closest = null;
        string? extended = null;
        int extensions = 0;
        int least = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            // Half the characters must survive, or every one-letter name would resemble every other.
            int distance = Distance(word, candidate);
            if (distance < least && 2 * distance <= Math.Max(word.Length, candidate.Length))
            {
                (least, closest) = (distance, candidate);
            }

            if (word.Length >= 3 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                (extended, extensions) = (candidate, extensions + 1);
            }
        }
        return closest ?? (extensions == 1 ? extended : null);
    }

    /// <summary>"did you mean 'x'? " when a candidate is near, otherwise <paramref name="otherwise"/>: the advice of a message.</summary>
    public static string Advice(string word, IEnumerable<string> candidates, string otherwise) =>
        Closest(word, candidates) is { } near ? $"did you mean '{near}'?" : otherwise;

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
