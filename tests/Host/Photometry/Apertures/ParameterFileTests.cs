using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Apertures;

public sealed class ParameterFileTests
{
    [Fact]
    public void WhatIsWrittenIsRead()
    {
        ParameterLine[] lines =
        [
            new("src_rate", 'r', "h", "0.0247163", ""),
            new("outfile", 'f', "a", "odd, \"name\".par", "Output file, of course"),
            new("n", 'i', "ql", "141", "counts"),
            new("low", 'r', "h", "INDEF", ""),
        ];
        using StringWriter writer = new();
        ParameterFile.Write(writer, lines);
        Assert.StartsWith("src_rate,r,h,0.0247163,,,\"\"\n", writer.ToString(), StringComparison.Ordinal);
        Assert.Equal(lines, ParameterFile.Read("x.par", new StringReader(writer.ToString())));
    }

    [Fact]
    public void ANameThatIsRepeatedIsRefusedWithItsLine() => Assert.Equal(
        "x.par:4:1: found parameter 'n' a second time (first on line 2), expected each parameter once; remove one of the two lines",
        Assert.Throws<DataException>(() => ParameterFile.Read("x.par", new StringReader("# c\nn,i,h,1,,,\"\"\nm,i,h,1,,,\"\"\nn,i,h,2,,,\"\"\n"))).Message);

    /// <summary>Lines as CIAO itself writes them.</summary>
    [Fact]
    public void FilesOfOtherProgramsAreRead()
    {
        const string Text = """
            # a comment

            infile,f,a,"evt2.fits[bin x=1:2,y=3:4]",,,"Input event file"
            clobber,b,h,no,,,"OK to overwrite?"
            verbose,i,h,0,0,5,"Debug level (0-5)"
            mode,s,h,"ql",,,
            """;
        List<ParameterLine> lines = ParameterFile.Read("x.par", new StringReader(Text));
        Assert.Equal(["infile", "clobber", "verbose", "mode"], lines.Select(line => line.Name), StringComparer.Ordinal);
        Assert.Equal("evt2.fits[bin x=1:2,y=3:4]", lines[0].Value);
        Assert.Equal("ql", lines[3].Value);
    }

    [Fact]
    public void OtherTextIsRefusedWithItsPlace()
    {
        DataException fault = Assert.Throws<DataException>(() => ParameterFile.Read("x.par", new StringReader("a,r,h,1,,,\"\"\nnonsense\n")));
        Assert.StartsWith("x.par:2:1: found 'nonsense'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryQuantityHasTheNamesOf2013AndOfToday()
    {
        PosteriorSummary[] summaries = [.. ApertureQuantities.All.Select((_, q) => new PosteriorSummary(q + 1, 0, 0, q + 0.5, q + 1.5))];
        Dictionary<string, string> values = ApertureParameterFile.Lines(MadeApertures.Help, summaries, "exact")
            .ToDictionary(line => line.Name, line => line.Value, StringComparer.Ordinal);
        foreach (string name in (string[])["src_cnts", "src_rate", "photflux_aper", "flux_aper", "eflux_aper"])
        {
            Assert.Equal(values[name], values[$"{name}_mode"]);
            Assert.True(values.ContainsKey($"{name}_err_lo"));
            Assert.True(values.ContainsKey($"{name}_err_up"));
            Assert.True(values.ContainsKey($"{name}_signif"));
        }
        Assert.Equal("141", values["n"]);
        Assert.Equal("2", values["src_cnts_signif"]);
    }

    [Fact]
    public void ABoundThatDoesNotExistIsIndef()
    {
        PosteriorSummary[] summaries = [.. ApertureQuantities.All.Select(_ => new PosteriorSummary(0, 1, 1, double.NaN, 2))];
        Assert.Equal("INDEF", ApertureParameterFile.Lines(MadeApertures.Help, summaries, "ciao").Single(line => line.Name is "src_cnts_err_lo").Value);
    }
}
