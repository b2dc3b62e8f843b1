using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading.Columns;

/// <summary>What errors are in: the value's unit, percent, fractions, dex; and errors that cannot be.</summary>
public sealed class ErrorColumnTests
{
    private static readonly ReadOptions Known = new(RequireErrors: true);

    /// <summary>A 5 % error of every value: s = ln(1 + 0.05²), whatever the value.</summary>
    [Theory]
    [InlineData("flux_err_pct", "5", "percent")]
    [InlineData("flux_err_percent", "5", "percent")]
    [InlineData("flux_err (%)", "5", "percent")]
    [InlineData("flux_err%", "5", "percent")]
    [InlineData("pct_err", "5", "percent")]
    [InlineData("err_pct", "5", "percent")]
    [InlineData("err (%)", "5", "percent")]
    [InlineData("e_flux (%)", "5", "percent")]
    [InlineData("pcterr", "5", "percent")]
    [InlineData("flux_unc_percent", "5", "percent")]
    [InlineData("flux_err_frac", "0.05", "fractions")]
    [InlineData("frac_err", "0.05", "fractions")]
    [InlineData("fracerr", "0.05", "fractions")]
    [InlineData("rel_err", "0.05", "fractions")]
    [InlineData("relerr", "0.05", "fractions")]
    [InlineData("flux_rel_err", "0.05", "fractions")]
    [InlineData("relative_error", "0.05", "fractions")]
    [InlineData("flux_sigma_rel", "0.05", "fractions")]
    [InlineData("flux_err (fraction)", "0.05", "fractions")]
    public void Relative_errors_are_told_by_name(string column, string error, string words)
    {
        DataSet data = Table.Read($"instrument,source,flux,{column}\npn,A,3e-12,{error}\nMOS1,A,7e-13,{error}\n", Known);
        Assert.All(data.Bands[0].Variance!, s => Assert.Equal(0.0024968801985871, s, 1e-16)); // log1p(0.0025)
        Assert.Equal([$"column '{column}' read as errors in {words} of the value"], data.Notes);
    }

    [Theory]
    [InlineData("flux", "3e-12", "flux_err_dex", "0.02")]
    [InlineData("flux", "3e-12", "flux_err (dex)", "0.02")]
    [InlineData("log10_flux", "-11.5", "log10_flux_err", "0.02")]
    [InlineData("log10_flux", "-11.5", "err", "0.02")]
    [InlineData("counts_dex", "3", "counts_dex_err", "0.02")]
    [InlineData("counts_dex", "3", "counts_err_dex", "0.02")]
    [InlineData("lgFlux", "-11.5", "e_lgFlux", "0.02")]
    [InlineData("flux_log10", "-11.5", "flux_log10_sigma", "0.02")]
    public void Errors_of_logarithms_to_base_10_are_in_dex(string value, string number, string column, string error)
    {
        Observations band = Table.Read($"instrument,source,{value},{column}\npn,A,{number},{error}\nMOS1,A,{number},{error}\n", Known).Bands[0];
        Assert.All(band.Variance!, s => Assert.Equal(0.00212075924419136, s, 1e-16)); // (0.02 ln 10)²
    }

    [Fact]
    public void The_base_that_is_said_holds_for_the_error_too() => Assert.All(
        Table.Read("instrument,source,logF,e_logF\npn,A,1,0.02\nMOS1,A,2,0.02\n", new ReadOptions(Log: LogChoice.Ten, RequireErrors: true)).Bands[0].Variance!,
        s => Assert.Equal(0.00212075924419136, s, 1e-16));

    [Fact]
    public void An_absolute_error_is_taken_before_a_relative_one() => Assert.Equal(
        0.00995033085316808, Table.Read("instrument,source,flux,flux_err_pct,flux_err\npn,A,1,7,0.1\nMOS1,A,1,7,0.1\n", Known).Bands[0].Variance![0], 1e-16);

    [Theory]
    [InlineData("flux_err (90%)", "90 %", "1.6449")]
    [InlineData("flux_err_90", "90 %", "1.6449")]
    [InlineData("flux_err_90pct", "90 %", "1.6449")]
    [InlineData("flux_err (95% CL)", "95 %", "1.96")]
    public void Errors_of_another_confidence_are_refused(string column, string confidence, string sigmas) => Assert.Equal(
        $"t.csv:1:24: found the error column '{column}', of {confidence} confidence by its name, expected 1σ errors (68 %); divide the errors by {sigmas} and take the number out "
        + "of the name",
        Table.Refusal($"instrument,source,flux,{column}\npn,A,1,0.1\nMOS1,A,1,0.1\n"));

    [Theory]
    [InlineData("flux", "flux_err (68%)")]
    [InlineData("flux_pct", "flux_pct_err")]
    [InlineData("flux (%)", "flux_err (%)")]
    [InlineData("flux_20-90keV", "flux_err_20-90keV")]
    public void One_sigma_an_energy_and_the_unit_of_the_value_are_nothing_else(string value, string column) => Assert.Equal(
        0.00995033085316808, Table.Read($"instrument,source,{value},{column}\npn,A,1,0.1\nMOS1,A,1,0.1\n", Known).Bands[0].Variance![0], 1e-16);

    [Fact]
    public void Percent_beside_logarithms_and_a_base_not_told_are_refused_where_errors_are_needed()
    {
        const string Text = "instrument,source,ln_flux,ln_flux_err_pct\npn,A,1,5\nMOS1,A,2,5\n";
        const string Advice = "give the values themselves, or the standard deviation of the logarithm in a column named as 'ln_flux' is, with err";
        Assert.Equal(
            $"t.csv:1:27: found the error column 'ln_flux_err_pct', in percent by its name, beside logarithms in 'ln_flux', expected errors of those logarithms; {Advice}",
            Table.Refusal(Text, Known));
        DataSet fitted = Table.Read(Text);
        Assert.Null(fitted.Bands[0].Variance);
        Assert.Contains($"errors not used: 'ln_flux_err_pct', in percent by its name, stands beside logarithms in 'ln_flux'; {Advice}", fitted.Notes);
        Assert.Contains(
            "'counts_err', of the values by its name, beside logarithms in 'log_counts'",
            Table.Refusal("instrument,source,log_counts,counts_err\npn,A,5,12\nMOS1,A,5,12\n", new ReadOptions(Error: "counts_err")), StringComparison.Ordinal);
        Assert.Contains(
            "'flux_err_log', of a logarithm to a base that its name does not tell, expected err, err_dex or err_ln in the name",
            Table.Refusal("instrument,source,flux,flux_err_log\npn,A,1,0.1\nMOS1,A,1,0.1\n"), StringComparison.Ordinal);
    }

    /// <summary>Errors in percent under the name of absolute ones, beside fluxes of 1e-12.</summary>
    [Fact]
    public void Errors_that_dwarf_their_values_are_refused()
    {
        const string Advice = "expected 1σ errors of those values; if they are in percent, name the column so: flux_err_pct (or flux_err_frac for fractions); else give "
            + "'flux_err' the unit of 'flux'";
        Assert.Equal(
            $"t.csv:1:24: found 2 of 3 errors in column 'flux_err' that mean more than ten times the value in 'flux', {Advice}",
            Table.Refusal("instrument,source,flux,flux_err\npn,A,3e-12,5\nMOS1,A,3e-12,4\npn,B,1e-12,1e-13\nMOS1,B,1e-12,\n"));
        Assert.Equal(
            $"t.csv:1:24: found 2 of 2 errors in column 'flux_err' that mean more than ten times the value in 'flux', {Advice}",
            Table.Refusal("instrument,source,flux,flux_err\npn,A,3,3000\nMOS1,A,3,3000\n", Known));
        Assert.Contains(
            "2 of 2 errors in column 'err' that mean a standard deviation of more than 2 (a factor of 9) for 'log_counts'",
            Table.Refusal("instrument,source,log_counts,err\npn,A,5,5\nMOS1,A,6,5\n"), StringComparison.Ordinal);
        Assert.Contains(
            "2 of 2 errors in column 'frac_err' that are larger than 1, expected fractions of the values; if they are in percent, name the column so: flux_err_pct",
            Table.Refusal("instrument,source,flux,frac_err\npn,A,5,5\nMOS1,A,6,5\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flux", "1,1.5", "2 of 2 errors in column 'err' are larger than their values: are they in percent?")]
    [InlineData("flux", "5,1e-6", "every error in column 'err' is below a millionth of its value: check their unit")]
    [InlineData("counts", "5123,1.4", "2 of 2 errors in column 'err' are less than half the square root of their counts: are they in percent?")]
    [InlineData("counts", "100,10", null)]
    [InlineData("flux", "5,5", null)]
    public void Errors_that_look_wrong_are_noted(string value, string row, string? note) =>
        Assert.Equal(note is null ? [] : [note], Table.Read($"instrument,source,{value},err\npn,A,{row}\nMOS1,A,{row}\n").Notes);
}
