using System.Globalization;
using System.Text.RegularExpressions;
using GpuConcord.Host.Corrections;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Corrections;

/// <summary>The scripts for XSPEC and Sherpa, which are not at hand, read as text.</summary>
public sealed partial class ScriptTests
{
    private static readonly CorrectionOrigin Origin = new("gpuconcord 0.1.0", "my\nrun", new string('a', 64), "data", 7, DateTimeOffset.UnixEpoch);

    [Fact]
    public void Xspec_is_given_one_frozen_constant_a_data_group_in_the_order_of_the_instruments()
    {
        RunFactors factors = Factors("pn", "MOS1", "MOS2");
        string script = Write(factors, XspecScript.Write);
        (int Group, double Value, string Name)[] set =
        [
            .. Constants().Matches(script).Select(match => (
                int.Parse(match.Groups["group"].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture),
                match.Groups["name"].Value)),
        ];
        Assert.Equal([(1, "pn"), (2, "MOS1"), (3, "MOS2")], set.Select(constant => (constant.Group, constant.Name)));
        Assert.All(set, (constant, i) => Assert.Equal(factors.Bands[0].Factors[i].Median, constant.Value, 6));
        Assert.Contains("newpar $parameter $value -1", script, StringComparison.Ordinal);
        Assert.Contains("#   data 1:1 pn.pha 2:2 MOS1.pha 3:3 MOS2.pha\n", script, StringComparison.Ordinal);

        // What is no command is a comment: a line break in the run's name has not made another line.
        Assert.All(script.Split('\n').TakeWhile(line => !line.StartsWith("set ", StringComparison.Ordinal)), line => Assert.StartsWith("#", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Sherpa_is_given_one_frozen_component_an_instrument_with_names_that_Python_takes()
    {
        RunFactors factors = Factors("XMM pn", "XMM-pn", "MOS1");
        string script = Write(factors, SherpaScript.Write);
        Assert.Equal(["area_XMM_pn", "area_XMM_pn_2", "area_MOS1"], Parameters().Matches(script).Select(match => match.Groups["name"].Value));
        Assert.Equal(
            factors.Bands[0].Factors.Select(factor => factor.Median.ToString("0.000000", CultureInfo.InvariantCulture)),
            Parameters().Matches(script).Select(match => match.Groups["value"].Value));
        Assert.Contains("create_model_component(\"scale1d\", \"area_MOS1\")", script, StringComparison.Ordinal);
        Assert.Contains("#   set_source(3, area_MOS1 * xsphabs.abs1 * xspowerlaw.pl)", script, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_a_band_is_named_after_it()
    {
        RunFactors factors = RunFactors.Of(HandMade.Run([.. new[] { "0.5-2.0", "soft band", "soft/band" }.Select(band => Fit(band, ["pn", "MOS1"]))]), null, []);
        Assert.Equal(["constants_0.5-2.0", "constants_soft_band", "constants_soft_band_2"], ScriptNames.Of(factors));
        Assert.Equal(["constants"], ScriptNames.Of(Factors("pn", "MOS1")));
    }

    private static GpuConcord.Host.Fits.Fit Fit(string? band, string[] instruments) =>
        HandMade.Fit(HandMade.Observations(band, instruments, HandMade.Sources(5)), [.. instruments.Select((_, i) => 0.1 * i)], null);

    private static RunFactors Factors(params string[] instruments) => RunFactors.Of(HandMade.Run(Fit(null, instruments)), null, []);

    private static string Write(RunFactors factors, Action<RunFactors, BandFactors, CorrectionOrigin, TextWriter> write)
    {
        using StringWriter text = new() { NewLine = "\n" };
        write(factors, factors.Bands[0], Origin, text);
        return text.ToString();
    }

    [GeneratedRegex(@"^gpuconcord_constant (?<group>\d+) (?<value>[0-9.]+) ;# (?<name>[^:]+): 68 %",
        RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Constants();

    [GeneratedRegex(@"^set_par\(""(?<name>\w+)\.c0"", val=(?<value>[0-9.]+), frozen=True\)$", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameters();
}
