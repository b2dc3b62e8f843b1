using System.Text;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Tables.Csv;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

public sealed class NamesTests
{
    [Fact]
    public void Numbers_names_in_order_of_first_appearance()
    {
        Names names = new();
        int[] numbers = [.. new[] { "pn", "MOS1", "pn", "pn", "mos1", "MOS1" }.Select(name => names.Add(name))];
        Assert.Equal([0, 1, 0, 0, 2, 1], numbers);
        Assert.Equal(["pn", "MOS1", "mos1"], names.All);
    }

    [Fact]
    public void A_list_of_names_that_comes_again_with_gaps_keeps_its_numbers()
    {
        Names names = new();
        int[] numbers = [.. "a b c d e a b d e c b a e e a b c d e f".Split(' ').Select(name => names.Add(name))];
        Assert.Equal([0, 1, 2, 3, 4, 0, 1, 3, 4, 2, 1, 0, 4, 4, 0, 1, 2, 3, 4, 5], numbers);
        Assert.Equal(["a", "b", "c", "d", "e", "f"], names.All);
    }

    [Fact]
    public void Spellings_of_one_name_are_one_whichever_comes_first()
    {
        foreach (string[] spellings in new[] { new[] { "a b", "a\u00A0b", "a  b" }, ["a\u00A0b", "a b", "a b"], ["a  b", "c", "a b"] })
        {
            Names names = new();
            Assert.Equal(spellings[1] is "c" ? [0, 1, 0] : [0, 0, 0], spellings.Select(name => names.Add(name)));
            Assert.Equal(0, names.Add(spellings[0]));
            Assert.Equal("a b", names[0]);
            Assert.Equal(["a source is spelt in several ways (blanks, invisible characters, Unicode) and taken as one: 'a b'"], names.Notes("source"));
        }
    }

    [Fact]
    public void Bands_of_one_range_are_one()
    {
        Names names = new(bands: true);
        Assert.Equal([0, 0, 0, 1, 2], new[] { "0.5-2.0", "0.5\u20132", "0.5-2 keV", "2-10", "soft" }.Select(name => names.Add(name)));
        Assert.Equal(["0.5-2.0", "2-10", "soft"], names.All);
    }

    [Fact]
    public void A_name_that_cannot_be_seen_has_no_number()
    {
        Names names = new();
        Assert.Equal([-1, 0, -1], new[] { "", "a", "\u200B\uFEFF" }.Select(name => names.Add(name)));
    }

    [Fact]
    public void A_row_of_known_names_allocates_nothing()
    {
        const int Rows = 50_000;
        StringBuilder text = new("instrument,source,flux\n");
        for (int row = 0; row < Rows; row++)
        {
            text.Append("instrument").Append(row % 20).Append(",source").Append(row / 20 % 100).Append(",1.5\n");
        }

        using CsvTable table = CsvTable.Open("t.csv", new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())));
        (Names instruments, Names sources) = (new Names(), new Names());
        for (int row = 0; row < 2_000; row++)
        {
            Read();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int row = 2_000; row < Rows; row++)
        {
            Read();
        }

        double perRow = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(Rows - 2_000);

        // The smallest string takes 24 bytes; buffers may still grow a little.
        Assert.InRange(perRow, 0.0, 1.0);
        Assert.Equal((20, 100), (instruments.Count, sources.Count));

        void Read()
        {
            Assert.True(table.Read());
            instruments.Add(table[0]);
            sources.Add(table[1]);
        }
    }
}
