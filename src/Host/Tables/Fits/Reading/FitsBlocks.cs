using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>
/// The rows of a table in blocks of whole rows. The next block is read, hashed and summed while the rows of one are taken, so that memory is that of two.
/// </summary>
/// <param name="hdu">The table.</param>
/// <param name="bytes">The file, at the first byte of the table's data; left open.</param>
internal sealed class FitsBlocks(FitsHdu hdu, Stream bytes)
{
    /// <summary>Bytes of a block, unless one row has more.</summary>
    private const int BlockLength = 1 << 20;

    private readonly int most = (int)Math.Max(1, Math.Min(hdu.Rows, BlockLength / Math.Max(1, hdu.RowLength)));
    private readonly uint? expected = DataSum(hdu);
    private readonly FitsSum? sum = DataSum(hdu) is null ? null : new FitsSum();
    private byte[] spare = [];
    private long asked;
    private Task<int>? reading;

    /// <summary>The bytes of the rows at hand, one behind another.</summary>
    public byte[] Block { get; private set; } = [];

    /// <summary>Number of rows at hand.</summary>
    public int Rows { get; private set; }

    /// <summary>Takes the next rows; false behind the last.</summary>
    /// <exception cref="DataException">The file ends before.</exception>
    public bool Next()
    {
        reading ??= Read();
        Rows = reading.GetAwaiter().GetResult();
        (Block, spare) = (spare, Block);
        reading = Read();
        return Rows > 0;
    }

    /// <summary>What DATASUM and CHECKSUM say against the bytes that were read, in a sentence; empty for nothing. Known when all was read.</summary>
    /// <remarks>
    /// A note and no error: astropy (5.2) writes a DATASUM that is wrong for tables with arrays of varying length, and programs that change a file often leave the
    /// sums of the old one. Such files are sound, and from here they cannot be told from damaged ones.
    /// </remarks>
    public string Doubt { get; private set; } = "";

    /// <summary>Reads what stands behind the rows, and compares the sums.</summary>
    /// <returns>Whether the file holds all of it.</returns>
    public bool Complete()
    {
        Settle();
        long left = hdu.End - hdu.DataOffset - (hdu.Rows * hdu.RowLength);
        byte[] rest = new byte[1 << 16];
        while (left > 0 && bytes.Read(rest, 0, (int)Math.Min(rest.Length, left)) is > 0 and int read)
        {
            left -= read;
            sum?.Add(rest.AsSpan(0, read));
        }

        if (sum is not null && sum.Value != expected)
        {
            Doubt = $"the data have the sum {sum.Value}, but DATASUM is {expected}: bytes changed since it was written, or a program wrote a wrong sum; "
                + "compare the file with its source (sha256sum)";
        }
        else if (sum is not null && hdu.Header.Text("CHECKSUM").Length == 16 && FitsSums.Join(FitsSums.Add(hdu.Header.ToBytes()), sum.Value) is not (0 or uint.MaxValue))
        {
            Doubt = "the header was changed since its CHECKSUM was made; the data are as they were (DATASUM)";
        }

        return left == 0;
    }

    /// <summary>Waits for a block that is still being read: it holds the stream.</summary>
    public void Settle() => reading?.ContinueWith(_ => { }, TaskScheduler.Default).Wait();

    private static uint? DataSum(FitsHdu hdu) => hdu.Header.Find("DATASUM")?.Value switch
    {
        string text when uint.TryParse(text.Trim(), out uint sum) => sum,
        long number when number is >= 0 and <= uint.MaxValue => (uint)number,
        _ => null,
    };

    private Task<int> Read()
    {
        int rows = (int)Math.Min(most, hdu.Rows - asked);
        long first = asked;
        asked += rows;
        return rows <= 0 ? Task.FromResult(0) : Task.Run(() => Fill(first, rows));
    }

    private int Fill(long first, int rows)
    {
        long wanted = rows * hdu.RowLength;
        int filled = 0;
        while (filled < wanted)
        {
            if (filled == spare.Length)
            {
                // What the header says is taken for true as far as there are bytes.
                Array.Resize(ref spare, (int)Math.Min(Math.Max(BlockLength, 2L * spare.Length), wanted));
            }

            int read = bytes.Read(spare, filled, (int)Math.Min(spare.Length, wanted) - filled);
            if (read == 0)
            {
                throw Cut(first + (filled / hdu.RowLength) + 1);
            }

            filled += read;
        }

        sum?.Add(spare.AsSpan(0, filled));
        return rows;
    }

    /// <summary>The error that a file ends in a row.</summary>
    public DataException Cut(long row) => DataException.In(
        $"{hdu.Place}: row {row}", "the end of the file", $"{hdu.Rows} rows of {hdu.RowLength} bytes, as its header says (NAXIS2, NAXIS1)",
        "check that the file was written in full, or get it again");
}
