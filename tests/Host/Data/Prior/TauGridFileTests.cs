using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Faults;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Prior;

public sealed class TauGridFileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Rows_hold_tau_by_instrument_and_may_have_labels()
    {
        TauGridFile grid = Read("MOS1,label,pn\n0.06,wide,0.02\n,,0.03\n");
        Assert.Equal(["MOS1", "pn"], grid.Instruments);
        Assert.Equal(["wide", "row 2"], grid.Rows.Select(row => row.Label));
        Assert.Equal([0.06, 0.02], grid.Rows[0].Tau);
        Assert.Equal([double.NaN, 0.03], grid.Rows[1].Tau);
    }

    [Theory]
    [InlineData("pn,MOS3\n1,1\n", ":1:4: found the column 'MOS3', expected label or an instrument of the data: 'pn', 'MOS1', 'MOS2'; did you mean 'MOS1'?")]
    [InlineData("pn,\"a b\"\n1,1\n", ":1:4: found the column 'a b'")]
    [InlineData("label\nx\n", ":1:1: found no instrument's column")]
    [InlineData("pn,pn\n1,1\n", ":1:4: found a second column 'pn'")]
    [InlineData("pn,MOS1\n0.1,0.1\n0.1,0\n", ":3:5: found tau = 0 in column 'MOS1', expected a number greater than 0")]
    [InlineData("pn,MOS1\n0.1,wide\n", ":2:5: found 'wide' in column 'MOS1', expected a number greater than 0")]
    [InlineData("pn,MOS1\n", ":2:1: found nothing below the header")]
    [InlineData("pn,MOS1\n1\n", ":2:2: found 1 field, expected 2")]
    public void Faults_have_a_place(string text, string message)
    {
        DataException fault = Assert.Throws<DataException>(() => Read(text));
        Assert.StartsWith(scratch["grid.csv"] + message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        DataException fault = Assert.Throws<DataException>(() => TauGridFile.Read(scratch["absent.csv"], ["pn"]));
        Assert.Contains("absent.csv: found no such file", fault.Message, StringComparison.Ordinal);
    }

    private TauGridFile Read(string text)
    {
        File.WriteAllText(scratch["grid.csv"], text);
        return TauGridFile.Read(scratch["grid.csv"], ["pn", "MOS1", "MOS2"]);
    }
}
