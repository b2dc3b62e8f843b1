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
    [InlineData("PN_ONTIME > null", "--where: found 'null' in 'PN_ONTIME > null', no column of t.csv, expected a column; nothing equals null: ask isnull(X) or !isnull(X)")]
    [InlineData("1 < SUM_FLAG < 3",
        "--where: found 1 < SUM_FLAG < 3 in '1 < SUM_FLAG < 3', expected a condition on columns; a comparison of a comparison: write 1 < X && X < 2")]
    [InlineData("\"SUM_FLAG\" > 3",
        "--where: found 'SUM_FLAG' > 3 in '\"SUM_FLAG\" > 3', expected a condition on columns; quotes make text: for the column write SUM_FLAG, or [SUM_FLAG]")]
    [InlineData("sqroot(SUM_FLAG) > 3", "--where: found a function 'sqroot' in 'sqroot(SUM_FLAG) > 3', expected one of abs, sqrt, exp, ln, log10, floor, ceil, round, min, max, "
        + "pow, isnull, ifnull, if; did you mean 'sqrt'?")]
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
