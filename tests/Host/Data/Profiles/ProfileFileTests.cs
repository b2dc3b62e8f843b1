using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Profiles;

/// <summary>Profiles of catalogues: those built in, and files of the same form.</summary>
public sealed class ProfileFileTests
{
    private const string Least = "title = \"t\"\n[source]\ncolumns = [\"S\"]\n[instruments]\npn = \"PN\"\n[bands]\n\"1-2\" = \"1\"\n[values]\nvalue = \"{instrument}_{band}\"\n";

    [Fact]
    public void The_profile_of_4XMM_has_the_catalogues_columns_and_bands()
    {
        CatalogueMap map = ProfileList.Find("4XMM").Map(null, TableReader.IsSameBand, recommended: true);
        Assert.Equal(["SRCID", "OBS_ID"], map.Source);
        Assert.True(map.Once);
        Assert.Equal(15, map.Cells.Count);
        Assert.Contains(map.Cells, cell => cell is { Instrument: "MOS1", Band: "2.0-4.5", Value: "M1_4_FLUX", Error: "M1_4_FLUX_ERR" });
        Assert.Contains(map.Cuts, cut => cut.Where is "SUM_FLAG == 0");
        Assert.Contains(map.Cells[0].Cuts, cut => cut.Where is "EP_1_FLUX > 10 * EP_1_FLUX_ERR");
        Assert.Empty(ProfileList.Find("4xmm").Map(null, TableReader.IsSameBand, recommended: false).Cuts);
        Assert.Equal("PN_8_FLUX", ProfileList.Find("4xmm").Map("0.2-12", TableReader.IsSameBand, recommended: true).Cells[0].Value);
    }

    [Theory]
    [InlineData("4xmm")]
    [InlineData("5xmm")]
    [InlineData("csc")]
    public void Every_built_in_profile_is_a_file_that_can_be_copied(string name)
    {
        Profile profile = ProfileList.Find(name);
        Profile copy = ProfileFile.Read(name, profile.Text);
        Assert.Equal(profile.Title, copy.Title);
        Assert.Equal(profile.Cuts, copy.Cuts);
        Assert.NotEmpty(profile.Citation);
        Assert.All(profile.Bands, band => Assert.Matches(@"^\d+\.\d-\d+\.\d$", band.Key));
    }

    [Fact]
    public void Counts_of_the_Chandra_catalogue_go_by_the_names_of_aprates()
    {
        IReadOnlyList<KeyValuePair<string, string>> columns = ProfileList.Find("csc").CountColumns("b", TableReader.IsSameBand);
        Assert.Contains(new KeyValuePair<string, string>("n", "cnts_aper_b"), columns);
        Assert.Contains(new KeyValuePair<string, string>("A_b", "area_aperbkg"), columns);
        Assert.StartsWith("--profile 4xmm: found for a catalogue without counts in apertures", Assert.Throws<UsageException>(
            () => ProfileList.Find("4xmm").CountColumns("8", TableReader.IsSameBand)).Message, StringComparison.Ordinal);
        Assert.StartsWith("--profile csc: found without a band, expected --band with one of", Assert.Throws<UsageException>(
            () => ProfileList.Find("csc").CountColumns(null, TableReader.IsSameBand)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title = = 2", "p.toml:1:9: found that it is no TOML (")]
    [InlineData("title = \"x\"\ntitle = \"y\"\n", "p.toml:2:1: found that it is no TOML (The key `title` is already defined at (1,1)")]
    [InlineData("title = \"t\"\n[source]\ncolumns = [\"S\"]\n[instruments]\npn = \"PN\"\n[bands]\n\"1-2\" = \"1\"\n[values]\nvalue = \"{camera}_{band}\"\n",
        "p.toml: found braces that are left in {camera}_1, expected {instrument} and {band} as the only marks; correct the mark")]
    [InlineData("# mine\ntitel = \"x\"", "p.toml:2:1: found titel, expected one of title, citation, recognise, row, source, instruments, instrument, bands, bands_on_request, "
        + "values, counts, select; did you mean 'title'?")]
    [InlineData("title = \"x\"", "p.toml: found no [source], expected columns = [\"SRCID\", \"OBS_ID\"] under [source]: what makes a row one source; gpuconcord profiles 4xmm")]
    [InlineData(Least + "[[select]]\nwhere = \"a >\"\n", "--profile p.toml: found ")]
    [InlineData(Least + "[[select]]\nwere = \"a > 1\"\n", "p.toml:LINE:1: found were in [select], expected one of where, because in [select]; did you mean 'where'?")]
    [InlineData(Least + "error_probability = 90\n", "p.toml:LINE:1: found another value of values.error_probability, expected the probability of value ± error, as in 0.90")]
    [InlineData(Least + "unit = 3\n", "p.toml:LINE:1: found another value of unit, expected a text")]
    [InlineData(Least + "[[select]]\nwhere = \"a > 1\"\n  [[select]]\n  where = 7\n",
        "p.toml:LINE:3: found another value of where, expected a text")]
    public void What_is_wrong_with_a_profile_is_said(string text, string message)
    {
        Exception fault = Assert.ThrowsAny<Exception>(() => ProfileFile.Read("p.toml", text));
        Assert.True(fault is DataException or UsageException, fault.ToString());
        // The fault is on the last line of the profile.
        string line = $"{text.TrimEnd('\n').Split('\n').Length}";
        Assert.StartsWith(message.Replace("LINE", line, StringComparison.Ordinal), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_is_nowhere_is_an_error_with_advice() => Assert.Equal(
        "--profile: found '4xm', expected one of 4xmm, 5xmm, csc or a TOML file; did you mean '4xmm'?",
        Assert.Throws<UsageException>(() => ProfileList.Find("4xm")).Message);

    [Fact]
    public void Errors_of_90_percent_become_1_sigma() =>
        Assert.Equal(1.6448536269514722, ProfileFile.Read("p.toml", Least + "error_probability = 0.9\n").ErrorSigmas, 1e-12);
}
