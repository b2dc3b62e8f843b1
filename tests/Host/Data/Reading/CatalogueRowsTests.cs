using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Selection;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Catalogues: a row a detection, columns of instruments and bands.</summary>
public sealed class CatalogueRowsTests
{
    private const string Toml = """
        title = "a toy"
        row = "detection"
        [source]
        columns = ["SRCID", "OBS_ID"]
        once = true
        [instruments]
        pn = "PN"
        MOS1 = "M1"
        [bands]
        "0.5-2.0" = "S"
        "2.0-8.0" = "H"
        [bands_on_request]
        "0.5-8.0" = "B"
        [values]
        value = "{instrument}_{band}"
        error = "{instrument}_{band}_E"
        error_probability = 0.90
        unit = "erg/cm2/s"
        [[select]]
        where = "FLAG == 0"
        because = "clean"
        [[select]]
        where = "{instrument}_{band} > 2 * {instrument}_{band}_E"
        because = "seen"
        """;

    private const string Table = """
        SRCID,OBS_ID,FLAG,PN_S,PN_S_E,M1_S,M1_S_E,PN_H,PN_H_E,M1_H,M1_H_E,PN_B,PN_B_E,M1_B,M1_B_E
        1,01,0,10,1,11,1,20,2,21,2,30,1,32,1
        1,02,0,12,1,13,1,,,22,2,31,1,33,1
        2,01,0,14,1,15,1,24,2,-3,2,32,1,34,1
        3,01,1,14,1,15,1,24,2,23,2,32,1,34,1
        4,01,0,16,1,17,1,26,20,27,2,33,1,35,1
        5,01,0,18,1,19,1,28,2,29,,34,1,36,1

        """;

    [Fact]
    public void A_row_is_a_detection_and_every_value_has_its_place()
    {
        DataSet data = Read(Table, Map(null));
        Assert.Equal(["0.5-2.0", "2.0-8.0"], data.Bands.Select(band => band.Band));
        Observations soft = data.Bands[0], hard = data.Bands[1];
        Assert.Equal(["pn", "MOS1"], soft.Instruments);
        Assert.Equal(["1 01", "1 02", "2 01", "4 01", "5 01"], soft.Sources);
        Assert.Equal([Math.Log(10), Math.Log(11), Math.Log(12), Math.Log(13)], soft.Y[..4]);
        Assert.Equal("erg/cm2/s", soft.Unit);
        double sigma = 1 / 1.6448536269514722;
        Assert.Equal(Math.Log(1 + Math.Pow(sigma / 10, 2)), soft.Variance![0], 1e-15);

        // Blank, below 0, cut (26 with an error of 20), and without an error: not one of them is a fault.
        Assert.Equal(["1 01", "1 02", "2 01", "4 01", "5 01"], hard.Sources);
        Assert.Equal([20.0, 21, 22, 24, 27, 28], hard.Y.Select(y => Math.Round(Math.Exp(y), 9)));
        Waterfall fallen = data.Waterfall!;
        Assert.Equal((6, 5, "detection"), (fallen.Read, fallen.Left, fallen.Row));
        Assert.Equal([new WaterfallStep("FLAG == 0", "clean", 5, 1, 0)], fallen.Steps);
        Assert.Equal(
        [
            new WaterfallValues("0.5-2.0", "pn", 5, 0, 0, 0, 0, 0), new WaterfallValues("2.0-8.0", "pn", 3, 1, 0, 1, 0, 0),
            new WaterfallValues("0.5-2.0", "MOS1", 5, 0, 0, 0, 0, 0), new WaterfallValues("2.0-8.0", "MOS1", 3, 0, 1, 1, 0, 0),
        ], fallen.Values);
        Assert.Equal(1, fallen.WithoutLogarithm);
    }

    [Theory]
    [InlineData("0.5-8")]
    [InlineData("0.5–8.0")]
    [InlineData("b")]
    public void A_band_that_overlaps_others_is_read_when_asked_for(string band)
    {
        DataSet data = Read(Table, Map(band));
        Assert.Equal(["0.5-8.0"], data.Bands.Select(one => one.Band));
        Assert.Equal(5, data.Bands[0].SourceCount);
    }

    [Fact]
    public void An_unknown_band_is_refused() => Assert.Equal(
        "--band: found '0.5-9', expected one of 0.5-2.0 (S), 2.0-8.0 (H), 0.5-8.0 (B) of --profile toy.toml; energies are in keV",
        Assert.Throws<UsageException>(() => Map("0.5-9")).Message);

    [Fact]
    public void A_detection_that_comes_twice_means_that_files_were_joined_wrongly()
    {
        string joined = Table + Table[(Table.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        Assert.Equal(
            "t.csv:8:1: found detection '1 01' (SRCID, OBS_ID) a second time (first on line 2), expected one row a detection; if files were joined, join each once; if a row is "
            + "something else, name the columns that tell rows apart (--columns source=A+B)",
            Assert.Throws<DataException>(() => Read(joined, Map(null))).Message);
    }

    [Fact]
    public void Rows_of_one_source_are_sources_of_their_own_where_nobody_says_that_there_is_one()
    {
        CatalogueMap map = new()
        {
            Origin = "--columns",
            Source = ["SRCID"],
            Cells = [new CatalogueCell("pn", null, "PN_S", "PN_S_E", []), new CatalogueCell("MOS1", null, "M1_S", null, [])],
        };
        DataSet data = Read(Table, map);
        Assert.Equal(["1", "1 #2", "2", "3", "4", "5"], data.Bands.Single().Sources);
        Assert.Contains(
            "1 rows of a source that had one before: each row is a source of its own (\"NAME #2\"), so that variability does not look like calibration", data.Notes);
    }

    [Fact]
    public void Instruments_that_a_column_names_stand_beside_each_other_observation_by_observation()
    {
        CatalogueMap map = new()
        {
            Origin = "--profile csc",
            Source = ["name"],
            InstrumentColumn = "instrument",
            Cells = [new CatalogueCell("", "S", "flux", "(high - low) / 2", [])],
        };
        DataSet data = Read("name,instrument,flux,low,high\nA,ACIS,10,9,11\nA,HRC,11,10,12\nA,ACIS,12,11,13\nA,HRC,13,12,14\nB,ACIS,14,13,15\nB,HRC,15,14,16\n", map);
        Observations band = data.Bands.Single();
        Assert.Equal(["A", "A #2", "B"], band.Sources);
        Assert.Equal([10.0, 11, 12, 13, 14, 15], band.Y.Select(y => Math.Round(Math.Exp(y), 9)));
        Assert.Equal(Math.Log(1.01), band.Variance![0], 1e-15);
    }

    [Fact]
    public void Counts_in_columns_of_instruments_are_those_of_a_long_table()
    {
        const string Wide = "NAME,PN_C,PN_B,PN_T,M1_C,M1_B,M1_T,AS,AB\nA,12,3,100,0,2,90,1,9\nB,7,0,100,5,1,90,1,9\nC,3,1,110,,,,1,9\n";
        const string Long = "source,instrument,n,m,A_s,A_b,T_s,T_b\nA,pn,12,3,1,9,100,100\nA,MOS1,0,2,1,9,90,90\nB,pn,7,0,1,9,100,100\nB,MOS1,5,1,1,9,90,90\n"
            + "C,pn,3,1,1,9,110,110\n";
        const string Counts = """
            title = "counts"
            [source]
            columns = ["NAME"]
            [instruments]
            pn = "PN"
            MOS1 = "M1"
            [bands]
            "1-2" = "1"
            [values]
            value = "none"
            [counts]
            n = "{instrument}_C"
            m = "{instrument}_B"
            A_s = "AS"
            A_b = "AB"
            T_s = "{instrument}_T"
            T_b = "{instrument}_T"
            """;
        CatalogueMap map = ProfileFile.Read("c.toml", Counts).Map(null, TableReader.IsSameBand, recommended: true);
        Observations wide = Of(Wide, default(ReadOptions) with { Catalogue = map, CountsBecause = "--model counts" }), plain = Of(Long, default);
        Assert.Equal(plain.Sources, wide.Sources);
        Assert.Equal(plain.Instrument, wide.Instrument);
        Assert.Equal(plain.Y, wide.Y);
        Assert.Equal(("count rate", plain.Unit), (wide.Quantity, wide.Unit));
        Assert.Equal(plain.Counts!.Source, wide.Counts!.Source);
        Assert.Equal(plain.Counts.SourceFactor, wide.Counts.SourceFactor);
        Assert.Equal(plain.Counts.Ratio, wide.Counts.Ratio);
        Assert.StartsWith("--model counts: found with --profile toy.toml, which names no counts in apertures", Assert.Throws<UsageException>(
            () => Of(Table, default(ReadOptions) with { Catalogue = Map(null), CountsBecause = "--model counts" })).Message, StringComparison.Ordinal);

        static Observations Of(string text, ReadOptions options) =>
            TableReader.Read("t.csv", "t", () => new MemoryStream(Encoding.UTF8.GetBytes(text)), options).Bands.Single();
    }

    [Fact]
    public void Units_that_differ_are_no_disagreement_of_instruments()
    {
        const string Units = "name\tpn\tMOS1\n \terg/cm2/s\tmJy\n--\t--\t--\nA\t1\t2\nB\t3\t4\n";
        CatalogueMap map = new()
        {
            Origin = "--columns",
            Source = ["name"],
            Cells = [new CatalogueCell("pn", null, "pn", null, []), new CatalogueCell("MOS1", null, "MOS1", null, [])],
        };
        Assert.Equal(
            "t.csv:1:9: found the unit 'mJy' of column 'MOS1' beside 'erg/cm2/s' of 'pn', expected values in one unit; convert one of them, or leave that instrument out "
            + "(--instruments)",
            Assert.Throws<DataException>(() => Read(Units, map)).Message);
    }

    [Theory]
    [InlineData("erg/s/cm2", true)]
    [InlineData("erg cm**-2 s**-1", true)]
    [InlineData("erg.cm-2.s-1", true)]
    [InlineData("erg/cm2", false)]
    public void One_unit_may_be_spelt_in_several_ways(string other, bool same)
    {
        string units = $"name\tpn\tMOS1\n \terg/cm2/s\t{other}\n--\t--\t--\nA\t1\t2\nB\t3\t4\n";
        CatalogueMap map = new()
        {
            Origin = "--columns",
            Source = ["name"],
            Cells = [new CatalogueCell("pn", null, "pn", null, []), new CatalogueCell("MOS1", null, "MOS1", null, [])],
        };
        if (same)
        {
            Assert.Equal("erg/cm2/s", Read(units, map).Bands.Single().Unit);
        }
        else
        {
            Assert.Contains("expected values in one unit", Assert.Throws<DataException>(() => Read(units, map)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_column_is_not_two_instruments()
    {
        CatalogueMap map = new()
        {
            Origin = "--columns",
            Source = ["SRCID"],
            Cells = [new CatalogueCell("pn", null, "PN_S", null, []), new CatalogueCell("MOS1", null, "PN_S", null, [])],
        };
        Assert.Equal("--columns: found PN_S for 'pn', 'MOS1', expected a column for each instrument; name the columns of each",
            Assert.Throws<UsageException>(() => Read(Table, map)).Message);
    }

    [Fact]
    public void Known_variances_need_the_errors_of_every_instrument()
    {
        CatalogueMap map = new()
        {
            Origin = "--columns",
            Source = ["SRCID"],
            Cells = [new CatalogueCell("pn", null, "PN_S", "PN_S_E", []), new CatalogueCell("MOS1", null, "M1_S", null, [])],
        };
        Assert.StartsWith("--columns: found no errors of MOS1, expected them", Assert.Throws<UsageException>(() => TableReader.Read(
            "t.csv", "t", () => new MemoryStream(Encoding.UTF8.GetBytes(Table)), default(ReadOptions) with { Catalogue = map, RequireErrors = true })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_catalogue_is_not_read_as_a_matrix()
    {
        string header = string.Join(',', ProfileList.Find("4xmm").Recognise);
        Assert.EndsWith(
            "expected to be told how to read it; add --profile 4xmm, or name columns with --columns",
            Assert.Throws<DataException>(() => Read($"{header}\n1,2,3,4,5,6,7,8\n", null)).Message,
            StringComparison.Ordinal);
    }

    private static CatalogueMap Map(string? band) => ProfileFile.Read("toy.toml", Toml).Map(band, TableReader.IsSameBand, recommended: true);

    private static DataSet Read(string text, CatalogueMap? map) => TableReader.Read("t.csv", "t", () => new MemoryStream(Encoding.UTF8.GetBytes(text)), default(ReadOptions) with
    {
        Catalogue = map,
        Where = map is null ? null : [.. map.Cuts.Select(cut => (Condition.Parse(map.Origin, cut.Where), cut.Because))],
    });
}
