using System.Text.Json;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

/// <summary>From a catalogue to a page, to files and back: profiles, conditions, the waterfall.</summary>
public sealed class CatalogueCommandTests : IDisposable
{
    private const string Profile = """
        title = "a toy catalogue"
        citation = "nobody 2026"
        row = "detection"
        [source]
        columns = ["SRCID", "OBS_ID"]
        [instruments]
        pn = "PN"
        MOS1 = "M1"
        [bands]
        "0.5-2.0" = "1"
        "2.0-8.0" = "2"
        [values]
        value = "{instrument}_{band}_FLUX"
        error = "{instrument}_{band}_ERR"
        unit = "erg/cm2/s"
        [counts]
        n = "{instrument}_{band}_N"
        m = "{instrument}_{band}_M"
        A_s = "AS"
        A_b = "AB"
        [[select]]
        where = "FLAG == 0"
        because = "clean"
        """;

    private const string Table = """
        SRCID,OBS_ID,FLAG,ONTIME,PN_1_FLUX,PN_1_ERR,M1_1_FLUX,M1_1_ERR,PN_2_FLUX,PN_2_ERR,M1_2_FLUX,M1_2_ERR,PN_1_N,PN_1_M,M1_1_N,M1_1_M,PN_2_N,PN_2_M,M1_2_N,M1_2_M,AS,AB
        1,01,0,100,1e-13,1e-15,1.1e-13,1e-15,2e-13,1e-15,2.2e-13,1e-15,9,1,0,1,9,1,9,1,1,9
        1,02,0,100,3e-13,1e-15,3.1e-13,1e-15,4e-13,1e-15,4.2e-13,1e-15,9,1,8,1,9,1,9,1,1,9
        2,01,0,,5e-13,1e-15,5.1e-13,1e-15,6e-13,1e-15,-6.2e-13,1e-15,9,1,9,1,9,1,9,1,1,9
        3,01,1,100,7e-13,1e-15,7.1e-13,1e-15,8e-13,1e-15,8.2e-13,1e-15,9,1,9,1,9,1,9,1,1,9

        """;

    private readonly ScratchFolder folder = new();

    public CatalogueCommandTests()
    {
        File.WriteAllText(folder["toy.toml"], Profile);
        File.WriteAllText(folder["catalogue.csv"], Table);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_catalogue_is_fitted_band_by_band_and_the_page_says_where_rows_went()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", folder["catalogue.csv"], "--profile", folder["toy.toml"], "--where", "ONTIME > 50"));
        Assert.Equal(2, console.Fitted.Count);
        Assert.Contains("a toy catalogue", console.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^rows of the table +4$", console.Out);
        Assert.Matches(@"(?m)^FLAG == 0 +clean +3 +-1$", console.Out);
        Assert.Matches(@"(?m)^ONTIME > 50 +2 +-1 +1$", console.Out);
        Assert.Matches(@"(?m)^detections read +2$", console.Out);
        Assert.Matches(@"(?m)^2\.0-8\.0 +MOS1 +2 +0 +0 +0 +0 +0$", console.Out);
    }

    [Fact]
    public async Task A_run_tells_its_selection_and_is_read_back_with_it()
    {
        string run = folder["run"];
        Assert.Equal(0, await new Console().RunAsync("fit", folder["catalogue.csv"], "--profile", folder["toy.toml"], "--output", run, "--quiet"));
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(run, "run.json"), TestContext.Current.CancellationToken));
        JsonElement selection = json.RootElement.GetProperty("data").GetProperty("selection");
        Assert.Equal((4, 3), (selection.GetProperty("rows").GetInt64(), selection.GetProperty("left").GetInt64()));
        Assert.Equal("nobody 2026", json.RootElement.GetProperty("data").GetProperty("citation").GetString());
        Assert.Equal("clean", selection.GetProperty("steps")[0].GetProperty("because").GetString());
        Assert.Equal(1, selection.GetProperty("values").EnumerateArray().Sum(values => values.GetProperty("not_positive").GetInt64()));
        Console report = new();
        Assert.Equal(0, await report.RunAsync("report", run));
        string page = await File.ReadAllTextAsync(Path.Combine(run, "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("a toy catalogue", page, StringComparison.Ordinal);
        Assert.Contains("FLAG == 0", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zeros_are_counted_and_pointed_to_the_model_that_takes_them()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", folder["catalogue.csv"], "--profile", folder["toy.toml"]));
        Assert.Contains("1 values of 0 or below left out", string.Join(' ', console.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Console counts = new();
        Assert.Equal(0, await counts.RunAsync("fit", folder["catalogue.csv"], "--profile", folder["toy.toml"], "--model", "counts"));
        Assert.Contains("counts in apertures (n, m, A_s, A_b)", counts.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_by_hand_join_and_sweeps_take_them_too()
    {
        string[] columns = ["--columns", "source=SRCID+OBS_ID,pn=PN_1_FLUX,pn_err=PN_1_ERR,MOS1=M1_1_FLUX"];
        Console console = new();
        Assert.Equal(0, await console.RunAsync(["fit", folder["catalogue.csv"], .. columns]));
        Assert.Contains("2 instruments × 4 sources", console.Out, StringComparison.Ordinal);
        Console sweep = new();
        Assert.Equal(0, await sweep.RunAsync(["sweep", folder["catalogue.csv"], .. columns, "--tau", "0.02,0.05", "--device", "simd:4"]));
        Assert.Contains("rows read", sweep.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photometry_takes_conditions_and_names_of_rows()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync(
            "aprates", folder["catalogue.csv"], "--columns", "n=PN_1_N,m=PN_1_M,A_s=AS,A_b=AB,source=SRCID+OBS_ID", "--where", "FLAG == 0 && ONTIME > 1", "--fit",
            folder["fluxes.csv"], "--instrument", "pn"));
        Assert.Contains("FLAG == 0: 1 of 4 rows left out", console.Error, StringComparison.Ordinal);
        Assert.Contains("ONTIME > 1: 1 of 3 rows left out, 1 of them because a column is null", console.Error, StringComparison.Ordinal);
        string[] lines = await File.ReadAllLinesAsync(folder["fluxes.csv"], TestContext.Current.CancellationToken);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("pn,1 01,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profiles_are_listed_printed_and_told_to_programs()
    {
        Console list = new();
        Assert.Equal(0, await list.RunAsync("profiles"));
        Assert.All(ProfileList.All, profile => Assert.Contains(profile.Title, string.Join(' ', list.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal));
        Console one = new();
        Assert.Equal(0, await one.RunAsync("profiles", "4xmm"));
        Assert.Equal(ProfileList.Find("4xmm").Text.TrimEnd() + "\n", one.Out);
        Console json = new();
        Assert.Equal(0, await json.RunAsync("profiles", "--json"));
        using JsonDocument parsed = JsonDocument.Parse(json.Out);
        Assert.Equal(ProfileList.All.Count, parsed.RootElement.GetProperty("profiles").GetArrayLength());
        Assert.Equal(2, await new Console().RunAsync("profiles", "6xmm"));
    }
}
