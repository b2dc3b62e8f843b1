using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Photometry.Hardness;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>UCDs and units that are written, as astropy judges them.</summary>
public sealed class WordsJudgeTests
{
    private static readonly PhotometryRequest Everything = new()
    {
        Quantities = ApertureQuantities.All,
        Moments = true,
        Significance = true,
        Alike = true,
        Options = new ExactOptions { EqualTail = true, Bound = true, Quantiles = [0.5], LogMoments = true },
    };

    private static IReadOnlyList<ResultColumn> Photometry => [.. ResultColumns.Of(Everything), .. ResultColumns.Of(Everything with { Hardness = ApertureQuantity.Rate })];

    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public void Every_ucd_has_words_of_the_ivoa()
    {
        string[] all = [.. ColumnUcds.All.Concat(Photometry.Select(column => column.Ucd)).Append("meta.id;instr").Append("stat.stdev;phot.flux").Distinct(StringComparer.Ordinal)];
        Assert.DoesNotContain("", all);
        Assert.Equal("", Judge.Python("astropy", "check-words.py", ["ucd", .. all]));
        Assert.Equal("phot.brightness\n", Judge.Python("astropy", "check-words.py", "ucd", "phot.brightness"));
    }

    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public void Every_unit_is_one_of_fits_and_of_vounits()
    {
        string[] units =
            [.. Photometry.Select(column => UnitSpelling.Of(column.Unit)).Append(UnitSpelling.Of("s")).Where(unit => unit.Length > 0).Distinct(StringComparer.Ordinal)];
        Assert.Equal(["count", "count.s**-1", "photon.cm**-2.s**-1", "erg.cm**-2.s**-1", "s"], units);
        Assert.Equal("", Judge.Python("astropy", "check-words.py", ["unit", .. units]));
        Assert.StartsWith("erg/cm2/s vounit", Judge.Python("astropy", "check-words.py", "unit", "erg/cm2/s"), StringComparison.Ordinal);
    }
}
