using System.Text;

namespace GpuConcord.Cli.ShellCompletion;

/// <summary>A command line that is being typed, parted into words as a shell would.</summary>
/// <param name="Words">Its words, quotes and backslashes taken away; the last is being typed, and empty behind a blank.</param>
/// <param name="InQuotes">Whether the last word stands in quotes that are still open.</param>
internal sealed record TypedLine(IReadOnlyList<string> Words, bool InQuotes)
{
    /// <summary>Parts a line; nothing in it is carried out.</summary>
    public static TypedLine Of(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && (c is '\'' or '"'))
            {
                quote = c;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }

        // Blanks in a row part words no further.
        return new([.. words.Where(done => done.Length > 0), word.ToString()], quote != '\0');
    }

    /// <summary>How much of the last word a shell takes as done, for it parts words at these characters too.</summary>
    public int Begun(string breaks) => InQuotes ? 0 : Words[^1].LastIndexOfAny([.. breaks]) + 1;
}
