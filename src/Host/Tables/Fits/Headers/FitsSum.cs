namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>The sum of bytes that come in pieces of any length.</summary>
internal sealed class FitsSum
{
    /// <summary>A word that two pieces share.</summary>
    private readonly byte[] word = new byte[4];
    private int inWord;
    private uint sum;

    /// <summary>The sum of all bytes so far, zeros thought behind them up to a whole word.</summary>
    public uint Value => inWord == 0 ? sum : FitsSums.Add(word.AsSpan(0, inWord), sum);

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> more)
    {
        while (inWord > 0 && inWord < word.Length && !more.IsEmpty)
        {
            word[inWord++] = more[0];
            more = more[1..];
        }

        if (inWord == word.Length)
        {
            sum = FitsSums.Add(word, sum);
            inWord = 0;
        }

        // What is left may be nothing, with a word still begun.
        int whole = more.Length / word.Length * word.Length;
        sum = FitsSums.Add(more[..whole], sum);
        foreach (byte one in more[whole..])
        {
            word[inWord++] = one;
        }
    }
}
