using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Fits.Reading;

/// <summary>Files that were damaged by hand: each is refused, with the place, from files and from pipes.</summary>
public sealed class FitsDamageTests
{
    private static readonly string[] Cards =
    [
        "NAXIS1  = 8", "NAXIS2  = 2", "TFIELDS = 2", "TTYPE1  = 'n'", "TFORM1  = 'J'", "TTYPE2  = 'x'", "TFORM2  = 'E'", "EXTNAME = 'CAT'",
    ];

    private static readonly byte[] Whole = FitsTables.Binary(new byte[16], Cards);

    public static TheoryData<string, string, string> Edits => new()
    {
        { "NAXIS1  =", "NAXIS1  = 9", "t.fits[CAT]: card 6: found NAXIS1 = '9', expected 8, the bytes of its columns (TFORMn) together" },
        { "NAXIS1  =", "NAXIS1  = -8", "t.fits[CAT]: card 6: found NAXIS1 = '-8', expected a whole number" },
        { "NAXIS2  =", "NAXIS2  = -1", "t.fits[CAT]: card 7: found NAXIS2 = '-1'" },
        { "NAXIS2  =", "NAXIS2  = 4611686018427387904", "t.fits[CAT]: found axes (NAXISn) of 8 × 4611686018427387904, expected a size that a file can have" },
        { "NAXIS2  =", "NAXIS2  = 100000000000", "t.fits[CAT]: row 361: found the end of the file, expected 100000000000 rows of 8 bytes" },
        { "NAXIS2  =", "NAXIS2  = 'two'", "t.fits[CAT]: card 7: found NAXIS2 = ''two'', expected a whole number" },
        { "NAXIS   = 2", "NAXIS   = 3", "t.fits[CAT]: found no card NAXIS3" },
        { "BITPIX  = 8", "BITPIX  = 16", "t.fits[CAT]: card 2: found BITPIX = '16', expected 8 in a table" },
        { "BITPIX  = 8", "BITPIX  = 7", "t.fits[CAT]: card 2: found BITPIX = '7', expected 8, 16, 32, 64, -32 or -64" },
        { "TFORM2  =", "TFORM2  = 'Z'", "t.fits[CAT]: card 12: found TFORM2 = ''Z'', expected a count and a letter" },
        { "TFORM2  =", "TFORM2  = '99999999999E'", "t.fits[CAT]: card 12: found TFORM2" },
        { "TFORM2  =", "TFORM2  = 4", "t.fits[CAT]: card 12: found TFORM2 = '4', expected a text in quotes" },
        { "TFORM2  =", "COMMENT", "t.fits[CAT]: found no card TFORM2, expected one for each of the 2 columns (TFIELDS)" },
        { "TTYPE2  =", "TTYPE1  = 'other'", "t.fits[CAT]: card 11: found TTYPE1 = ''other'' besides ''n'', expected one card TTYPE1" },
        { "TFIELDS =", "TFIELDS = 1000", "t.fits[CAT]: card 8: found TFIELDS = '1000', expected a whole number from 0 to 999" },
        { "TFIELDS =", "TFIELDS = 1", "t.fits[CAT]: card 6: found NAXIS1 = '8', expected 4" },
        { "PCOUNT  =", "PCOUNT  = -5", "t.fits[CAT]: card 4: found PCOUNT = '-5'" },
        { "GCOUNT  =", "GCOUNT  = 2", "t.fits[CAT]: card 5: found GCOUNT = '2', expected 1 in a table" },
        { "TTYPE2  =", "THEAP   = 3", "t.fits[CAT]: card 11: found THEAP = '3', expected an offset from 16 to 16" },
        { "TTYPE2  =", "TSCAL2  = 0.0", "t.fits[CAT]: card 11: found TSCAL2 = '0', expected a factor other than 0 for column 'col2'" },
        { "TTYPE2  =", "TSCAL2  = NaN", "t.fits[CAT]: card 11: found TSCAL2 = 'NaN', expected a number" },
        { "TTYPE2  =", "TTYPE2  = '\u00e9'", "t.fits[1]: card 11, byte 12: found the byte 0xE9, expected printable ASCII" },
        { "TTYPE2  =", "TTYPE2  = '\0'", "t.fits[1]: card 11, byte 12: found the byte 0x00, expected printable ASCII" },
        { "SIMPLE  =", "SIMPLE  = F", "t.fits[0]: card 1: found SIMPLE = 'False', expected SIMPLE = T" },
        { "XTENSION=", "XTENSION= 'FOREIGN'", "t.fits: found no table ([0]: no data; [1] CAT: extension of type 'FOREIGN'), expected a FITS file with a table" },
        { "XTENSION=", "EXTENSION", "t.fits: found no table ([0]: no data), expected a FITS file with a table" },
        { "EXTNAME =", "ZTABLE  = T",
        "t.fits: found no table but in compressed tiles ([0]: no data; [1]: a table in compressed tiles), expected a table; unpack it first (funpack)" },
        { "NAXIS2  =", "NAXIS2  = 0", "t.fits[CAT]: found no row, expected at least one row of data" },
        { "END     ", "ENDE", "t.fits[1]: card" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void A_card_that_is_wrong_is_named(string start, string card, string message)
    {
        byte[] file = FitsTables.Edited(Whole, start, card);
        Assert.StartsWith(message, Refusal(file, pipe: false), StringComparison.Ordinal);
        Assert.StartsWith(message, Refusal(file, pipe: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, "t.fits[0]: card 2: found the end of the file, expected more of the header, up to its card END")]
    [InlineData(2880 + 500, "t.fits[1]: card 7: found the end of the file")]
    [InlineData(5760 + 11, "t.fits[CAT]: row 2: found the end of the file, expected 2 rows of 8 bytes, as its header says (NAXIS2, NAXIS1)")]
    [InlineData(5760, "t.fits[CAT]: row 1: found the end of the file")]
    public void A_file_that_was_cut_short_is_refused(int length, string message)
    {
        Assert.StartsWith(message, Refusal(Whole[..length], pipe: false), StringComparison.Ordinal);
        Assert.StartsWith(message, Refusal(Whole[..length], pipe: true), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_behind_its_last_row_is_read_with_a_note()
    {
        foreach (bool pipe in new[] { false, true })
        {
            using ITable table = FitsTables.Open(Whole[..(5760 + 16)], pipe: pipe);
            Assert.True(table.Read() && table.Read());
            Assert.False(table.Read());
            Assert.Contains("behind the last row: it was not written in full", table.Notes.Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bytes_and_headers_that_changed_since_they_were_written_are_noted()
    {
        byte[] file = await FitsTables.WriteAsync(new OutputTable("", 3, [OutputColumn.OfNumbers("x", "", "", row => row)]));
        Assert.Equal("x: 0000000000000000 3ff0000000000000 4000000000000000\n", FitsTables.Dump(file));
        byte[] damaged = [.. file];
        damaged[5760 + 9] ^= 1;
        foreach (bool pipe in new[] { false, true })
        {
            using ITable doubted = FitsTables.Open(damaged, pipe: pipe);
            FitsDump.Of(doubted);
            Assert.Contains("but DATASUM is", doubted.Notes.Single(), StringComparison.Ordinal);
            Assert.Contains("bytes changed since it was written", doubted.Notes.Single(), StringComparison.Ordinal);
        }

        using ITable changed = FitsTables.Open(FitsTables.Edited(file, "TTYPE1  =", "TTYPE1  = 'y'"));
        Assert.Empty(changed.Notes);
        Assert.Equal("y: 0000000000000000 3ff0000000000000 4000000000000000\n", FitsDump.Of(changed));
        Assert.Contains("the header was changed since its CHECKSUM was made", changed.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_behind_the_table_is_a_note()
    {
        byte[] behind = Encoding.Latin1.GetBytes("XTENSION= 'IMAGE'".PadRight(80) + "BITPIX  = 9".PadRight(80) + "END".PadRight(2880 - 160));
        foreach (bool pipe in new[] { false, true })
        {
            using ITable table = FitsTables.Open([.. Whole, .. behind], pipe: pipe);
            FitsDump.Of(table);
            Assert.StartsWith("behind t.fits[CAT], which is read, the file is damaged: t.fits[2]: card 2: found BITPIX = '9'", table.Notes.Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_empty_file_and_another_one_are_refused_by_what_they_are()
    {
        Assert.StartsWith("t.fits: found an empty file, expected a FITS file, as its name says", Named([]), StringComparison.Ordinal);
        Assert.StartsWith("t.fits: found a file that does not begin as FITS", Named("a,b\n1,2\n"u8.ToArray()), StringComparison.Ordinal);

        static string Named(byte[] bytes) => Assert.Throws<DataException>(() => TableFormats.Standard.Open("t.fits", new MemoryStream(bytes), named: true)).Message;
    }

    /// <summary>Any byte of a file may be another: what is read then is a table or a refusal, and no crash.</summary>
    [Fact]
    public void No_byte_that_flips_crashes_the_reader()
    {
        Random random = new(7);
        byte[] astropy = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", "fits", "astropy.fits"));
        for (int i = 0; i < 3000; i++)
        {
            byte[] file = [.. astropy];
            for (int flips = 0; flips < 3; flips++)
            {
                file[random.Next(random.Next(3) == 0 ? file.Length : 3 * 2880)] = (byte)random.Next(256);
            }

            byte[] cut = random.Next(4) == 0 ? file[..random.Next(file.Length)] : file;
            try
            {
                FitsTables.Dump(cut, random.Next(2) == 0 ? "t.fits" : "t.fits[TYPES,2]", random.Next(2) == 0);
            }
            catch (DataException)
            {
            }
        }
    }

    private static string Refusal(byte[] file, bool pipe) => Assert.Throws<DataException>(() => FitsTables.Dump(file, pipe: pipe)).Message;
}
