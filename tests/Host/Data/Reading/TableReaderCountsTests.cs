using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using Xunit;
using static GpuConcord.Tests.Host.Data.Reading.ParquetTable;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Tables of counts in apertures: which columns, what S is, f, g and r, what is no observation, and what is refused.</summary>
public sealed class TableReaderCountsTests
{
    private const string Header = "source,instrument,n,m,A_s,A_b,alpha,beta,T_s,T_b,E_s,E_b,eng_s,eng_b,flux_s,flux_b\n";

    private const string Full = Header
        + "A,pn,141,9,196.689,4720.5,0.953,0.029,32768,32768,1.5e7,1.25e7,2e-9,3e-9,4e-16,5e-16\n"
        + "A,MOS1,0,0,20,400,0.9,0.02,8192,16384,3e6,2e6,2e-9,2e-9,4e-16,4e-16\n"
        + "B,pn,3,12,196.689,4720.5,0.953,0.029,32768,32768,1.5e7,1.25e7,2e-9,3e-9,4e-16,5e-16\n"
        + "B,MOS1,2,0,20,400,0.9,0.02,8192,16384,3e6,2e6,2e-9,2e-9,4e-16,4e-16\n";

    private const string Small = "source,instrument,n,m,A_s,A_b\n";

    private const string Rows = "A,pn,3,2,1,24\nA,MOS1,0,1,1,24\n";

    /// <summary>Sums by Python.</summary>
    [Theory]
    [InlineData("faint", 397, 150, 3, 1898, 6802, 28, 5985700.0, 211260.0, 6669.6)]
    [InlineData("mixed", 271, 80, 4, 21371, 10298, 3, 3186900.0, 70820.0, 5420.0)]
    [InlineData("small", 42, 14, 3, 263, 663, 1, 37.8, 0.0, 336.0)]
    public void Oracle_tables_are_read_as_rates(string name, int rows, int sources, int instruments, double n, double m, int zeros, double f, double g, double r)
    {
        DataSet data = TableReader.Read(Path.Combine(AppContext.BaseDirectory, "data", "counts", $"counts_{name}.csv"));
        Observations band = Assert.Single(data.Bands);
        ApertureCounts counts = band.Counts!;
        Assert.Equal((rows, sources, instruments), (counts.Count, band.SourceCount, band.InstrumentCount));
        Assert.Equal((n, m, zeros), (counts.Source.Sum(), counts.Background.Sum(), counts.Source.Count(k => k == 0)));
        Assert.Equal(f, counts.SourceFactor.Sum(), 1e-8 * f);
        Assert.Equal(g, counts.BackgroundFactor.Sum(), 1e-8 * f);
        Assert.Equal(r, counts.Ratio.Sum(), 1e-8 * r);
        Assert.All(counts.KnownBackground, b => Assert.True(double.IsNaN(b)));
        Assert.Equal(("count rate", "counts/s", null), (band.Quantity, band.Unit, band.Variance));
        Assert.Equal([.. Enumerable.Range(0, rows).Select(counts.RoughLogSource)], band.Y);
        Assert.All(band.Y, y => Assert.True(double.IsFinite(y)));
        Assert.Equal("n, m", data.CountColumns);
        Assert.Equal(["counts in apertures (n, m, A_s, A_b, alpha, beta): S is the count rate [counts/s], from T_s, T_b (--quantity chooses another)"], data.Notes);
    }

    /// <summary>f = α k_s, g = β k_b, r = A_b k_b/(A_s k_s) of pn's first row, by hand.</summary>
    [Theory]
    [InlineData(CountedQuantity.Counts, 1, 1, "counts", "counts")]
    [InlineData(CountedQuantity.Rate, 32768, 32768, "count rate", "counts/s")]
    [InlineData(CountedQuantity.PhotonFlux, 1.5e7, 1.25e7, "photon flux", "photon/cm2/s")]
    [InlineData(CountedQuantity.EnergyFlux, 1.5e7 / 2e-9, 1.25e7 / 3e-9, "energy flux", "erg/cm2/s")]
    public void Factors_follow_the_quantity(CountedQuantity quantity, double source, double background, string label, string unit)
    {
        Observations band = Table.Read(Full, new ReadOptions(Quantity: quantity, CountsBecause: "--quantity")).Bands[0];
        ApertureCounts counts = band.Counts!;
        Assert.Equal((label, unit), (band.Quantity, band.Unit));
        Assert.Equal(0.953 * source, counts.SourceFactor[0], 1e-15 * source);
        Assert.Equal(0.029 * background, counts.BackgroundFactor[0], 1e-15 * background);
        double r = 4720.5 * background / (196.689 * source);
        Assert.Equal(r, counts.Ratio[0], 1e-15 * r);
        Assert.Equal([141, 0, 3, 2], counts.Source);
        Assert.Equal([9, 0, 12, 0], counts.Background);

        // (r n − m)/(r f − g), and half a count where that is less.
        Assert.Equal(Math.Log(((r * 141) - 9) / ((r * 0.953 * source) - (0.029 * background))), band.Y[0], 1e-13);
        Assert.Equal(Math.Log(0.5 / counts.SourceFactor[1]), band.Y[1]);
    }

    /// <summary>Times that are powers of two: the same counts as rate and as counts differ by them to the last bit.</summary>
    [Fact]
    public void A_rate_differs_from_counts_by_the_exposure_exactly()
    {
        Observations rate = Table.Read(Full, Of(CountedQuantity.Rate)).Bands[0], counts = Table.Read(Full, Of(CountedQuantity.Counts)).Bands[0];
        double[] source = [32768, 8192, 32768, 8192], background = [32768, 16384, 32768, 16384];
        for (int o = 0; o < 4; o++)
        {
            Assert.Equal(counts.Counts!.SourceFactor[o] * source[o], rate.Counts!.SourceFactor[o]);
            Assert.Equal(counts.Counts.BackgroundFactor[o] * background[o], rate.Counts.BackgroundFactor[o]);
            Assert.Equal(counts.Counts.Ratio[o] * background[o] / source[o], rate.Counts.Ratio[o]);
        }

        // Where both apertures have one exposure, ln S differs by its logarithm.
        Assert.Equal(counts.Y[0] - Math.Log(32768), rate.Y[0], 1e-14);
        Assert.Equal(counts.Y[2] - Math.Log(32768), rate.Y[2], 1e-14);
        Assert.Equal(counts.Counts!.Source, rate.Counts!.Source);
    }

    [Fact]
    public void An_energy_flux_comes_from_energies_or_else_from_fluxes()
    {
        string text = Full.Replace("eng_s,eng_b", "x1,x2", StringComparison.Ordinal);
        ApertureCounts counts = Table.Read(text, Of(CountedQuantity.EnergyFlux)).Bands[0].Counts!;
        Assert.Equal(0.953 / 4e-16, counts.SourceFactor[0], 1);
        Assert.Equal(0.029 / 5e-16, counts.BackgroundFactor[0], 1);
    }

    /// <summary>The first of photon flux, rate and counts for which every observed row has the inputs.</summary>
    [Theory]
    [InlineData("1e7,1e7,2e-9", "photon flux", "from E_s, E_b (--quantity chooses another)")]
    [InlineData(",1e7,2e-9", "count rate", "from T_s, T_b (--quantity chooses another); 1 of the rows lacks E_s or E_b for the photon flux")]
    [InlineData("1e7,NaN,2e-9", "count rate", "1 of the rows lacks E_s or E_b for the photon flux")]
    public void The_quantity_is_the_best_that_every_row_allows(string row, string quantity, string note)
    {
        string exposures = row[..row.LastIndexOf(',')];
        DataSet data = Table.Read(
            "source,instrument,n,m,A_s,A_b,T_s,T_b,E_s,E_b\nA,pn,3,2,1,24,10,10,1e7,1e7\n" + $"A,MOS1,1,2,1,24,20,20,{exposures}\n" + "B,pn,,2,1,24,,,,\n");
        Assert.Equal(quantity, data.Bands[0].Quantity);
        Assert.Contains(note, data.Notes[0], StringComparison.Ordinal);
        Assert.Equal(quantity is "photon flux" ? 1e7 : 10, data.Bands[0].Counts!.SourceFactor[0]);
    }

    [Fact]
    public void Without_exposures_s_is_counts()
    {
        DataSet data = Table.Read(Small + Rows);
        Assert.Equal(("counts", "counts"), (data.Bands[0].Quantity, data.Bands[0].Unit));
        Assert.Equal(["counts in apertures (n, m, A_s, A_b): S is the source's counts [counts] (--quantity chooses another)"], data.Notes);
        Assert.Equal([1, 1], data.Bands[0].Counts!.SourceFactor);
        Assert.Equal([0, 0], data.Bands[0].Counts!.BackgroundFactor);
        Assert.Equal([24, 24], data.Bands[0].Counts!.Ratio);
    }

    [Theory]
    [InlineData(CountedQuantity.PhotonFlux, "no inputs of --quantity photflux, expected columns E_s, E_b; add them, or say --quantity counts or rate")]
    [InlineData(CountedQuantity.EnergyFlux, "no inputs of --quantity eflux, expected columns E_s, E_b, eng_s, eng_b, or flux_s, flux_b; add them, or say --quantity counts "
        + "or rate")]
    public void A_quantity_without_inputs_is_refused(CountedQuantity quantity, string message) => Assert.Equal(
        $"t.csv:1:1: found {message}", Table.Refusal("source,instrument,n,m,A_s,A_b,T_s,T_b\nA,pn,3,2,1,24,5,5\n", Of(quantity)));

    [Fact]
    public void A_quantity_that_was_asked_for_must_have_its_inputs_in_every_row() => Assert.Equal(
        "t.csv:3:19: found no T_s, expected a time in s greater than 0; fill it in, or leave n blank if the instrument did not observe the source",
        Table.Refusal("source,instrument,n,m,A_s,A_b,T_s,T_b\nA,pn,3,2,1,24,5,5\nA,MOS1,3,2,1,24,  ,5\n", Of(CountedQuantity.Rate)));

    /// <summary>A known background stands for the background aperture and all that belongs to it.</summary>
    [Fact]
    public void The_background_may_be_known()
    {
        DataSet data = Table.Read("source,instrument,n,b,alpha,T_s\nA,pn,3,0.75,0.9,100\nA,MOS1,0,0,0.8,50\nB,pn,4,,0.9,100\n");
        ApertureCounts counts = data.Bands[0].Counts!;
        Assert.Equal([0.75, 0], counts.KnownBackground);
        Assert.Equal([90, 40], counts.SourceFactor);
        Assert.Equal((0, 0, 0), (counts.Background.Sum(), counts.BackgroundFactor.Sum(), counts.Ratio.Sum()));
        Assert.Equal(["A"], data.Bands[0].Sources);
        Assert.Equal([Math.Log(2.25 / 90), Math.Log(0.5 / 40)], data.Bands[0].Y);
        Assert.Equal("n, b", data.CountColumns);
        Assert.Equal("counts in apertures (n, alpha, b): S is the count rate [counts/s], from T_s (--quantity chooses another)", data.Notes[0]);
    }

    [Fact]
    public void Where_both_columns_are_there_a_known_background_fills_the_blanks()
    {
        DataSet data = Table.Read("source,instrument,n,m,A_s,A_b,beta,b\nA,pn,3,2,1,24,0.1,9\nA,MOS1,1,,1,,,0.5\nB,pn,1,,1,24,0.1,\nB,MOS1,,2,1,24,0.1,3\n");
        ApertureCounts counts = data.Bands[0].Counts!;
        Assert.Equal([double.NaN, 0.5], counts.KnownBackground);
        Assert.Equal([24, 0], counts.Ratio);
        Assert.Equal([0.1, 0], counts.BackgroundFactor);
        Assert.Equal(["A"], data.Bands[0].Sources);
        Assert.Contains("columns 'm' and 'b' both tell the background: 'b', known, is used where 'm' is blank", data.Notes);
    }

    [Fact]
    public void Beside_l_a_column_b_is_a_latitude()
    {
        DataSet data = Table.Read("source,instrument,l,b,n,m,A_s,A_b\nA,pn,120,45,3,2,1,24\nA,MOS1,120,45,1,,1,24\nB,MOS1,10,-5,1,1,1,24\n");
        Assert.Equal(["A", "B"], data.Bands[0].Sources);
        Assert.Equal(2, data.Bands[0].Count);
        Assert.Contains("columns not used: 'l', 'b'", data.Notes);
    }

    /// <summary>No count is a datum in any pattern; a blank is none.</summary>
    [Fact]
    public void Zeros_are_data_and_blanks_are_not()
    {
        DataSet data = Table.Read(Small
            + "dark,pn,0,0,1,24\ndark,MOS1,0,0,1,24\nA,pn,5,0,1,24\nA,MOS1,INDEF,3,1,24\nB,pn,NaN,,,\nB,MOS1,,1,2,3\nC,pn,2,,1,24\nC,MOS1,0,7,1,24\n");
        Observations band = data.Bands[0];
        Assert.Equal(["dark", "A", "C"], band.Sources);
        Assert.Equal([0, 2, 3, 4], band.First);
        Assert.Equal([0, 0, 5, 0], band.Counts!.Source);
        Assert.Equal([0, 0, 0, 7], band.Counts.Background);
        Assert.Equal([0, 1, 0, 1], band.Instrument);
        Assert.Contains("1 source left out, observed by no instrument: 'B'", data.Notes);
    }

    [Theory]
    [InlineData("-1,2,1,24", "8", "n = -1, expected a whole number of counts from 0 to 1e15; give the counts found in the aperture, background not subtracted")]
    [InlineData("-99,2,1,24", "8", "n = -99, expected a whole number of counts from 0 to 1e15; leave the field blank if nothing was observed, or say --missing -99")]
    [InlineData("2.5,2,1,24", "8", "n = 2.5, expected a whole number of counts from 0 to 1e15; give counted photons, neither scaled nor background-subtracted")]
    [InlineData("inf,2,1,24", "8", "n = Infinity, expected a whole number of counts from 0 to 1e15; check the column; beyond that many counts √n is exact enough")]
    [InlineData("2e15,2,1,24", "8", "n = 2000000000000000, expected a whole number of counts from 0 to 1e15; check the column; beyond that many counts √n is exact enough")]
    [InlineData("3,-2,1,24", "10", "m = -2, expected a whole number of counts from 0 to 1e15; give the counts found in the aperture, background not subtracted")]
    [InlineData("3,0.1,1,24", "10", "m = 0.1, expected a whole number of counts from 0 to 1e15; give counted photons, neither scaled nor background-subtracted")]
    [InlineData("3,x,1,24", "10", "'x' in column 'm', expected a whole number of counts, 0 or more; correct it, or leave the field blank if nothing was observed")]
    [InlineData("\"3,5\",2,1,24", "8", "'3,5' in column 'n', expected a whole number of counts, 0 or more; write the decimal comma as a point")]
    [InlineData("3,2,0,24", "12", "A_s = 0, expected an area greater than 0; correct it")]
    [InlineData("3,2,1,", "14", "no A_b, expected an area greater than 0; fill it in")]
    [InlineData("3,2,1,24,0", "17", "alpha = 0, expected a PSF fraction (0 < alpha ≤ 1); give the fraction of the source's photons inside the source aperture")]
    [InlineData("3,2,1,24,1,0", "19", "E_s = 0, expected an exposure in cm² s greater than 0; correct it, or leave n blank if the instrument did not observe the source")]
    [InlineData("3,2,1,24,1,1e-300,1e300", "19", "E_s = 1E-300, expected an exposure in cm² s from 1e-30 to 1e30; correct it, or leave n blank if the instrument did not "
        + "observe the source")]
    public void A_field_at_fault_is_refused_with_its_place(string fields, string column, string message)
    {
        string[] rest = [",1,1,1", ",1,1", ",1"];
        int given = fields.Replace("\"3,5\"", "3", StringComparison.Ordinal).Count(c => c == ',') - 3;
        string row = given < 3 ? fields + rest[given] : fields;
        Assert.Equal($"t.csv:3:{column}: found {message}", Table.Refusal($"source,instrument,n,m,A_s,A_b,alpha,E_s,E_b\nA,pn,1,2,1,24,1,1,1\nA,MOS1,{row}\n"));
    }

    [Theory]
    [InlineData("-1", "b = -1, expected the background counts expected in the source aperture, 0 or more; give the counts that the background alone would bring, not those "
        + "of the source")]
    [InlineData("-999", "b = -999, expected the background counts expected in the source aperture, 0 or more; leave the field blank if nothing was observed, or say "
        + "--missing -999")]
    [InlineData("inf", "b = Infinity, expected the background counts expected in the source aperture, 0 or more; give the counts that the background alone would bring, not "
        + "those of the source")]
    public void A_known_background_is_0_or_more(string field, string message) =>
        Assert.Equal($"t.csv:3:8: found {message}", Table.Refusal($"source,instrument,n,b\nA,pn,1,2\nA,MO,1,{field}\n"));

    [Fact]
    public void Numbers_that_stand_for_nothing_are_blank_where_told()
    {
        DataSet data = Table.Read(Small + "A,pn,-99,2,1,24\nA,MOS1,1,2,1,24\nB,pn,3,-99,1,24\nB,MOS1,0,0,1,24\nC,pn,99999,0,1,24\n", new ReadOptions(Missing: [-99]));
        Assert.Equal([1, 0, 99999], data.Bands[0].Counts!.Source);
        Assert.Contains("2 values of -99 taken as missing", data.Notes);
    }

    [Theory]
    [InlineData("source,instrument,n,m\nA,pn,1,2\n", "1:1: found no column A_s, expected columns n, m, A_s, A_b; add it, or rename the column that holds it")]
    [InlineData("source,instrument,n,m,A_s,Ab\nA,pn,1,2,1,24\n", "1:1: found no column A_b, expected columns n, m, A_s, A_b; if 'Ab' holds it, rename it to A_b")]
    [InlineData("source,instrument,n,m,A_s,A_b,T_s\nA,pn,1,2,1,24,5\n", "1:31: found a column T_s without T_b, expected both T_s and T_b; add T_b; if both apertures share "
        + "it, repeat it")]
    [InlineData("source,instrument,n,m,A_s,A_b,aplha\nA,pn,1,2,1,24,1\n", "1:31: found a column 'aplha' and none called alpha, expected the parameters of aprates as they "
        + "are spelt: n, "
        + "A_s, alpha, T_s, E_s, eng_s, flux_s, m, A_b, beta, T_b, E_b, eng_b, flux_b, conf; did you mean alpha? rename the column; if it is something else, give it another name")]
    [InlineData("source,instrument,n,N,m,A_s,A_b\nA,pn,1,1,2,1,24\n", "1:21: found 2 columns 'n', 'N', expected one column n; capital and small letters do not tell columns "
        + "apart: rename those that are something else")]
    [InlineData("source,n,m,A_s,A_b\nA,1,2,1,24\n", "1:1: found the columns 'source', 'n', 'm', 'A_s', 'A_b', expected a column 'instrument'; rename the column that names "
        + "the instruments")]
    [InlineData("source,instrument,n,m,A_s,A_b\nA,pn,1,2,1,24\nA,pn,1,2,1,24\n", "3:1: found instrument 'pn' and source 'A' a second time (first on line 2), expected one "
        + "row for each instrument, source and band; another observation of it is a source of its own: join the columns that tell them apart (--columns source=SOURCE+OBS_ID), "
            + "or add a column 'band'; a copy of the row is to be removed")]
    [InlineData("source,instrument,n,m,A_s,A_b\nA,pn,1,2,1,24\nB,pn,0,2,1,24\n", " found observations by a single instrument, 'pn', expected observations by at least two "
        + "instruments; with one instrument there is nothing to compare: add another's observations")]
    [InlineData("source,instrument,n,m,A_s,A_b\nA,pn,,2,1,24\nB,pn,0,,1,24\n", " found no observation (counts are blank in every row), expected observations by at least two "
        + "instruments; fill in the counts of both apertures, or those of the source aperture and b")]
    public void A_table_at_fault_is_refused(string text, string message) => Assert.Equal($"t.csv:{message}", Table.Refusal(text));

    [Fact]
    public void Columns_match_in_any_case_and_order()
    {
        Observations small = Table.Read(Full).Bands[0];
        Observations big = Table.Read(Full.Replace(Header, Header.ToUpperInvariant(), StringComparison.Ordinal)).Bands[0];
        Assert.Equal(small.Y, big.Y);
        Assert.Equal("N, M", Table.Read("INSTRUMENT,Source,M,N,a_b,a_s\npn,A,1,2,24,1\nMOS1,A,1,2,24,1\n").CountColumns);
    }

    [Fact]
    public void A_band_is_a_table_of_its_own_and_bands_are_joined_with_their_counts()
    {
        const string Text = "source,instrument,band,n,m,A_s,A_b\nA,pn,0.5-2,3,2,1,24\nA,pn,2-10,1,0,1,12\nA,MOS1,0.5-2,2,1,1,24\nB,pn,2-10,0,0,1,12\nA,MOS1,2-10,7,5,1,12\n";
        DataSet data = Table.Read(Text);
        Assert.Equal([[3, 2], [1, 7, 0]], data.Bands.Select(band => band.Counts!.Source));
        Assert.Equal([[24, 24], [12, 12, 12]], data.Bands.Select(band => band.Counts!.Ratio));
        Priors[] priors = [Priors.Uniform(2, 0.05, 1.5, 0.01), Priors.Uniform(2, 0.05, 1.5, 0.01)];
        JointBands joint = JointBands.Of(data, priors, BandTie.Parse("0.8", null!));
        Assert.Equal([3, 2, 1, 7, 0], joint.Observations.Counts!.Source);
        Assert.Equal([2, 1, 0, 5, 0], joint.Observations.Counts.Background);
        Assert.Equal([24, 24, 12, 12, 12], joint.Observations.Counts.Ratio);
        Assert.Equal([1, 1, 1, 1, 1], joint.Observations.Counts.SourceFactor);
        Assert.Equal([3, 2], Table.Read(Text, new ReadOptions(Band: "0.5-2.0")).Bands.Single().Counts!.Source);
        Assert.Equal([2, 7], Table.Read(Text + "A,EPIC,0.5-2,1,1,1,1\nA,EPIC,2-10,1,1,1,1\n", new ReadOptions(Instruments: ["MOS1", "EPIC"])).Bands
            .Select(band => band.Counts!.Source[0]));
    }

    /// <summary>A value that is told by its name is read as before; the counts beside it only where they are asked for.</summary>
    [Theory]
    [InlineData("counts")]
    [InlineData("flux")]
    [InlineData("flux_aper")]
    public void A_value_column_comes_before_counts(string value)
    {
        string text = $"source,instrument,n,m,A_s,A_b,{value}\nA,pn,3,2,1,24,5\nA,MOS1,0,1,1,24,7\n";
        DataSet data = Table.Read(text);
        Assert.Null(data.Bands[0].Counts);
        Assert.Equal([Math.Log(5), Math.Log(7)], data.Bands[0].Y);
        Assert.Equal("n, m", data.CountColumns);
        DataSet counts = Table.Read(text, Of(CountedQuantity.Counts));
        Assert.Equal([3, 0], counts.Bands[0].Counts!.Source);
        Assert.Contains($"columns not used: '{value}'", counts.Notes);
        Assert.Equal([Math.Log(3), Math.Log(9)], Table.Read("source,instrument,n,m,A_s,A_b,net\nA,pn,3,2,1,24,3\nA,MOS1,0,1,1,24,9\n", new ReadOptions(Value: "net")).Bands[0].Y);
    }

    /// <summary>What was refused, or was no value, gives way: two value columns, and the mean flux a photon.</summary>
    [Theory]
    [InlineData("flux_a,flux_b1")]
    [InlineData("flux_s,flux_b")]
    [InlineData("src_cnts,src_rate")]
    public void Columns_that_do_not_tell_a_value_do_not_stand_in_the_way(string names) =>
        Assert.Equal([3, 0], Table.Read($"source,instrument,n,m,A_s,A_b,{names}\nA,pn,3,2,1,24,5,6\nA,MOS1,0,1,1,24,7,8\n").Bands[0].Counts!.Source);

    [Fact]
    public void A_zero_beside_counts_points_to_them() => Assert.Equal(
        "t.csv:3:17: found 0 in column 'flux_aper', expected a number greater than 0; zero has no logarithm: leave the field blank, or fit the counts themselves (columns n, m): "
            + "--quantity counts|rate|photflux|eflux",
        Table.Refusal("source,instrument,n,m,A_s,A_b,flux_aper\nA,pn,3,2,1,24,5\nA,MOS1,0,1,1,24,0\n"));

    /// <summary>Where no column names instruments n and m are columns of a matrix, as before.</summary>
    [Fact]
    public void A_matrix_is_not_pointed_to_counts() => Assert.Equal(
        "t.csv:2:3: found 0 in column 'n', expected a number greater than 0; a zero count has no logarithm: leave the field blank, or turn source and background counts into "
            + "fluxes first (gpuconcord aprates)",
        Table.Refusal("id,n,m,A_s\nA,0,2,3\n"));

    [Theory]
    [InlineData("flux", null, false, "--value: found beside --quantity counts, expected one of the two; a table is read for its values or for its counts (columns n, m)")]
    [InlineData(null, "e", false, "--error: found with counts in apertures (columns n, m of t.csv), expected with a value column; leave it out, or choose the values with --value")]
    [InlineData(null, null, true, "--log: found with counts in apertures (columns n, m of t.csv), expected with a value column; leave it out, or choose the values with --value")]
    public void Options_of_values_do_not_go_with_counts(string? value, string? error, bool log, string message)
    {
        ReadOptions options = new(Value: value, Error: error, Log: log ? LogChoice.Ten : LogChoice.AsNamed, CountsBecause: value is null ? null : "--quantity counts");
        Assert.Equal(message, Assert.Throws<UsageException>(() => Table.Read(Small + Rows, options)).Message);
    }

    [Theory]
    [InlineData("source,instrument,flux\nA,pn,1\nA,MOS1,2\n")]
    [InlineData("source,pn,MOS1\nA,1,2\n")]
    [InlineData("source,instrument,n,flux\nA,pn,1,1\nA,MOS1,2,2\n")]
    public void Counts_that_are_asked_for_must_be_there(string text)
    {
        string message = Assert.Throws<UsageException>(() => Table.Read(text, new ReadOptions(CountsBecause: "--quantity rate"))).Message;
        Assert.StartsWith("--quantity rate: found with t.csv, which has the columns 'source', ", message, StringComparison.Ordinal);
        Assert.EndsWith("expected counts in apertures (columns n and m, with A_s and A_b, or n and b, the known background); leave it out to fit values, or add those "
            + "columns", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_is_read_alike()
    {
        byte[] bytes = await BytesAsync(
        [
            Column("source", "A", "A", "B", "B"), Column("instrument", "pn", "MOS1", "pn", "MOS1"), Column<int?>("n", 3, 0, null, 2), Column("m", 2L, 1L, 0L, 4L),
            Column("A_s", 1.0, 1.0, 1.0, 1.0), Column("A_b", 24.0, 24.0, 24.0, 24.0), Column("E_s", 5f, 5f, 5f, 5f), Column("E_b", 5f, 5f, 5f, 5f),
        ]);
        Observations band = ParquetTable.Read(bytes).Bands[0];
        Assert.Equal([3, 0, 2], band.Counts!.Source);
        Assert.Equal([2, 1, 4], band.Counts.Background);
        Assert.Equal([5, 5, 5], band.Counts.SourceFactor);
        Assert.Equal("photon/cm2/s", band.Unit);
    }

    [Fact]
    public void The_factors_are_those_of_the_photometry()
    {
        ApertureParameters source = new()
        {
            N = 3,
            M = 12,
            SourceArea = 196.689,
            BackgroundArea = 4720.5,
            Alpha = 0.953,
            Beta = 0.029,
            SourceExposure = 1.5e7,
            BackgroundExposure = 1.25e7,
        };
        ApertureProblem problem = source.Problem(ApertureQuantity.PhotonFlux);
        ApertureCounts counts = Table.Read(Full).Bands[0].Counts!;
        Assert.Equal((problem.F, problem.G, problem.R), (counts.SourceFactor[2], counts.BackgroundFactor[2], counts.Ratio[2]));
    }

    private static ReadOptions Of(CountedQuantity quantity) => new(Quantity: quantity, CountsBecause: $"--quantity {quantity.Word()}");
}
