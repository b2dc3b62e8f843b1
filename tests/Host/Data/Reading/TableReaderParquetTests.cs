using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Simulation;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Simulation;
using Parquet.Schema;
using Xunit;
using static GpuConcord.Tests.Host.Data.Reading.ParquetTable;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Parquet tables: the same observations as from CSV, and what is refused.</summary>
public sealed class TableReaderParquetTests
{
    private const string Cut = "check that it was written in full";

    [Fact]
    public async Task A_fit_is_the_same_bit_for_bit_from_either_format()
    {
        SimulationPlan plan = SimulatorTests.Plan(ErrorModel.LogNormal) with { Bands = ["soft", "hard"], Missing = 0.2 };
        IReadOnlyList<SimulatedBand> bands = Simulator.Run(plan);
        using MemoryStream csv = new();
        await SimulationFiles.WriteTableAsync(plan, bands, "1.2.3", TableFormats.Standard.Text, csv, TestContext.Current.CancellationToken);
        using MemoryStream parquet = new();
        await SimulationFiles.WriteTableAsync(plan, bands, "1.2.3", TableFormats.Standard.ByName("t.parquet"), parquet, TestContext.Current.CancellationToken);

        DataSet text = Table.Read(csv.ToArray()), binary = Read(parquet.ToArray());
        Assert.Equal((text.Layout, text.Bands.Count), (binary.Layout, binary.Bands.Count));
        Assert.Equal(text.Instruments, binary.Instruments);
        Assert.Equal(text.Notes, binary.Notes);
        Assert.NotEqual(text.Sha256, binary.Sha256);
        using Device device = Device.OpenSimd();
        foreach ((Observations fromText, Observations fromBinary) in text.Bands.Zip(binary.Bands))
        {
            Assert.Equal((fromText.Band, fromText.Quantity, fromText.Unit), (fromBinary.Band, fromBinary.Quantity, fromBinary.Unit));
            Assert.Equal(fromText.Sources, fromBinary.Sources);
            Assert.Equal(fromText.Variance, fromBinary.Variance);
            Fit first = Run(fromText), second = Run(fromBinary);
            Assert.Equal(first.LogArea, second.LogArea);
            Assert.Equal(first.Variance, second.Variance);
            Assert.Equal(first.Fluxes.Q97_5, second.Fluxes.Q97_5);
        }

        Fit Run(Observations observations) => FitParts.Run(
            observations,
            Priors.Uniform(observations.InstrumentCount, 0.05, 2, 0.02),
            new FitOptions { Chains = 4, Draws = 50, WarmUp = 50 },
            device,
            null,
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Rows_are_gathered_over_row_groups_of_any_length()
    {
        (DataField Field, Array Values)[] columns = new[]
        {
            Column("instrument", "a", "b", "a", "b", "a", "b", "b"), Column("source", "S1", "S1", "S2", "S2", "S3", "S3", "S4"),
            Column("flux", 1.0, 2, 3, 4, 5, 6, 7),
        };
        string[] whole = Table.Lines(Read(await BytesAsync(columns)).Bands[0]);
        Assert.Equal(7, whole.Length);
        foreach (int length in new[] { 1, 2, 3, 6 })
        {
            Assert.Equal(whole, Table.Lines(Read(await BytesAsync(columns, length)).Bands[0]));
        }
    }

    [Fact]
    public async Task Numbers_of_any_type_will_do()
    {
        (DataField, Array)[] values = [Column<float>("flux", 2, 3), Column<int>("flux", 2, 3), Column<long>("flux", 2, 3), Column<short>("flux", 2, 3), Column<byte>("flux", 2, 3),
            Column<decimal>("flux", 2, 3), Column<int?>("flux", 2, 3)];
        foreach ((DataField, Array) value in values)
        {
            Assert.Equal([Math.Log(2), Math.Log(3)], Read(await BytesAsync([Column("instrument", "a", "b"), Column("source", "S", "S"), value])).Bands[0].Y);
        }
    }

    [Fact]
    public async Task Whole_numbers_serve_as_names_and_text_is_trimmed()
    {
        DataSet data = Read(await BytesAsync([Column("instrument", " pn ", "MOS1", "pn", "MOS1"), Column<long>("source", 204, 204, -7, -7),
            Column("band", "soft", "soft  ", "soft", "soft"), Column("flux", 1.0, 2, 3, 4)]));
        Assert.Equal(["pn", "MOS1"], data.Instruments);
        Assert.Equal(["204", "-7"], data.Bands.Single().Sources);
        Assert.Equal("soft", data.Bands[0].Band);
    }

    [Fact]
    public async Task What_is_blank_in_CSV_is_null_or_not_a_number_here()
    {
        DataSet data = Read(await BytesAsync([
            Column("instrument", "a", "b", "a", "b", "a", "b"), Column("source", "S", "S", "T", "T", "U", "U"),
            Column<double?>("log_counts", 1, 2, null, 3, double.NaN, double.NegativeInfinity), Column<double?>("log_counts_err", 0.1, 0.1, null, 0.1, null, null)]));
        Assert.Equal(["a S 1", "b S 2", "b T 3"], Table.Lines(data.Bands[0]));
        Assert.Equal(3, data.Bands[0].Variance!.Length);
        Assert.Equal(["1 source left out, observed by no instrument: 'U'", Unsummed], data.Notes);
    }

    [Fact]
    public async Task A_matrix_reads_like_one_in_CSV()
    {
        DataSet data = Read(await BytesAsync([Column("source", "S", "T"), Column("pn", 12.0, 14), Column<double?>("MOS1", 11, null)]));
        Assert.Equal(TableLayout.Matrix, data.Layout);
        Assert.Equal(Table.Lines(Table.Read("source,pn,MOS1\nS,12,11\nT,14,\n").Bands[0]), Table.Lines(data.Bands[0]));
        Assert.Equal(
            "t.parquet: row 2: found source 'S' a second time (first on row 1), expected one row a source; another observation of it is a source of its own: give it a name of "
                + "its own, or say --columns source=COLUMN,INSTRUMENT=COLUMN,...; a copy of the row is to be removed",
            await RefusalAsync(Column("source", "S", "S"), Column("pn", 12.0, 14), Column("MOS1", 11.0, 10)));
    }

    [Theory]
    [InlineData(0.0, "0", "zero has no logarithm: leave the field blank if the source was not detected")]
    [InlineData(-1e-13, "-1E-13", "leave the field blank if the source was not detected; if these are logarithms, say --log 10 or --log e")]
    public async Task A_flux_must_be_greater_than_0(double flux, string found, string advice) => Assert.Equal(
        $"t.parquet: row 3: found {found} in column 'flux', expected a number greater than 0; {advice}",
        await RefusalAsync(Column("instrument", "a", "b", "a"), Column("source", "S", "S", "T"), Column("flux", 1.0, 2, flux)));

    [Fact]
    public async Task A_row_at_fault_is_counted_over_row_groups()
    {
        byte[] bytes = await BytesAsync([Column("instrument", "a", "b", "a", "b"), Column("source", "S", "S", "T", "T"), Column("flux", 1.0, 2, 3, double.PositiveInfinity)], 3);
        Assert.Equal("t.parquet: row 4: found 'Infinity' in column 'flux', expected a number greater than 0; correct it, or leave the field blank if nothing was "
            + "observed", Refusal(bytes));
    }

    [Fact]
    public async Task A_name_must_be_there()
    {
        Assert.Equal(
            "t.parquet: row 2: found a blank field in column 'instrument', expected the name of an instrument; fill it in, or remove the row",
            await RefusalAsync(Column("instrument", "a", null!), Column("source", "S", "S"), Column("flux", 1.0, 2)));
        Assert.Equal(
            "t.parquet: row 1: found a blank field in column 'source', expected the name of a source; fill it in, or remove the row",
            await RefusalAsync(Column("instrument", "a", "b"), Column<int?>("source", null, 3), Column("flux", 1.0, 2)));
    }

    [Fact]
    public async Task A_duplicate_is_named_with_both_rows() => Assert.Equal(
        "t.parquet: row 3: found instrument 'a' and source 'S' a second time (first on row 1), expected one row for each instrument, source and band; another "
            + "observation of it is a source of its own: join the columns that tell them apart (--columns source=SOURCE+OBS_ID), or add a column 'band'; a copy of the row is to "
                + "be "
            + "removed",
        await RefusalAsync(Column("instrument", "a", "b", "a"), Column("source", "S", "S", "S"), Column("flux", 1.0, 2, 3)));

    [Fact]
    public async Task Known_variances_need_every_error()
    {
        byte[] bytes = await BytesAsync([Column("instrument", "a", "b"), Column("source", "S", "S"), Column("flux", 1.0, 2), Column<double?>("flux_err", 0.1, null)]);
        Assert.Equal(
            "t.parquet: row 2: found a blank field in column 'flux_err' beside a value, expected a 1σ error greater than 0, because known variances were asked for; give the "
                + "error, leave the value blank too, or fit the variances (--variances fitted)",
            Refusal(bytes, new ReadOptions(RequireErrors: true)));
    }

    [Fact]
    public async Task A_column_of_the_wrong_type_is_refused_where_it_is_used()
    {
        ((DataField Field, Array Values) instrument, (DataField Field, Array Values) source, (DataField Field, Array Values) flux) =
            (Column("instrument", "a", "b"), Column("source", "S", "S"), Column("flux", 1.0, 2));
        Assert.Equal("t.parquet: found text in column 'flux', expected numbers; convert the column to numbers", await RefusalAsync(instrument, source, Column("flux", "1", "2")));
        Assert.Equal("t.parquet: found truth values in column 'flux', expected numbers; convert the column to numbers",
            await RefusalAsync(instrument, source, Column("flux", true, false)));
        Assert.Equal("t.parquet: found values of type DateTime in column 'flux', expected numbers; convert the column to numbers",
            await RefusalAsync(instrument, source, Column("flux", DateTime.UnixEpoch, DateTime.UnixEpoch)));
        Assert.Equal("t.parquet: found numbers with fractions in column 'source', expected text or whole numbers; convert the column to text",
            await RefusalAsync(instrument, Column("source", 1.0, 1.0), flux));
        DataSet unused = Read(await BytesAsync([instrument, source, flux, Column("seen", DateTime.UnixEpoch, DateTime.UnixEpoch)]));
        Assert.Equal(["columns not used: 'seen'", Unsummed], unused.Notes);
    }

    [Fact]
    public async Task A_missing_column_is_proposed()
    {
        Assert.Equal(
            "t.parquet: found the columns 'instrment', 'source', 'flux', expected a column 'instrument'; is 'instrment' meant? rename it to instrument",
            await RefusalAsync(Column("instrment", "a", "b"), Column("source", "S", "S"), Column("flux", 1.0, 2)));
        Assert.Equal(
            "t.parquet: found the columns 'instrument', 'source', 'flux', expected the column 'fluxx' of --value; did you mean 'flux'?",
            Refusal(await BytesAsync([Column("instrument", "a", "b"), Column("source", "S", "S"), Column("flux", 1.0, 2)]), new ReadOptions(Value: "fluxx")));
    }

    [Fact]
    public async Task A_table_without_rows_is_refused() => Assert.Equal(
        "t.parquet: found no row, expected at least one row of data; check that the table was written in full",
        await RefusalAsync(Column<string>("instrument"), Column<string>("source"), Column<double>("flux")));

    [Fact]
    public void A_name_that_promises_Parquet_is_held_to_it()
    {
        Assert.Equal($"t.parquet: found an empty file, expected a Parquet file, as its name says; {Cut}; a CSV table needs a name that does not end in .parquet or "
            + ".pq", Refusal([]));
        Assert.Equal(
            $"t.parquet: found a file that does not begin as Parquet, expected a Parquet file, as its name says; {Cut}; a CSV table needs a name that does not end in .parquet "
                + "or .pq",
            Refusal(Encoding.UTF8.GetBytes("instrument,source,flux\n")));
    }

    [Fact]
    public async Task Parquet_is_told_by_its_content_whatever_its_name()
    {
        byte[] bytes = await BytesAsync([Column("instrument", "a", "b"), Column("source", "S", "S"), Column("flux", 1.0, 2)]);
        Assert.Equal(2, Table.Read(bytes).Bands[0].Count);
    }

    /// <summary>Cut anywhere, or with any byte of its pages changed, a file is read or refused in words; nothing else happens.</summary>
    [Fact]
    public async Task A_damaged_file_is_refused_in_words()
    {
        byte[] bytes = await BytesAsync([Column("instrument", "a", "b", "a"), Column("source", "S", "S", "T"), Column<double?>("flux", 1.0, 2, null)], 2);
        for (int length = 4; length < bytes.Length; length++)
        {
            Assert.StartsWith("t.parquet: found that it cannot be read as Parquet (", Refusal(bytes[..length]), StringComparison.Ordinal);
        }

        int footer = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);
        for (int at = 4; at < footer; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0x55;
            Assert.True(Record.Exception(() => Read(damaged)) is null or DataException, $"byte {at}: {Record.Exception(() => Read(damaged))}");
        }
    }
}
