using System.CommandLine;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Cli.Options;

/// <summary>What <c>--profile</c>, <c>--columns</c>, <c>--where</c> and <c>--selection</c> mean together.</summary>
public sealed class CatalogueOptionsTests
{
    [Fact]
    public void Columns_of_instruments_make_a_catalogue()
    {
        ReadOptions read = Read("--columns", "source=SRCID+OBS_ID,pn=PN_4_FLUX,pn_err=PN_4_FLUX_ERR", "--columns", "MOS1=Flux, MOS1 (cgs)");
        Assert.Equal(["SRCID", "OBS_ID"], read.Catalogue!.Source);
        Assert.Equal([("pn", "PN_4_FLUX", "PN_4_FLUX_ERR"), ("MOS1", "Flux, MOS1 (cgs)", null)], read.Catalogue.Cells.Select(cell => (cell.Instrument, cell.Value, cell.Error)));
        Assert.Null(read.Roles);
    }

    [Fact]
    public void Columns_of_roles_name_those_of_a_long_table()
    {
        ReadOptions read = Read("--columns", "SOURCE=Name,instrument=Det,value=F,error=F_E,n=C", "--where", "a > 1");
        Assert.Null(read.Catalogue);
        Assert.Equal(("F", "F_E"), (read.Value, read.Error));
        Assert.Equal(["source", "instrument", "n"], read.Roles!.Select(role => role.Role));
        Assert.Equal("a > 1", Assert.Single(read.Where!).Condition.Text);
    }

    [Fact]
    public void A_profile_brings_its_selection_and_conditions_come_behind_it()
    {
        string[] all = [.. Read("--profile", "4xmm", "--where", "EP_8_DET_ML > 50").Where!.Select(row => row.Condition.Text)];
        Assert.Equal(["SUM_FLAG == 0", "EP_8_DET_ML > 50"], (string[])[all[0], all[^1]]);
        Assert.Equal(["EP_8_DET_ML > 50"], Read("--profile", "4xmm", "--selection", "none", "--where", "EP_8_DET_ML > 50").Where!.Select(row => row.Condition.Text));
    }

    [Theory]
    [InlineData("--columns: found 'pn', expected NAME=COLUMN, as in source=IAUNAME,pn=PN_4_FLUX or n=SRC_CTS; separate several by commas", "--columns", "pn")]
    [InlineData("--columns: found PN twice, expected once; remove one", "--columns", "pn=A,PN=B,source=S")]
    [InlineData("--columns: found pn, MOS1, expected source=COLUMN among them; say which column names the sources, or several joined by +, as in source=SRCID+OBS_ID",
        "--columns", "pn=A,MOS1=B")]
    [InlineData("--columns: found sorce, pn, expected source=COLUMN among them; write source= for sorce=", "--columns", "sorce=S,pn=A")]
    [InlineData("--columns: found MOS1_err without MOS1, expected errors beside the values of their instrument; add MOS1=COLUMN, or leave MOS1_err out",
        "--columns", "source=S,pn=A,MOS1_err=B")]
    [InlineData("--selection: found none without --profile, expected both; a selection is a profile's, conditions of your own go with --where", "--selection", "none")]
    [InlineData("--columns: found beside --profile, expected one of the two; to change a profile copy it (gpuconcord profiles NAME > my.toml)",
        "--profile", "4xmm", "--columns", "source=A,pn=B")]
    [InlineData("--value: found beside --columns value=, expected one of the two; leave one out", "--value", "F", "--columns", "value=G")]
    public void Options_that_contradict_each_other_are_refused(string message, params string[] words) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Read(words)).Message);

    private static ReadOptions Read(params string[] words)
    {
        DataOptions options = new("", "a table");
        Command command = new("fit") { options.Band };
        foreach (Option option in options.Columns)
        {
            command.Add(option);
        }

        return options.Read(command.Parse(words));
    }
}
