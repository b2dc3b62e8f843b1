using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Csv;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

/// <summary>Tables as Excel, VizieR, the Chandra Source Catalog, R and cat write them: the same rows as plain CSV, or an error that names what they are.</summary>
public sealed class ForeignTableTests
{
    private static readonly string[] Plain = ["source instrument counts", "A pn 1", "A MOS1 2", "B, C pn 3"];

    [Theory]
    [InlineData("sep=;\nsource;instrument;counts\nA;pn;1\nA;MOS1;2\nB, C;pn;3\n")]
    [InlineData("\uFEFF\"SEP=|\"\r\nsource|instrument|counts\r\nA|pn|1\r\nA|MOS1|2\r\nB, C|pn|3\r\n")]
    [InlineData("source, instrument, counts\nA, \"pn\", 1\n \"A\" ,MOS1, 2\n \"B, C\" , pn,3\n")]
    [InlineData("source   instrument counts\n A  pn   1\n A  MOS1 2\n \"B, C\" pn  3 \n")]
    [InlineData("#\n# VizieR\n\nsource\tinstrument\tcounts\n \t \tct\n------\t----\t---\nA\tpn\t1\nA\tMOS1\t2\nB, C\tpn\t3\n")]
    [InlineData("source;instrument;counts\n;;cm**2/s\nA;pn;1\nA;MOS1;2\nB, C;pn;3\n")]
    [InlineData("source instrument counts\n------ ---------- ------\nA pn 1\nA MOS1 2\n\"B, C\" pn 3\n")]
    [InlineData("\uFEFFsource,instrument,counts\nA,pn,1\n\uFEFFsource,instrument,counts\nA,MOS1,2\n\uFEFF\"source\",instrument , counts\n\"B, C\",pn,3\n")]
    [InlineData("source\tinstrument\tcounts\n\t\tct\n-\t-\t-\nA\tpn\t1\n\uFEFF# more\n"
        + "source\tinstrument\tcounts\n\t\tct\n-\t-\t-\nA\tMOS1\t2\nB, C\tpn\t3\n")]
    public void Is_read_as_plain_CSV(string text)
    {
        using CsvTable table = Open(text);
        Assert.Equal(Plain, (string[])[string.Join(' ', table.Header), .. Rows(table)]);
    }

    [Fact]
    public void Row_names_of_R_are_a_column()
    {
        using CsvTable table = Open("\"source\" \"counts\"\n\"1\" \"PKS 2155\" 12\n\"7\" \"B\" 13\n");
        Assert.Equal(["row.names", "source", "counts"], table.Header);
        Assert.Equal(["1 PKS 2155 12", "7 B 13"], Rows(table));
        Assert.Equal(["rows have one field more than the header: read as row names, as R writes them, in a column row.names"], table.Notes);
        using CsvTable commas = Open("\"pn\",\"MOS1\"\n\"A\",1,2\n");
        Assert.Equal(["row.names", "pn", "MOS1"], commas.Header);
        Assert.Equal(["A 1 2"], Rows(commas));
    }

    [Fact]
    public void What_was_passed_over_is_said_once_with_its_lines()
    {
        using CsvTable table = Open("a,b\n,ks\n--,--\n1,2\na,b\n,ks\n--,--\n3,4\n# c\n");
        Assert.Equal(["1 2", "3 4"], Rows(table));
        Assert.Equal(
            ["1 comment line (#) below the header skipped", "lines 2, 6 skipped, no data: units", "lines 3, 7 skipped, no data: dashes",
                "line 5 skipped, no data: the header again"],
            table.Notes);
        Assert.Equal(["", "ks"], table.Columns.Select(column => column.Unit));
    }

    [Fact]
    public void Lines_are_counted_where_the_file_has_them()
    {
        using CsvTable table = Open("sep=,\n# c\na,b\n--,--\n1,2\na,b\n3,4\n");
        Assert.True(table.Read());
        Assert.True(table.Read());
        Assert.Equal("t.csv:7:3: found F, expected E; A", table.Fault(1, "F", "E", "A").Message);
        Assert.Equal("t.csv:3:3: found F, expected E; A", table.HeaderFault(1, "F", "E", "A").Message);
    }

    [Fact]
    public void A_header_of_numbers_may_come_again_as_a_row()
    {
        using CsvTable table = Open("1,2\n1,2\n");
        Assert.Equal(["1 2"], Rows(table));
    }

    [Fact]
    public void Column_names_have_one_spelling_and_are_handed_on_as_they_are()
    {
        using CsvTable table = Open("PKS\u00A0a,b  c,\u200Bd\n1,2,3\n");
        Assert.Equal(["PKS a", "b c", "d"], table.Header);
        Assert.Equal(["PKS\u00A0a", "b  c", "\u200Bd"], table.Columns.Select(column => column.Name));
    }

    [Theory]
    [InlineData("source pn MOS1\nPKS 2155 1 2\n", "t.csv:2:12: found 4 fields, expected 3, as in the header on line 1; fields are separated by blanks here: quote a name that "
        + "holds one, write commas between fields, or leave out row names (R: row.names = FALSE)")]
    [InlineData("source pn MOS1\nA 1\n", "t.csv:2:4: found 2 fields, expected 3, as in the header on line 1; fields are separated by blanks here: write NA where there is no "
        + "value, or commas between fields")]
    [InlineData("source,pn\n1,A,2\n", "t.csv:2:5: found 3 fields, expected 2, as in the header on line 1; quote a name that holds a delimiter, or remove the extra field (R's "
        + "write.table names its rows: col.names = NA names that column too)")]
    [InlineData("|source|pn|\n|char|double|\n A 1\n", "t.csv:1:1: found a table drawn with | (IPAC, Markdown, psql), expected a CSV file in plain UTF-8 text; export it as CSV "
        + "(stilts tcopy ifmt=ipac in.tbl out.csv)")]
    [InlineData("+---+\n| a |\n", "t.csv:1:1: found a table drawn with lines, expected a CSV file in plain UTF-8 text; export it as CSV (stilts tcopy ifmt=ipac in.tbl out.csv)")]
    [InlineData("a,b\n1, \"2\n3,4\n", "t.csv:2:1: found a quote that is never closed, or stands unescaped inside quotes (field 2), expected each quoted field to end with a "
        + "quote and a delimiter; close the quote, or write a quote inside quotes twice (\"\")")]
    public void Or_refused_by_name(string text, string expected) => Assert.Equal(expected, Assert.Throws<DataException>(() =>
    {
        using CsvTable table = Open(text);
        Rows(table);
    }).Message);

    /// <summary>Lines longer than what is looked at below the header.</summary>
    [Fact]
    public void Wide_tables_are_read_as_before()
    {
        string wide = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"column{i}")), row = string.Join(',', Enumerable.Range(0, 5_000));
        using CsvTable table = Open($"{wide}\n{row}\n{wide}\n{row}\n");
        Assert.Equal(2, Rows(table).Length);
    }

    private static CsvTable Open(string text) => CsvTable.Open("t.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string[] Rows(CsvTable table)
    {
        List<string> rows = [];
        while (table.Read())
        {
            List<string> fields = [];
            for (int c = 0; c < table.Header.Length; c++)
            {
                fields.Add(table[c].ToString());
            }

            rows.Add(string.Join(' ', fields));
        }

        return [.. rows];
    }
}
