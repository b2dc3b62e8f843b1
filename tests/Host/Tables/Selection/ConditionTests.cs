using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Host.Tables.Selection;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Selection;

/// <summary>Conditions on rows: what they mean, what null does, and where they are at fault.</summary>
public sealed class ConditionTests
{
    private const string InARow = "expected one between two values; write >=, <=, ==, != without blanks, and join conditions by && or ||";

    private const string Header = "SUM_FLAG,PN_ONTIME,SC_VAR_FLAG,CAMERA,OBS_ID,Flux 1,x";
    private const string Row = "0,12000,False,pn,0102120101,3e-13,";

    [Theory]
    [InlineData("SUM_FLAG == 0 && PN_ONTIME > 1e4 && !SC_VAR_FLAG", true)]
    [InlineData("sum_flag = 0 and pn_ontime >= 12000 and not sc_var_flag", true)]
    [InlineData("SUM_FLAG <> 0", false)]
    [InlineData("SUM_FLAG != 0 || PN_ONTIME < 1e5", true)]
    [InlineData("CAMERA == 'pn'", true)]
    [InlineData("CAMERA == 'PN'", false)]
    [InlineData("CAMERA in ('MOS1', 'pn')", true)]
    [InlineData("CAMERA not in ('MOS1', 'MOS2')", true)]
    [InlineData("CAMERA like 'p%'", true)]
    [InlineData("CAMERA like '_n'", true)]
    [InlineData("CAMERA like 'p%x'", false)]
    [InlineData("OBS_ID == '0102120101'", true)]
    [InlineData("OBS_ID == 102120101", true)]
    [InlineData("[Flux 1] > 1e-13 && [Flux 1] * 1e13 + 1 == 4", true)]
    [InlineData("SUM_FLAG in (0, 1)", true)]
    [InlineData("abs(-PN_ONTIME) == 12000 && sqrt(4) == 2 && max(1, 2) == 2 && log10(100) == 2", true)]
    [InlineData("(SUM_FLAG | 4) == 4 && (6 & 3) == 2 && 1 << 3 == 8", true)]
    [InlineData("SC_VAR_FLAG == 0", true)]
    [InlineData("SUM_FLAG == 0 ? PN_ONTIME > 1 : PN_ONTIME > 1e9", true)]
    [InlineData("if(SUM_FLAG == 0, true, false)", true)]
    [InlineData("isnull(x)", true)]
    [InlineData("!isnull(SUM_FLAG)", true)]
    [InlineData("ifnull(x, 7) == 7", true)]
    [InlineData("PN_ONTIME % 7 == 2 && 2 ** 3 == 8", true)]
    [InlineData("x > 0", null)]
    [InlineData("!(x > 0)", null)]
    [InlineData("x > 0 || SUM_FLAG == 0", true)]
    [InlineData("x > 0 && SUM_FLAG == 1", false)]
    [InlineData("x > 0 && SUM_FLAG == 0", null)]
    [InlineData("x in (1, 2)", null)]
    [InlineData("sqrt(-1) > 0", null)]
    [InlineData("PN_ONTIME / SUM_FLAG > 3", null)]
    [InlineData("!(PN_ONTIME > 1e5)", true)]
    public void Conditions_mean_what_they_say_and_null_is_unknown(string text, bool? expected)
    {
        using ITable table = Open($"{Header}\n{Row}\n");
        RowExpression condition = Condition.Parse("--where", text).Bind(table);
        Assert.True(table.Read());
        Assert.Equal(expected, condition.TruthOf(table));
    }

    [Theory]
    [InlineData("", "--where: found nothing, expected a condition on columns, as in SUM_FLAG == 0 && PN_ONTIME > 1e4")]
    [InlineData("SUM_FLAG > 1.5D-13",
        "--where: found 'D-13' at character 15 of 'SUM_FLAG > 1.5D-13', expected an expression to go on or end there; write the exponent with e, as in 1.5e-13")]
    [InlineData("(SUM_FLAG > 1", "--where: found its end at character 14 of '(SUM_FLAG > 1', expected an expression to go on or end there; close the parenthesis")]
    [InlineData("PN_ONTME > 1", "--where: found 'PN_ONTME' in 'PN_ONTME > 1', no column of t.csv, expected a column; did you mean 'PN_ONTIME'?")]
    [InlineData("SUM_FLAG > = 0", "--where: found operators in a row in 'SUM_FLAG > = 0', " + InARow)]
    [InlineData("SUM_FLAG ==< 0", "--where: found operators in a row in 'SUM_FLAG ==< 0', " + InARow)]
    [InlineData("PN_ONTIME > null", "--where: found 'null' in 'PN_ONTIME > null', no column of t.csv, expected a column; nothing equals null: ask isnull(X) or !isnull(X)")]
    [InlineData("1 < SUM_FLAG < 3",
        "--where: found 1 < SUM_FLAG < 3 in '1 < SUM_FLAG < 3', expected a condition on columns; a comparison of a comparison: write 1 < X && X < 2")]
    [InlineData("\"SUM_FLAG\" > 3",
        "--where: found 'SUM_FLAG' > 3 in '\"SUM_FLAG\" > 3', expected a condition on columns; quotes make text: for the column write SUM_FLAG, or [SUM_FLAG]")]
    [InlineData("sqroot(SUM_FLAG) > 3", "--where: found a function 'sqroot' in 'sqroot(SUM_FLAG) > 3', expected one of abs, sqrt, exp, ln, log10, floor, ceil, round, min, max, "
        + "pow, isnull, ifnull, if; did you mean 'sqrt'?")]
    [InlineData("SUM_FLAG & 4 != 0",
        "--where: found SUM_FLAG & (4 != 0) in 'SUM_FLAG & 4 != 0', expected a condition on columns; comparisons come before & | ^, as in C: write (FLAG & 4) != 0")]
    [InlineData("not PN_ONTIME > 1e4",
        "--where: found !PN_ONTIME > 10000 in 'not PN_ONTIME > 1e4', expected a condition on columns; ! and not come before comparisons: write !(X > 1)")]
    [InlineData("SUM_FLAG == 9007199254740993", "--where: found 9007199254740993 in 'SUM_FLAG == 9007199254740993', expected a condition on columns; whole numbers beyond "
        + "2^53 (9007199254740992) are not exact here; select on another column")]
    [InlineData("CAMERA == ''", "--where: found '' in 'CAMERA == ''', expected a condition on columns; nothing equals an empty text: ask isnull(X)")]
    [InlineData("{instrument}_FLUX > 1",
        "--where: found braces in '{instrument}_FLUX > 1', expected names of columns; marks like {band} belong to profiles, which fill them in")]
    [InlineData("CAMERA like SUM_FLAG",
        "--where: found CAMERA like SUM_FLAG in 'CAMERA like SUM_FLAG', expected a condition on columns; write the pattern in quotes, with % for any characters")]
    public void A_condition_at_fault_says_where_and_what_to_do(string text, string message)
    {
        using ITable table = Open($"{Header}\n{Row}\n");
        Assert.Equal(message, Assert.Throws<UsageException>(() => Condition.Parse("--where", text).Bind(table)).Message);
    }

    [Fact]
    public void Text_where_a_number_belongs_is_refused_by_place()
    {
        using ITable table = Open($"{Header}\n{Row}\n");
        RowExpression condition = Condition.Parse("--where", "CAMERA > 3").Bind(table);
        Assert.True(table.Read());
        Assert.Equal(
            "t.csv:2:15: found 'pn' in column 'CAMERA', expected a number; correct the field, or compare the column with text in quotes, as in CAMERA == 'pn'",
            Assert.Throws<DataException>(() => condition.TruthOf(table)).Message);
    }

    [Fact]
    public void What_no_person_writes_is_refused_before_it_takes_minutes()
    {
        Assert.StartsWith("--where: found 20005 characters", Fault(new string('!', 20_000) + "(1>0)"), StringComparison.Ordinal);
        Assert.StartsWith("--where: found 205 characters", Fault(new string('!', 200) + "(1>0)"), StringComparison.Ordinal);
        Assert.StartsWith("--where: found 203 characters, 100 parentheses", Fault($"{new string('(', 100)}1>0{new string(')', 100)}"), StringComparison.Ordinal);

        static string Fault(string text) => Assert.Throws<UsageException>(() => Condition.Parse("--where", text)).Message;
    }

    [Fact]
    public void Bits_are_those_of_whole_numbers()
    {
        using ITable table = Open($"{Header}\n{Row.Replace("12000", "12000.5", StringComparison.Ordinal)}\n");
        RowExpression condition = Condition.Parse("--where", "(PN_ONTIME & 1) == 1").Bind(table);
        Assert.True(table.Read());
        Assert.StartsWith(
            "t.csv:2:3: found 12000.5 in column 'PN_ONTIME', expected a whole number, at most 2^53;", Assert.Throws<DataException>(() => condition.TruthOf(table)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A VOTable's TABLEDATA spells truth as 1, T or true, and FITS as T: what is compared is the value.</summary>
    [Theory]
    [InlineData("1", true)]
    [InlineData("T", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("F", false)]
    [InlineData("?", null)]
    public void Truth_is_what_the_format_says(string cell, bool? expected)
    {
        string text = "<?xml version=\"1.0\"?><VOTABLE version=\"1.3\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\"><RESOURCE><TABLE><FIELD name=\"SC_VAR_FLAG\" "
            + "datatype=\"boolean\"/><FIELD name=\"n\" datatype=\"int\"/><DATA><TABLEDATA><TR><TD>" + cell + "</TD><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        using ITable table = TableFormats.Standard.Open("t.vot", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        RowExpression condition = Condition.Parse("--where", "SC_VAR_FLAG").Bind(table);
        Assert.True(table.Read());
        Assert.Equal(expected, condition.TruthOf(table));
    }

    [Fact]
    public void A_number_is_no_condition()
    {
        using ITable table = Open("a,b\n1,2\n");
        Assert.Equal("--where: found 'a + 1', a number, expected a condition that is true or false; compare it, as in a + 1 == 0",
            Assert.Throws<UsageException>(() => SelectedTable.Of(table, [(Condition.Parse("--where", "a + 1"), "")], "")).Message);
    }

    [Fact]
    public void Each_part_that_and_joins_is_a_step_that_counts()
    {
        using SelectedTable table = SelectedTable.Of(
            Open("a,b\n1,1\n1,\n2,1\n1,5\n"), [(Condition.Parse("--where", "a == 1 && (b < 3 || b > 9)"), "because")], "loosen it");
        List<long> rows = [];
        while (table.Read())
        {
            rows.Add(table.Row);
        }

        Assert.Equal([2], rows);
        Assert.Equal(4, table.RowsRead);
        Assert.Equal(["a == 1", "b < 3 || b > 9"], table.Steps.Select(step => step.Condition));
        Assert.Equal([(4, 3, 0), (3, 1, 1)], table.Steps.Select(step => (step.Reached, step.Left, step.Unknown)));
    }

    [Fact]
    public void No_row_left_is_an_error_that_tells_the_steps()
    {
        using SelectedTable table = SelectedTable.Of(Open("a,b\n1,1\n2,\n"), [(Condition.Parse("--where", "a > 0 && b > 5"), "")], "loosen it");
        Assert.Equal(
            "t.csv: found no row for which the conditions hold (a > 0: 2 of 2; b > 5: 0 of 2, 1 because a column is null), expected at least one; loosen it",
            Assert.Throws<DataException>(() => table.Read()).Message);
    }

    private static ITable Open(string text) => TableFormats.Standard.Open("t.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
