using System.Buffers.Binary;
using System.IO.Compression;
using GpuConcord.Host.Corrections;
using GpuConcord.Host.Corrections.Arfs;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Tables.Fits.Headers;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Corrections.Arfs;

/// <summary>ARFs made by astropy (tests/data/arf) through the correction and back, byte by byte.</summary>
public sealed class ArfTests : IDisposable
{
    private static readonly CorrectionOrigin Origin = new("gpuconcord 0.1.0", "results", new string('a', 64), "data", 7, DateTimeOffset.UnixEpoch);

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("pn.arf", "pn")]
    [InlineData("MOS1.arf", "MOS1")]
    public void Areas_are_multiplied_and_every_other_byte_is_kept(string name, string instrument)
    {
        RunFactors factors = Factors(null);
        byte[] before = File.ReadAllBytes(Data(name));
        CorrectedArf corrected = Correct(Data(name), instrument, factors);
        double factor = factors.Bands[0].Factor(factors.Bands[0].IndexOf(instrument), null);
        Assert.Equal((factor, factor, 0), (corrected.LeastFactor, corrected.GreatestFactor, corrected.BinsOutside));

        byte[] after = corrected.Bytes;
        (FitsHdu old, FitsHdu made) = (Table(before), Table(after));
        Assert.Equal(before.AsSpan(0, (int)old.HeaderOffset), after.AsSpan(0, (int)made.HeaderOffset));
        Assert.Equal(before.AsSpan((int)old.End), after.AsSpan((int)made.End));
        int moved = (int)(made.DataOffset - old.DataOffset);
        Assert.True(moved % 2880 == 0 && moved >= 0);
        bool wide = name is "MOS1.arf";
        int row = wide ? 24 : 12, cell = wide ? 16 : 8;
        double sumBefore = 0, sumAfter = 0;
        for (int bin = 0; bin < 60; bin++)
        {
            int at = (int)old.DataOffset + bin * row;
            Assert.Equal(before.AsSpan(at, cell), after.AsSpan(at + moved, cell));
            double area = Number(before, at + cell, wide), product = Number(after, at + moved + cell, wide);
            Assert.Equal(wide ? area * factor : (float)(area * factor), product);
            (sumBefore, sumAfter) = (sumBefore + area, sumAfter + product);
        }

        Assert.Equal(factor, sumAfter / sumBefore, wide ? 1e-15 : 1e-8);

        // Cards are kept but for the checksums and what is added at the end.
        IEnumerable<string> kept = old.Header.Cards.Where(card => card.Keyword is not ("CHECKSUM" or "DATASUM") && card.Raw.Trim().Length > 0).Select(card => card.Raw);
        Assert.Equal(kept, made.Header.Cards.Where(card => card.Keyword is not ("CHECKSUM" or "DATASUM")).Select(card => card.Raw).Take(kept.Count()));
        Assert.Equal(name is "pn.arf", made.Header.Find("CHECKSUM") is not null);
        Assert.Equal(old.Header.Find("CHECKSUM")?.Value is string, made.Header.Find("DATASUM")?.Value is string);
        if (name is "pn.arf")
        {
            Assert.Equal(uint.MaxValue, FitsSums.Add(after.AsSpan((int)made.HeaderOffset, (int)(made.End - made.HeaderOffset))));
        }
    }

    [Fact]
    public void The_header_says_what_was_done_by_what_and_by_which_run()
    {
        RunFactors factors = Factors(null);
        FitsHeader header = Table(Correct(Data("pn.arf"), "pn", factors).Bytes).Header;
        Assert.Equal(new string('a', 64), header.Text("GPUCRUN"));
        Assert.Equal("pn", header.Text("GPUCINST"));
        Assert.Equal(factors.Bands[0].Factor(0, null), header.Find("GPUCFACT")!.Value);
        Assert.Null(header.Find("GPUCDRAW"));
        string history = string.Join(' ', header.Cards.Where(card => card.Keyword is "HISTORY").Select(card => card.Comment));
        Assert.Contains(
            "gpuconcord 0.1.0 apply, 1970-01-01T00:00:00Z: SPECRESP multiplied by exp(B - b), the effective area of pn over the nominal one: its posterior median.", history,
            StringComparison.Ordinal);
        Assert.Contains("Run results of data data, seed 7; SHA-256 of its run.json in GPUCRUN.", history, StringComparison.Ordinal);
        Assert.All(header.Cards.Where(card => card.Keyword is "HISTORY"), card => Assert.Equal(80, card.Raw.Length));

        header = Table(Correct(Data("pn.arf"), "pn", factors, 7).Bytes).Header;
        Assert.Equal(7L, header.Find("GPUCDRAW")!.Value);
        Assert.Equal(factors.Bands[0].Factor(0, 7), header.Find("GPUCFACT")!.Value);
    }

    [Fact]
    public void Several_bands_make_a_factor_an_energy()
    {
        RunFactors factors = Factors("0.2-1.0", "1.0-4.0");
        byte[] after = Correct(Data("MOS1.arf"), "MOS1", factors, 3).Bytes;
        (double low, double high) = (factors.Bands[0].Factor(1, 3), factors.Bands[1].Factor(1, 3));
        byte[] before = File.ReadAllBytes(Data("MOS1.arf"));
        int data = (int)Table(before).DataOffset, moved = (int)Table(after).DataOffset - data, between = 0;
        for (int bin = 0; bin < 60; bin++)
        {
            int at = data + bin * 24;
            double energy = (Number(before, at, wide: true) + Number(before, at + 8, wide: true)) / 2;
            double share = Math.Clamp(Math.Log(energy / Math.Sqrt(0.2)) / Math.Log(2 / Math.Sqrt(0.2)), 0, 1);
            between += share is > 0 and < 1 ? 1 : 0;
            Assert.Equal(Math.Pow(low, 1 - share) * Math.Pow(high, share), Number(after, at + moved + 16, wide: true) / Number(before, at + 16, wide: true), 1e-13);
        }

        Assert.InRange(between, 15, 45);
        FitsHeader header = Table(after).Header;
        Assert.Null(header.Find("GPUCFACT"));
        Assert.Contains(header.Cards, card => card.Comment.StartsWith("Bands were fitted separately", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gzipped_ARF_gives_what_the_plain_one_does()
    {
        using (FileStream zipped = File.Create(scratch["pn.arf.gz"]))
        using (GZipStream zip = new(zipped, CompressionLevel.Fastest))
        {
            zip.Write(File.ReadAllBytes(Data("pn.arf")));
        }

        RunFactors factors = Factors(null);
        Assert.Equal(Correct(Data("pn.arf"), "pn", factors).Bytes, Correct(scratch["pn.arf.gz"], "pn", factors).Bytes);
    }

    [Theory]
    [InlineData("rmf.fits", "rmf.fits[MATRIX]: found a response matrix (RMF)")]
    [InlineData("vector.arf", "vector.arf[SPECRESP]: column SPECRESP: found vectors (TFORM3 = '2E')")]
    [InlineData("scaled.arf", "column SPECRESP: found scaled numbers (TSCAL3 or TZERO3)")]
    [InlineData("two.arf", "found 2 tables with a column SPECRESP")]
    [InlineData("spectrum.pha", "spectrum.pha[SPECTRUM]: found a spectrum (PHA), expected an ARF: one binary table with a column SPECRESP; name its ARF, pn.arf")]
    [InlineData("README.md", "found a file that does not begin as FITS")]
    [InlineData("absent.arf", "found no such file")]
    public void What_is_no_ARF_is_refused_by_name(string name, string message) =>
        Assert.Contains(message, Assert.Throws<DataException>(() => Arf.Read(Data(name))).Message, StringComparison.Ordinal);

    /// <summary>What the header says of the unit holds: the numbers in the file stay as they are.</summary>
    [Theory]
    [InlineData("eV", 1e-3)]
    [InlineData("kev", 1.0)]
    public void Energies_are_read_in_the_unit_of_the_header(string unit, double inKev)
    {
        File.WriteAllBytes(scratch["unit.arf"], WithUnit(unit));
        Arf arf = Arf.Read(scratch["unit.arf"]);
        FitsHdu table = Table(File.ReadAllBytes(Data("ev.arf")));
        Assert.Equal("eV", table.Header.Text("TUNIT1"));
        Arf plain = Arf.Read(Data("ev.arf"));
        Assert.True(arf.Bins > 0);
        for (int bin = 0; bin < arf.Bins; bin++)
        {
            Assert.Equal(plain.Energy(bin) * 1e3 * inKev, arf.Energy(bin), 1e-9 * arf.Energy(bin));
        }
    }

    [Fact]
    public void Another_unit_of_energies_is_refused()
    {
        File.WriteAllBytes(scratch["unit.arf"], WithUnit("Hz"));
        DataException fault = Assert.Throws<DataException>(() => Arf.Read(scratch["unit.arf"]));
        Assert.Contains("column ENERG_LO: found unit 'Hz', expected keV or eV; write", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The file in eV with another unit in its header.</summary>
    private static byte[] WithUnit(string unit)
    {
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Data("ev.arf")));
        foreach (int column in (int[])[1, 2])
        {
            int card = text.IndexOf($"TUNIT{column}  = '", StringComparison.Ordinal);
            int value = text.IndexOf('\'', card) + 1, end = text.IndexOf('\'', value);
            text = text[..value] + unit.PadRight(end - value) + text[end..];
        }

        return System.Text.Encoding.Latin1.GetBytes(text);
    }

    [Theory]
    [InlineData(0, "an empty file")]
    [InlineData(2000, "ends 880 bytes too soon")]
    [InlineData(2880 + 1000, "the end of the file")]
    [InlineData(8640 + 700, "ends 20 bytes too soon")]
    public void A_file_cut_short_is_refused(int length, string message)
    {
        File.WriteAllBytes(scratch["cut.arf"], File.ReadAllBytes(Data("pn.arf"))[..length]);
        Assert.Contains(message, Assert.Throws<DataException>(() => Arf.Read(scratch["cut.arf"])).Message, StringComparison.Ordinal);
    }

    /// <summary>Any byte of a header may be wrong: the file is corrected all the same, or refused in words.</summary>
    [Fact]
    public void Damaged_headers_end_in_words()
    {
        byte[] whole = File.ReadAllBytes(Data("pn.arf"));
        RunFactors factors = Factors(null);
        Random random = new(3);
        int refused = 0;
        for (int k = 0; k < 1000; k++)
        {
            byte[] damaged = [.. whole];
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                damaged[random.Next(2880, 8640 - 1600)] = (byte)"0123456789 -.'=EDPTAZ\0"[random.Next(22)];
            }

            File.WriteAllBytes(scratch["damaged.arf"], damaged);
            try
            {
                Assert.True(Correct(scratch["damaged.arf"], "pn", factors).Bytes.Length >= whole.Length);
            }
            catch (DataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 50, 950);
    }

    [Fact]
    public void What_was_corrected_is_not_corrected_again()
    {
        File.WriteAllBytes(scratch["again.arf"], Correct(Data("pn.arf"), "pn", Factors(null)).Bytes);
        Assert.Contains("has corrected already", Assert.Throws<DataException>(() => Arf.Read(scratch["again.arf"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Energies_outside_all_bands_are_refused_and_outside_some_are_counted()
    {
        Assert.InRange(Correct(Data("pn.arf"), "pn", Factors("1.0-2.0")).BinsOutside, 40, 55);
        DataException fault = Assert.Throws<DataException>(() => Correct(Data("pn.arf"), "pn", Factors("20-50")));
        Assert.Contains("expected some within the bands (20-50 keV)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_instrument_is_told_by_keywords_or_asked_for()
    {
        RunFactors factors = Factors(null);
        Assert.Equal(("pn", "INSTRUME = EPN"), (ArfInstrument.Of(Arf.Read(Data("pn.arf")), factors).Name, ArfInstrument.Of(Arf.Read(Data("pn.arf")), factors).Told));
        UsageException fault = Assert.Throws<UsageException>(() => ArfInstrument.Of(Arf.Read(Data("unknown.arf")), factors));
        Assert.Contains(
            "found INSTRUME = 'ACIS' of TELESCOP = 'XMM', expected one that names an instrument of the run ('pn', 'MOS1', 'MOS2')", fault.Message, StringComparison.Ordinal);
    }

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "data", "arf", name);

    private static CorrectedArf Correct(string file, string instrument, RunFactors factors, int? draw = null) =>
        CorrectedArf.Make(Arf.Read(file), instrument, factors, BandEnergies.Parse([], factors), draw, Origin);

    private static RunFactors Factors(params string?[]? bands)
    {
        Fit[] fits =
        [
            .. (bands ?? [null]).Select((band, k) =>
                HandMade.Fit(HandMade.Observations(band, ["pn", "MOS1", "MOS2"], HandMade.Sources(5)), [-0.05 + k * 0.2, 0.04 - k, 0], null)),
        ];
        return RunFactors.Of(HandMade.Run(fits), null, []);
    }

    private static FitsHdu Table(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return FitsFile.ReadHdus("t.fits", stream)[1];
    }

    private static double Number(byte[] bytes, int at, bool wide) =>
        wide ? BinaryPrimitives.ReadDoubleBigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadSingleBigEndian(bytes.AsSpan(at));
}
