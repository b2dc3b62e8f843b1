using System.Text;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Fits;
using GpuConcord.Host.Tables.Fits.Headers;
using GpuConcord.Host.Tables.Formats;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Fits;

/// <summary>FITS files in memory: written here, or card by card.</summary>
internal static class FitsTables
{
    /// <summary>A table as it is written.</summary>
    public static async Task<byte[]> WriteAsync(OutputTable table)
    {
        using MemoryStream stream = new();
        await FitsFormat.Format.WriteAsync(table, stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    /// <summary>A file of an empty primary HDU and a table.</summary>
    /// <param name="rows">Its data.</param>
    /// <param name="cards">Its cards from NAXIS1 on; PCOUNT, GCOUNT and TFIELDS come first when they are not given.</param>
    public static byte[] Binary(byte[] rows, params string[] cards) => File("BINTABLE", rows, cards);

    /// <summary>The same of a text table.</summary>
    public static byte[] Text(string rows, params string[] cards) => File("TABLE", Encoding.Latin1.GetBytes(rows), cards);

    /// <summary>A file with the last card that begins so replaced.</summary>
    public static byte[] Edited(byte[] file, string start, string card)
    {
        string text = Encoding.Latin1.GetString(file);
        int at = text.LastIndexOf(start, StringComparison.Ordinal);
        Assert.True(at >= 0 && at % 80 == 0, start);
        return Encoding.Latin1.GetBytes(text[..at] + card.PadRight(80) + text[(at + 80)..]);
    }

    /// <summary>Opens a file.</summary>
    public static ITable Open(byte[] bytes, string name = "t.fits", bool pipe = false) =>
        TableFormats.Standard.Open(name, pipe ? new ReplayedStream(bytes, Stream.Null) : new MemoryStream(bytes));

    /// <summary>Opens a file and reads all of it.</summary>
    public static string Dump(byte[] bytes, string name = "t.fits", bool pipe = false)
    {
        using ITable table = Open(bytes, name, pipe);
        return FitsDump.Of(table);
    }

    private static byte[] File(string extension, byte[] rows, string[] cards)
    {
        List<string> all = [$"XTENSION= '{extension}'", "BITPIX  = 8", "NAXIS   = 2"];
        all.AddRange(new[] { "PCOUNT  = 0", "GCOUNT  = 1" }.Where(card => !cards.Any(given => given.StartsWith(card[..8], StringComparison.Ordinal))));
        all.AddRange(cards);
        byte[] primary = new FitsHeader([FitsCard.Of("SIMPLE", true), FitsCard.Of("BITPIX", 8), FitsCard.Of("NAXIS", 0)]).ToBytes();
        byte[] header = new FitsHeader([.. all.Select(card => FitsCard.Parse(card.PadRight(80)))]).ToBytes();
        return [.. primary, .. header, .. rows, .. new byte[FitsHeader.Padded(rows.Length) - rows.Length]];
    }
}
