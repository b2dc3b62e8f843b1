using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading.Columns;

/// <summary>Logarithms wherever their column's name says so, to the base it says, or refused with what to do.</summary>
public sealed class LogarithmsTests
{
    private const string SayTheBase = "say --log 10, what log means in most catalogues, or --log e for natural logarithms; logarithms to base 10 that are taken for natural ones "
        + "make every difference between instruments 2.3 times too small";

    [Theory]
    [InlineData("log10_flux", 10)]
    [InlineData("log_10_flux", 10)]
    [InlineData("flux_log10", 10)]
    [InlineData("FLUX_LOG10", 10)]
    [InlineData("LOG10FLUX", 10)]
    [InlineData("log10(flux)", 10)]
    [InlineData("flux (log10 erg/cm2/s)", 10)]
    [InlineData("flux [dex(erg/cm2/s)]", 10)]
    [InlineData("flux (dex)", 10)]
    [InlineData("dex(flux)", 10)]
    [InlineData("dex_flux", 10)]
    [InlineData("log_flux_dex", 10)]
    [InlineData("counts_dex", 10)]
    [InlineData("log_counts_dex", 10)]
    [InlineData("lgCounts", 10)]
    [InlineData("log10counts", 10)]
    [InlineData("lg10Flux", 10)]
    [InlineData("lgF", 10)]
    [InlineData("lnFlux", 0)]
    [InlineData("ln(flux)", 0)]
    [InlineData("flux_ln", 0)]
    [InlineData("lncounts", 0)]
    [InlineData("loge_flux", 0)]
    [InlineData("log_counts", 0)]
    [InlineData("Log Counts", 0)]
    [InlineData("ln_flux", 0)]
    public void The_name_tells_the_base(string column, int @base)
    {
        double unit = @base == 10 ? Math.Log(10) : 1;
        DataSet data = Table.Read($"instrument,source,{column}\npn,A,1.25\nMOS1,A,1.75\n");
        Assert.Equal([1.25 * unit, 1.75 * unit], data.Bands[0].Y);
        Assert.StartsWith("log ", data.Bands[0].Quantity, StringComparison.Ordinal);
        bool said = column is "log_counts" or "Log Counts" or "ln_flux";
        Assert.Equal(said ? [] : [$"column '{column}' read as {(@base == 10 ? "logarithms to base 10" : "natural logarithms")}"], data.Notes);
    }

    [Theory]
    [InlineData("log_flux")]
    [InlineData("flux_log")]
    [InlineData("logFlux")]
    [InlineData("logF")]
    [InlineData("logFx")]
    [InlineData("log(flux)")]
    [InlineData("logcounts")]
    [InlineData("logCounts")]
    [InlineData("counts_log")]
    [InlineData("LOGFLUX")]
    public void Log_alone_is_either_base_and_must_be_said(string column)
    {
        string text = $"instrument,source,{column}\npn,A,1\nMOS1,A,2\n";
        Assert.Equal(
            $"t.csv:1:19: found the value column '{column}', a logarithm to a base that its name does not tell, expected log10 or ln in the name, or --log; {SayTheBase}",
            Table.Refusal(text));
        Assert.Equal([1.0, 2.0], Table.Read(text, new ReadOptions(Log: LogChoice.Natural)).Bands[0].Y);
        DataSet ten = Table.Read(text, new ReadOptions(Log: LogChoice.Ten));
        Assert.Equal([Math.Log(10), 2 * Math.Log(10)], ten.Bands[0].Y);
        Assert.Equal([$"column '{column}' read as logarithms to base 10"], ten.Notes);
        Assert.Equal([0.0, Math.Log(2)], Table.Read(text, new ReadOptions(Log: LogChoice.None)).Bands[0].Y);
    }

    [Theory]
    [InlineData("counts")]
    [InlineData("flux_catalog")]
    [InlineData("counts_Ballog")]
    [InlineData("flux_analog")]
    [InlineData("counts_analog_dexter")]
    [InlineData("flux_lnx")]
    public void A_word_that_holds_the_letters_is_no_logarithm(string column)
    {
        DataSet data = Table.Read($"instrument,source,{column}\npn,A,2\nMOS1,A,3\n");
        Assert.Equal([Math.Log(2), Math.Log(3)], data.Bands[0].Y);
        Assert.Empty(data.Notes);
    }

    [Theory]
    [InlineData("analog_counts")]
    [InlineData("catalog_rate")]
    public void Nor_is_it_one_in_a_column_asked_for_by_name(string column) =>
        Assert.Equal([Math.Log(2), Math.Log(3)], Table.Read($"instrument,source,{column}\npn,A,2\nMOS1,A,3\n", new ReadOptions(Value: column)).Bands[0].Y);

    [Theory]
    [InlineData("log2_flux")]
    [InlineData("log1p_counts")]
    [InlineData("flux_dB")]
    [InlineData("flux_mag")]
    public void Other_scales_are_refused(string column) => Assert.Equal(
        $"t.csv:1:19: found the value column '{column}', in decibels, magnitudes, base 2 or another scale by its name, expected values, natural logarithms, or logarithms to base "
        + "10; give the values themselves in a column flux or counts, or ln(value) in a column ln_flux or ln_counts; if the name means something else, say --log none",
        Table.Refusal($"instrument,source,{column}\npn,A,1\nMOS1,A,2\n"));

    [Theory]
    [InlineData("ln_flux", LogChoice.Ten, "--log 10 and the value column 'ln_flux', natural logarithms by its name")]
    [InlineData("log10_flux", LogChoice.Natural, "--log e and the value column 'log10_flux', logarithms to base 10 by its name")]
    public void Name_and_option_must_not_contradict_each_other(string column, LogChoice choice, string found) => Assert.Equal(
        $"t.csv:1:19: found {found}, expected one base for both; leave out --log, or rename the column",
        Table.Refusal($"instrument,source,{column}\npn,A,1\nMOS1,A,2\n", new ReadOptions(Log: choice)));

    [Fact]
    public void That_log_counts_is_natural_is_this_programs_word_and_may_be_overruled() =>
        Assert.Equal([Math.Log(10), 2 * Math.Log(10)], Table.Read("instrument,source,log_counts\npn,A,1\nMOS1,A,2\n", new ReadOptions(Log: LogChoice.Ten)).Bands[0].Y);

    [Fact]
    public void A_value_is_taken_before_its_logarithm_unless_logarithms_are_asked_for()
    {
        const string Text = "instrument,source,flux,flux_log10,logFlux\npn,A,10,1,7\nMOS1,A,100,2,8\n";
        Assert.Equal([Math.Log(10), Math.Log(100)], Table.Read(Text).Bands[0].Y);
        Assert.Equal([Math.Log(10), 2 * Math.Log(10)], Table.Read(Text, new ReadOptions(Value: "flux_log10")).Bands[0].Y);
        Assert.Contains("2 value columns: 'flux_log10', 'logFlux'", Table.Refusal(Text, new ReadOptions(Log: LogChoice.Ten)), StringComparison.Ordinal);
        Assert.Equal(
            [Math.Log(10), 2 * Math.Log(10)], Table.Read("instrument,source,logFlux,lgFlux\npn,A,7,1\nMOS1,A,8,2\n").Bands[0].Y);
    }

    /// <summary>B is a difference of y: the same fluxes must give the same y in any spelling, to the digits that the table has.</summary>
    [Fact]
    public void The_same_fluxes_are_the_same_in_every_spelling()
    {
        double[] flux = [3.21e-11, 3.35e-11, 8.8e-13, 9.9e-13];
        double[] expected = Table.Read(Rows("flux", x => x)).Bands[0].Y;
        Assert.Equal(expected, flux.Select(x => Math.Log(x)));
        foreach ((string column, Func<double, double> write, LogChoice choice) in (IEnumerable<(string, Func<double, double>, LogChoice)>)
            [("lgFlux", Math.Log10, LogChoice.AsNamed), ("ln_flux", Math.Log, LogChoice.AsNamed), ("logF", Math.Log10, LogChoice.Ten), ("logF", Math.Log, LogChoice.Natural)])
        {
            double[] y = Table.Read(Rows(column, write), new ReadOptions(Log: choice)).Bands[0].Y;
            Assert.All(y.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-13));
        }

        string Rows(string column, Func<double, double> write) => $"instrument,source,{column}\n"
            + string.Concat(flux.Select((x, k) => string.Create(CultureInfo.InvariantCulture, $"{(k % 2 == 0 ? "pn" : "MOS1")},S{k / 2},{write(x):r}\n")));
    }

    [Theory]
    [InlineData("log10_flux", "")]
    [InlineData("log10_flux (erg/cm2/s)", "erg/cm2/s")]
    [InlineData("lgFlux [ph/cm2/s]", "ph/cm2/s")]
    [InlineData("log10(flux)", "")]
    [InlineData("flux (dex)", "")]
    [InlineData("log10_flux_erg_cm2_s", "erg/cm2/s")]
    public void The_unit_is_that_of_the_value(string column, string unit) =>
        Assert.Equal(unit, Table.Read($"instrument,source,{column}\npn,A,1\nMOS1,A,2\n").Bands[0].Unit);

    [Theory]
    [InlineData("log_counts", "312", "the logarithm of a count, at most 69 (1e30 counts); if these are the counts themselves, say --log none; if it stands for nothing, leave "
        + "the field blank or say --missing 312")]
    [InlineData("log10_counts", "31.5", "the logarithm of a count, at most 30 (1e30 counts); if these are the counts themselves, say --log none; if it stands for nothing, leave "
        + "the field blank or say --missing 31.5")]
    public void Counts_cannot_be_more_than_1e30(string column, string field, string rest) => Assert.Equal(
        $"t.csv:3:8: found {field} in column '{column}', expected {rest}", Table.Refusal($"instrument,source,{column}\npn,A,1\nMOS1,A,{field}\n"));

    [Fact]
    public void A_matrix_of_logarithms_must_say_their_base()
    {
        const string Text = "source,log10_pn,log10_MOS1\nA,1,2\n";
        Assert.Equal(
            "t.csv:1:8: found the column 'log10_pn' in a matrix of counts, a logarithm by its name, expected --log, for all columns of a matrix alike; say --log 10 or --log e, or "
            + "--log none if the name means something else",
            Table.Refusal(Text));
        Assert.Equal([Math.Log(10), 2 * Math.Log(10)], Table.Read(Text, new ReadOptions(Log: LogChoice.Ten)).Bands[0].Y);
        Assert.Equal([1.0, 2.0], Table.Read(Text, new ReadOptions(Log: LogChoice.Natural)).Bands[0].Y);
        Assert.Equal([0.0, Math.Log(2)], Table.Read(Text, new ReadOptions(Log: LogChoice.None)).Bands[0].Y);
        Observations flux = Table.Read("source,pn,MOS1\nA,-12,-11\n", new ReadOptions(Value: "flux", Log: LogChoice.Ten)).Bands[0];
        Assert.Equal(("log flux", -12 * Math.Log(10)), (flux.Quantity, flux.Y[0]));
        Assert.Equal(Math.Log(10), Table.Read("source,pn,MOS1\nA,1,2\n", new ReadOptions(Value: "log_counts", Log: LogChoice.Ten)).Bands[0].Y[0]);
    }
}
