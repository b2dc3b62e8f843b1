using System.Globalization;
using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Numbers that stand for nothing: taken as missing when told, refused where they lie apart, left alone among others.</summary>
public sealed class SentinelsTests
{
    [Theory]
    [InlineData("log_counts", "-708.396418532264", "1e-308")] // ln(2.2e-308), a floored zero
    [InlineData("log_counts", "-709.2", "1e-308")]
    [InlineData("log_counts", "-744.4400719213812", "1e-323")] // ln(5e-324)
    [InlineData("log_counts", "-690.7755278982137", "1e-300")]
    [InlineData("log10_flux", "-308", "1e-308")]
    [InlineData("log10_flux", "-300", "1e-300")]
    [InlineData("ln_flux", "-999", "1e-434")]
    [InlineData("log10_flux", "-9999", "1e-9999")]
    [InlineData("log10_flux", "99999", "1e99999")]
    public void The_logarithm_of_a_floored_zero_is_refused_with_its_line(string column, string field, string of) => Assert.Equal(
        $"t.csv:4:6: found {field} in column '{column}', the logarithm of {of}, expected the logarithm of something measured; zero has no logarithm; if it stands for "
        + $"nothing, leave the field blank or say --missing {Short(field)}",
        Table.Refusal($"instrument,source,{column}\npn,A,3\nMOS1,A,4\npn,B,{field}\nMOS1,B,2\n"));

    [Theory]
    [InlineData("1e300")]
    [InlineData("1e-300")]
    [InlineData("1.7976931348623157e308")]
    public void So_is_a_value_that_nothing_can_have(string field)
    {
        string rest = $"expected a number that can have been measured; if it stands for nothing, leave the field blank or say --missing {Short(field)}";
        Assert.Equal($"t.csv:4:6: found {field} in column 'flux', {rest}", Table.Refusal($"instrument,source,flux\npn,A,3\nMOS1,A,4\npn,B,{field}\nMOS1,B,2\n"));
        Assert.Equal($"t.csv:3:5: found {field} in column 'MOS1', {rest}", Table.Refusal($"source,pn,MOS1\nA,3,4\nB,5,{field}\n"));
    }

    [Theory]
    [InlineData("log_counts", "3.5,4.5,5.5", "-99", "1e44")]
    [InlineData("ln_flux", "-27,-29,-30", "-99", "1e29")]
    [InlineData("log10_flux", "-12.1,-13.5,-11", "-99", "1e85")]
    [InlineData("log10_flux", "-12.1,-13.5,-11", "99.99", "1e110")]
    [InlineData("log10_flux", "-12.1,-13.5,-11", "-20", "1e6")] // a floor of 1e-20
    [InlineData("log_counts", "3.5,4.5,5.5", "-46.0517", "1e21")] // the same, natural
    [InlineData("flux", "3e-12,5e-13,1e-11", "1e30", "1e41")]
    [InlineData("flux", "3e-12,5e-13,1e-11", "9.99e29", "1e40")]
    [InlineData("flux", "3e-12,5e-13,1e-11", "99.99", "1e12")]
    [InlineData("flux", "3e-12,5e-13,1e-11", "1e-30", "1e17")]
    [InlineData("flux", "0.3,0.5,1.1", "9999", "1e3")]
    [InlineData("flux", "0.3,0.5,1.1", "1.23456789e11", "1e11")] // not a usual number, but beyond any gap there is
    public void A_number_that_lies_apart_is_refused_with_its_line(string column, string others, string field, string factor)
    {
        string[] values = others.Split(',');
        string text = $"instrument,source,{column}\n" + string.Concat(values.Select((v, j) => $"pn,S{j},{v}\nMOS1,S{j},{v}\n")) + $"MOS1,X,{values[0]}\npn,X,{field}\n";
        string message = $"t.csv:9:1: found {field} in column '{column}' for instrument 'pn', apart by a factor of {factor} from every other value of that instrument, expected a "
            + $"measured value; leave the field blank if nothing was observed, or say --missing {field} (--missing none takes every number as it stands)";
        Assert.Equal(message, Table.Refusal(text));
        // As told, the row is as good as blank.
        double number = double.Parse(field, CultureInfo.InvariantCulture);
        DataSet told = Table.Read(text, new ReadOptions(Missing: [number]));
        Assert.Equal(Table.Read(text.Replace($"pn,X,{field}", "pn,X,", StringComparison.Ordinal)).Bands[0].Y, told.Bands[0].Y);
        Assert.Contains($"1 value of {field} taken as missing", told.Notes);
        // And what is asked for is done.
        Assert.Equal(8, Table.Read(text, new ReadOptions(Missing: [])).Bands[0].Count);
    }

    [Fact]
    public void In_a_matrix_the_column_is_named() => Assert.StartsWith(
        "t.csv:4:1: found 1e30 in column 'MOS1', apart by a factor of 1e26 from every other value", Table.Refusal("source,pn,MOS1\nA,5123,2210\nB,812,377\nC,900,1e30\n"),
        StringComparison.Ordinal);

    /// <summary>The same numbers among others like them are values: a rule of places, not of digits.</summary>
    [Theory]
    [InlineData("log_counts", -200, 20, "-99,-99,-88")]
    [InlineData("counts", 10, 20000, "9999,99,999,9999")]
    [InlineData("flux", 1, 100000, "99.99,9999")]
    [InlineData("flux", 0.5, 400, "999")] // apart by less than 1000, once
    [InlineData("flux", 3e-21, 1e-18, "1e-20,1e-20")]
    public void Among_others_the_same_numbers_are_values(string column, double least, double most, string fields)
    {
        bool log = column.StartsWith("log", StringComparison.Ordinal);
        StringBuilder text = new($"instrument,source,{column}\n");
        for (int j = 0; j <= 40; j++)
        {
            double at = j / 40.0;
            double value = log ? least + (at * (most - least)) : least * Math.Pow(most / least, at);
            text.Append(CultureInfo.InvariantCulture, $"pn,S{j},{value:g6}\nMOS1,S{j},{value:g6}\n");
        }
        string[] numbers = fields.Split(',');
        for (int k = 0; k < numbers.Length; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"pn,X{k},{numbers[k]}\nMOS1,X{k},{numbers[k]}\n");
        }

        DataSet data = Table.Read(text.ToString());
        Assert.Equal(82 + (2 * numbers.Length), data.Bands[0].Count);
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void One_row_of_each_sentinel_hides_among_many_instruments_and_bands()
    {
        Assert.StartsWith(
            "t.csv:7:1: found 99 in column 'log10_flux' for instrument 'MOS2'",
            Table.Refusal("instrument,source,band,log10_flux\npn,A,soft,-12\nMOS2,A,soft,-12\npn,A,hard,-13\nMOS2,A,hard,-13\npn,B,hard,-12.5\nMOS2,B,hard,99\n"),
            StringComparison.Ordinal);
        // The larger half of an instrument's values may be the sentinel.
        Assert.StartsWith(
            "t.csv:3:1: found -99 in column 'log10_flux' for instrument 'MOS2'",
            Table.Refusal("instrument,source,log10_flux\npn,A,-12\nMOS2,A,-99\npn,B,-13\nMOS2,B,-99\npn,C,-12.5\nMOS2,C,-12.4\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_told_is_missing_in_values_and_errors_and_counted()
    {
        DataSet data = Table.Read(
            "instrument,source,flux,flux_err\npn,A,3,0.1\nMOS1,A,-999,-999\npn,B,4,-999.0\nMOS1,B,5,0.2\nMOS2,B,1e30,1\nMOS2,A,5,0.1\nHRI,A,-99,0.1\n",
            new ReadOptions(Missing: [-999, 1e30, -99, -1]));
        Assert.Equal(["pn A", "MOS2 A", "pn B", "MOS1 B"], Table.Lines(data.Bands[0]).Select(line => line[..line.LastIndexOf(' ')]));
        Assert.Null(data.Bands[0].Variance);
        Assert.Contains("errors not used: 1 of 4 observations have none", data.Notes);
        Assert.Equal(
            ["1 value and 1 error of -999 taken as missing", "1 value of 1e30 taken as missing", "1 value of -99 taken as missing", "no value of -1 found (--missing)"],
            data.Notes.Where(note => note.Contains("missing", StringComparison.Ordinal)));
        Assert.StartsWith(
            "t.csv:4:8: found '-999.0' in column 'flux_err' beside a value, expected a 1σ error greater than 0, because known variances were asked for",
            Table.Refusal("instrument,source,flux,flux_err\npn,A,3,0.1\nMOS1,A,3,0.1\npn,B,4,-999.0\n", new ReadOptions(Missing: [-999], RequireErrors: true)),
            StringComparison.Ordinal);
    }

    /// <summary>9.99e29 of 32 bits is 9.990000…e29 in 64.</summary>
    [Fact]
    public void Numbers_of_single_precision_are_known_again() => Assert.Equal(
        3, Table.Read($"instrument,source,flux\npn,A,3\nMOS1,A,4\npn,B,{(double)9.99e29f:r}\nMOS1,B,5\n", new ReadOptions(Missing: [9.99e29])).Bands[0].Count);

    [Theory]
    [InlineData("flux", "-999", "leave the field blank if nothing was observed, or say --missing -999; if these are logarithms, say --log 10 or --log e")]
    [InlineData("counts", "-99.99", "leave the field blank if nothing was observed, or say --missing -99.99; if these are logarithms, say --log 10 or --log e")]
    public void A_negative_sentinel_is_advised_as_one(string column, string field, string advice) => Assert.Equal(
        $"t.csv:2:6: found {field} in column '{column}', expected a number greater than 0; {advice}", Table.Refusal($"instrument,source,{column}\npn,A,{field}\n"));

    [Fact]
    public void Sentinels_among_errors_are_refused_with_their_line()
    {
        const string Rows = "instrument,source,flux,flux_err\npn,A,3,0.1\nMOS1,A,3,0.1\npn,B,4,0.2\n";
        Assert.Equal(
            "t.csv:5:1: found 999 in column 'flux_err', more than ten times the value in 'flux', expected a 1σ error; leave the field blank if the error is not known, or say "
            + "--missing 999 (--missing none takes every number as it stands)",
            Table.Refusal($"{Rows}MOS1,B,4,999\n"));
        Assert.Equal(
            "t.csv:5:10: found -1 in column 'flux_err', expected a 1σ error greater than 0; correct it, or leave the field blank or say --missing -1 if the error is not known",
            Table.Refusal($"{Rows}MOS1,B,4,-1\n"));
        Assert.Contains("1 error of 999 taken as missing", Table.Read($"{Rows}MOS1,B,4,999\n", new ReadOptions(Missing: [999])).Notes);
    }

    /// <summary>A number to nine digits, with e.</summary>
    private static string Short(string field) => double.Parse(field, CultureInfo.InvariantCulture).ToString("G9", CultureInfo.InvariantCulture)
        .Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e');
}
