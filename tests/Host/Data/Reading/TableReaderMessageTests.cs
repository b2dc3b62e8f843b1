using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Every fault of a table's content, with its whole message.</summary>
public sealed class TableReaderMessageTests
{
    private const string Long = "instrument,source,flux,flux_err\npn,A,1.5,0.1\nMOS1,A,1.4,0.1\n";

    [Theory]
    [InlineData("12a", "'12a'", "correct it, or leave the field blank if nothing was observed")]
    [InlineData("inf", "'inf'", "correct it, or leave the field blank if nothing was observed")]
    [InlineData("+Infinity", "'+Infinity'", "correct it, or leave the field blank if nothing was observed")]
    [InlineData("1e999", "'1e999'", "correct it, or leave the field blank if nothing was observed")]
    [InlineData("\"1,5\"", "'1,5'", "write the decimal comma as a point")]
    [InlineData("1.2D-13", "'1.2D-13'", "write the exponent with e")]
    [InlineData("0", "0", "zero has no logarithm: leave the field blank if the source was not detected")]
    [InlineData("0.00", "0.00", "zero has no logarithm: leave the field blank if the source was not detected")]
    [InlineData("-1e-13", "-1e-13", "leave the field blank if the source was not detected; if these are logarithms, say --log 10 or --log e")]
    public void A_flux_must_be_a_number_greater_than_0(string field, string found, string advice) => Assert.Equal(
        $"t.csv:4:6: found {found} in column 'flux', expected a number greater than 0; {advice}", Table.Refusal($"{Long}pn,B,{field},0.1\n"));

    [Theory]
    [InlineData("0", "a zero count has no logarithm: leave the field blank, or turn source and background counts into fluxes first (gpuconcord aprates)")]
    [InlineData("-3", "leave the field blank if nothing was observed; if these are net counts, turn source and background counts into fluxes first (gpuconcord aprates); if "
        + "these are logarithms, say --log 10 or --log e")]
    public void Counts_must_be_greater_than_0(string field, string advice)
    {
        string fault = $"expected a number greater than 0; {advice}";
        Assert.Equal($"t.csv:2:6: found {field} in column 'counts', {fault}", Table.Refusal($"instrument,source,counts\npn,A,{field}\n"));
        Assert.Equal($"t.csv:3:3: found {field} in column 'MOS1', {fault}", Table.Refusal($"source,MOS1,pn\nA,1,1\nB,{field},\n"));
    }

    [Theory]
    [InlineData("x", "found 'x' in column 'log_counts', expected a number; correct it, or leave the field blank if nothing was observed")]
    [InlineData("inf", "found 'inf' in column 'log_counts', expected a number; correct it, or leave the field blank if nothing was observed")]
    public void A_logarithm_must_be_a_number(string field, string message) => Assert.Equal(
        $"t.csv:2:6: {message}", Table.Refusal($"instrument,source,log_counts\npn,A,{field}\n"));

    [Theory]
    [InlineData("0", "found 0 in column 'flux_err', expected a 1σ error greater than 0; correct it, or leave the field blank if the error is not known")]
    [InlineData("-0.1", "found -0.1 in column 'flux_err', expected a 1σ error greater than 0; correct it, or leave the field blank if the error is not known")]
    [InlineData("small", "found 'small' in column 'flux_err', expected a 1σ error greater than 0; correct it, or leave the field blank if the error is not known")]
    [InlineData("inf", "found 'inf' in column 'flux_err', expected a 1σ error greater than 0; correct it, or leave the field blank if the error is not known")]
    [InlineData("1e-300", "found 1e-300 in column 'flux_err', expected a 1σ error greater than 0 whose square a double can hold; correct it")]
    [InlineData("1e300", "found 1e300 in column 'flux_err', expected a 1σ error greater than 0 whose square a double can hold; correct it")]
    public void An_error_must_be_a_number_greater_than_0(string field, string message) => Assert.Equal(
        $"t.csv:4:8: {message}", Table.Refusal($"{Long}pn,B,1,{field}\n"));

    [Fact]
    public void Known_variances_need_every_error()
    {
        ReadOptions options = new(RequireErrors: true);
        Assert.NotNull(Table.Read(Long, options).Bands[0].Variance);
        Assert.Equal(
            "t.csv:4:8: found a blank field in column 'flux_err' beside a value, expected a 1σ error greater than 0, because known variances were asked for; give the error, "
                + "leave the value blank too, or fit the variances (--variances fitted)",
            Table.Refusal($"{Long}pn,B,1,\n", options));
        Assert.Equal(
            "t.csv:1:1: found the columns 'instrument', 'source', 'flux', expected a column with the errors of 'flux', because known variances were asked for; add one (as in "
                + "flux_err), name it with --error, or fit the variances (--variances fitted)",
            Table.Refusal("instrument,source,flux\npn,A,1\n", options));
        Assert.Equal(
            "t.csv:1:1: found a matrix (one column an instrument), expected errors, because known variances were asked for; give a long table: columns instrument, source and a "
                + "value, and an error; or fit the variances (--variances fitted)",
            Table.Refusal("source,pn,MOS1\nA,1,1\n", options));
    }

    [Fact]
    public void An_error_of_0_is_taken_only_where_asked()
    {
        DataSet read = Table.Read($"{Long}pn,B,1,0\nMOS1,B,1,-0.0\n", new ReadOptions(RequireErrors: true, ZeroErrors: true));
        Assert.Equal([0.0, 0.0], read.Bands[0].Variance![^2..]);
        Assert.Contains("expected a 1σ error of 0 or more", Table.Refusal($"{Long}pn,B,1,-1\n", new ReadOptions(ZeroErrors: true)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "found 0 in column 'exposure_s' beside a value, expected an exposure greater than 0; correct it, or leave the value blank too if nothing was observed")]
    [InlineData("-5", "found -5 in column 'exposure_s' beside a value, expected an exposure greater than 0; correct it, or leave the value blank too if nothing was observed")]
    [InlineData("", "found a blank field in column 'exposure_s' beside a value, expected an exposure greater than 0; correct it, or leave the value blank too if nothing was "
        + "observed")]
    [InlineData("long", "found 'long' in column 'exposure_s', expected an exposure greater than 0; correct it")]
    [InlineData("inf", "found 'inf' in column 'exposure_s', expected an exposure greater than 0; correct it")]
    public void An_exposure_must_be_a_number_greater_than_0(string field, string message) => Assert.Equal(
        $"t.csv:2:8: {message}", Table.Refusal($"instrument,source,counts,exposure_s\npn,A,1,{field}\n"));

    [Theory]
    [InlineData(",A,soft,1", "t.csv:2:1: found a blank field in column 'instrument', expected the name of an instrument; fill it in, or remove the row")]
    [InlineData("pn, ,soft,1", "t.csv:2:5: found a blank field in column 'source', expected the name of a source; fill it in, or remove the row")]
    [InlineData("pn,A,,1", "t.csv:2:6: found a blank field in column 'band', expected the name of an energy band; fill it in, or remove the row")]
    public void A_name_must_not_be_blank(string row, string message) => Assert.Equal(message, Table.Refusal($"instrument,source,band,flux\n{row}\n"));

    [Fact]
    public void A_pair_must_not_occur_twice()
    {
        Assert.Equal(
            "t.csv:4:1: found instrument 'pn' and source 'A' a second time (first on line 2), expected one row for each instrument, source and band; another observation "
                + "of it is a source of its own: join the columns that tell them apart (--columns source=SOURCE+OBS_ID), or add a column 'band'; a copy of the row is to be "
                    + "removed",
            Table.Refusal($"{Long}pn,A,,\n"));
        Assert.Equal(
            "t.csv:3:1: found source 'A' a second time (first on line 2), expected one row a source; another observation of it is a source of its own: give it a name of its "
                + "own, or say --columns source=COLUMN,INSTRUMENT=COLUMN,...; a copy of the row is to be removed",
            Table.Refusal("source,pn,MOS1\nA,1,1\nA,,\n"));
        Assert.Equal(
            "t.csv:1:16: found instrument 'pn' a second time (columns 2 and 4), expected one column an instrument; remove one of the two columns, or give them different names",
            Table.Refusal("source,pn,MOS1,pn\nA,1,1,1\n"));
    }

    [Theory]
    [InlineData("instrument,source,flux\npn,A,1\npn,B,1\n", "observations by a single instrument, 'pn'",
        "with one instrument there is nothing to compare: add another's observations")]
    [InlineData("instrument,source,flux\npn,A,1\nMOS1,A,\n", "observations by a single instrument, 'pn'",
        "with one instrument there is nothing to compare: add another's observations")]
    [InlineData("source,pn\nA,1\n", "observations by a single instrument, 'pn'", "with one instrument there is nothing to compare: add another's observations")]
    [InlineData("instrument,source,flux\npn,A,\nMOS1,A,NaN\n", "no observation (every value is blank)", "check that the value column is the right one")]
    [InlineData("instrument,source,band,flux\npn,A,a,\npn,A,b,1\n", "in band 'a' no observation (every value is blank); in band 'b' observations by a single instrument, 'pn'",
        "check that the value column is the right one")]
    public void Two_instruments_must_have_observed(string text, string found, string advice) => Assert.Equal(
        $"t.csv: found {found}, expected observations by at least two instruments; {advice}", Table.Refusal(text));

    [Fact]
    public void A_band_must_exist_and_hold_data()
    {
        const string Text = "instrument,source,band,flux\npn,A,soft,1\nMOS1,A,soft,1\npn,A,hard,\nMOS1,A,hard,\n";
        Assert.Equal("t.csv: found no band 'sotf', expected one of 'soft', 'hard'; did you mean 'soft'?", Table.Refusal(Text, new ReadOptions(Band: "sotf")));
        Assert.Equal("t.csv: found no band '2-10', expected one of 'soft', 'hard'; give --band one of these names", Table.Refusal(Text, new ReadOptions(Band: "2-10")));
        Assert.Equal(
            "t.csv: found in band 'hard' no observation (every value is blank), expected observations by at least two instruments; check that the value column is the right one",
            Table.Refusal(Text, new ReadOptions(Band: "hard")));
        Assert.Equal("t.csv:1:1: found no column 'band' and --band soft, expected a column 'band'; add the column, or leave out --band",
            Table.Refusal(Long, new ReadOptions(Band: "soft")));
        Assert.Equal(
            "t.csv:1:1: found a matrix (one column an instrument) and --band soft, expected a column 'band'; give a long table: columns instrument, source and a value, and band",
            Table.Refusal("source,pn,MOS1\nA,1,1\n", new ReadOptions(Band: "soft")));
    }

    [Theory]
    [InlineData("source,pn,", "t.csv:1:11: found no name for column 3, expected the name of an instrument; name the column, or remove it")]
    [InlineData("source,pn,pn_err", "t.csv:1:11: found the column 'pn_err' in a matrix, where every column after the first is an instrument, expected the name of an instrument; "
        + "remove the column, or give a long table: columns instrument, source and a value, with band, error or exposure beside it")]
    [InlineData("source,Band,pn", "t.csv:1:8: found the column 'Band' in a matrix, where every column after the first is an instrument, expected the name of an instrument; "
        + "remove the column, or give a long table: columns instrument, source and a value, with band, error or exposure beside it")]
    [InlineData("source,pn,exposure_s", "t.csv:1:11: found the column 'exposure_s' in a matrix, where every column after the first is an instrument, expected the name of an "
        + "instrument; remove the column, or give a long table: columns instrument, source and a value, with band, error or exposure beside it")]
    [InlineData("A,1.5,2.5", "t.csv:1:3: found the number 1.5 in the header line, expected the name of an instrument; add a header line; to name an instrument by a number, "
        + "write letters with it, as in obs459")]
    public void A_column_of_a_matrix_must_be_an_instrument(string header, string message) => Assert.Equal(message, Table.Refusal($"{header}\nA,1,1\n"));

    [Fact]
    public void A_matrix_must_name_its_sources() => Assert.Equal(
        "t.csv:3:1: found a blank field in the first column, expected the name of a source; fill it in, or remove the row", Table.Refusal("source,pn,MOS1\nA,1,1\n,1,1\n"));

    [Fact]
    public void A_matrix_takes_three_kinds_of_value_and_no_error_column()
    {
        const string Text = "source,pn,MOS1\nA,1,1\n";
        Assert.Equal(
            "t.csv:1:1: found a matrix (one column an instrument) and --value logcounts, expected --value counts, flux or log_counts, what all its columns hold; did you mean "
                + "'log_counts'?",
            Table.Refusal(Text, new ReadOptions(Value: "logcounts")));
        Assert.Equal(
            "t.csv:1:1: found a matrix (one column an instrument), expected the column 'err' of --error; give a long table: columns instrument, source and a value, and an error",
            Table.Refusal(Text, new ReadOptions(Error: "err")));
    }
}
