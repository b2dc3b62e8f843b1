using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Which column plays which role, and what is said when that cannot be told.</summary>
public sealed class TableReaderColumnTests
{
    [Theory]
    [InlineData("instrument,source,flux,flux_err", "0.1")]
    [InlineData("INSTRUMENT,Source Name,FLUX (erg/cm2/s),Flux_Err (erg/cm2/s)", "0.1")]
    [InlineData("instrument,source,flux_erg_cm2_s,flux_err_erg_cm2_s", "0.1")]
    [InlineData("instrument,source,Flux,e_Flux", "0.1")]
    [InlineData("instrument,source,flux,error", "0.1")]
    [InlineData("instrument,source,flux,sigma_flux", "0.1")]
    [InlineData("instrument,source,flux_erg_cm2_s,flux_uncertainty", "0.1")]
    [InlineData("instrument,source,counts,flux_err", "")]
    [InlineData("instrument,source,counts,log_counts_err", "")]
    [InlineData("instrument,source,flux,remark", "")]
    public void Finds_value_and_error_by_name(string header, string error)
    {
        Observations band = Table.Read($"{header}\npn,A,1,0.1\nMOS1,A,1,0.1\n").Bands[0];
        if (error.Length == 0)
        {
            Assert.Null(band.Variance);
        }
        else
        {
            Assert.Equal(0.00995033085316808, band.Variance![0], 1e-17);
        }
    }

    [Fact]
    public void The_error_with_the_values_own_name_wins()
    {
        Observations band = Table.Read("instrument,source,flux_soft,flux_hard,flux_hard_err,flux_soft_err\npn,A,1,1,0.3,0.1\nMOS1,A,1,1,0.3,0.1\n",
            new ReadOptions(Value: "flux_soft")).Bands[0];
        Assert.Equal(0.00995033085316808, band.Variance![0], 1e-17);
    }

    [Theory]
    [InlineData("rate", null, 3.0, null)]
    [InlineData("RATE", "rate_lo", 3.0, 4.0)]
    [InlineData("flux", "err", 2.0, 5.0)]
    [InlineData("counts", null, 1.0, null)]
    public void Options_choose_columns(string value, string? error, double expected, double? sd)
    {
        const string Text = "instrument,source,counts_0.5-2_keV,flux_x,rate,rate_lo,err_flux_x\npn,A,1,2,3,4,5\nMOS1,A,1,1,1,1,1\n";
        Observations band = Table.Read(Text, new ReadOptions(Value: value, Error: error)).Bands[0];
        Assert.Equal(Math.Log(expected), band.Y[0]);
        if (sd is { } known)
        {
            Assert.Equal(Math.Log(1 + known / expected * (known / expected)), band.Variance![0], 1e-15);
        }
    }

    [Fact]
    public void A_rate_chosen_by_name_is_not_divided_by_the_exposure_but_net_counts_are()
    {
        const string Text = "instrument,source,rate,net_counts,exposure\npn,A,3,3,2\nMOS1,A,1,1,1\n";
        Assert.Equal(Math.Log(3), Table.Read(Text, new ReadOptions(Value: "rate")).Bands[0].Y[0]);
        Assert.Equal(Math.Log(3) - Math.Log(2), Table.Read(Text, new ReadOptions(Value: "net_counts")).Bands[0].Y[0]);
    }

    [Fact]
    public void Errors_that_cannot_be_told_apart_are_not_used_unless_required()
    {
        const string Text = "instrument,source,flux,flux_err_lo,flux_err_hi\npn,A,1,.1,.2\nMOS1,A,1,.1,.2\n";
        DataSet data = Table.Read(Text);
        Assert.Null(data.Bands[0].Variance);
        Assert.Equal("errors not used: 'flux_err_lo', 'flux_err_hi' are the two sides of the error of 'flux' (choose one with --error, the larger to be careful, or add a "
            + "column with their mean)", data.Notes[0]);
        Assert.Equal(
            "t.csv:1:36: found 2 error columns: 'flux_err_lo', 'flux_err_hi', expected one; choose it with --error, as in --error flux_err_lo, the larger to be careful, or add a "
                + "column with their mean",
            Table.Refusal(Text, new ReadOptions(RequireErrors: true)));
    }

    [Theory]
    [InlineData("instrment,source,flux", "a column 'instrument'", "is 'instrment' meant? rename it to instrument")]
    [InlineData("camera,source,flux", "a column 'instrument'", "rename the column that names the instruments, or give a matrix (one row a source, one column an instrument)")]
    [InlineData("instrument,sorce,flux", "a column 'source'", "is 'sorce' meant? rename it to source")]
    [InlineData("instrument,target,flux", "a column 'source'", "rename the column that names the sources, or give a matrix (one row a source, one column an instrument)")]
    [InlineData("instrument,source,rate", "a value column whose name begins with log_counts, counts or flux", "name the right one with --value")]
    public void Names_the_missing_column(string header, string expected, string advice)
    {
        string columns = string.Join(", ", header.Split(',').Select(name => $"'{name}'"));
        Assert.Equal($"t.csv:1:1: found the columns {columns}, expected {expected}; {advice}", Table.Refusal($"{header}\npn,A,1\n"));
    }

    [Theory]
    [InlineData("instrument,source,flux_soft,flux_hard", "t.csv:1:29: found 2 value columns: 'flux_soft', 'flux_hard', expected one; choose it with --value, as in --value "
        + "flux_soft")]
    [InlineData("instrument,source,counts,log_counts", "t.csv:1:26: found 2 value columns: 'counts', 'log_counts', expected one; choose it with --value, as in --value counts")]
    [InlineData("instrument_id,instrument_name,source,flux", "t.csv:1:15: found 2 columns for the instrument: 'instrument_id', 'instrument_name', expected one; name the right "
        + "one 'instrument' and no other so")]
    [InlineData("instrument,source,flux,source", "t.csv:1:24: found 2 columns for the source: 'source', 'source', expected one; name the right one 'source' and no other so")]
    public void Lists_the_candidates_when_two_could_play_a_role(string header, string message) => Assert.Equal(message, Table.Refusal($"{header}\na,b,1,1\n"));

    [Theory]
    [InlineData("fluxx", null, "t.csv:1:1: found the columns 'instrument', 'source', 'flux', 'rate_err', expected the column 'fluxx' of --value; did you mean 'flux'?")]
    [InlineData("colour", null, "t.csv:1:1: found the columns 'instrument', 'source', 'flux', 'rate_err', expected the column 'colour' of --value; give --value one of these "
        + "names")]
    [InlineData(null, "rate_er", "t.csv:1:1: found the columns 'instrument', 'source', 'flux', 'rate_err', expected the column 'rate_er' of --error; did you mean 'rate_err'?")]
    [InlineData(null, "flux", "t.csv:1:19: found 'flux' as value and as error, expected two columns; give --error the column with the 1σ errors")]
    public void Refuses_an_option_that_names_no_column(string? value, string? error, string message) => Assert.Equal(
        message, Table.Refusal("instrument,source,flux,rate_err\npn,A,1,1\n", new ReadOptions(Value: value, Error: error)));

    [Fact]
    public void Refuses_an_option_that_fits_two_columns() => Assert.Equal(
        "t.csv:1:29: found 2 columns for --value flux: 'flux_soft', 'flux_hard', expected one; write the name in full, and give no two columns the same name",
        Table.Refusal("instrument,source,flux_soft,flux_hard\npn,A,1,1\n", new ReadOptions(Value: "flux")));

    [Theory]
    [InlineData("instrument source flux\npn\n", "t.csv:1:1: found a single column 'instrument source flux', expected columns instrument, source and a value, or one column "
        + "an instrument; separate columns by commas, semicolons or tabs")]
    [InlineData("# instrument,source,flux\npn,A,1\n", "t.csv:2:1: found 'pn', 'A', '1' below a comment with column names, expected a header line; remove the # before the column "
        + "names")]
    public void Refuses_a_file_without_a_usable_header(string text, string message) => Assert.Equal(message, Table.Refusal(text));
}
