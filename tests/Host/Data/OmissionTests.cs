using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Data;

public sealed class OmissionTests : IDisposable
{
    private const string Header = "instrument,source,flux,flux_err\n";
    private static readonly string[] Rows =
        ["pn,A,1,0.1", "MOS1,A,2,0.1", "MOS2,A,3,0.2", "pn,B,4,0.3", "MOS2,B,5,0.4", "MOS1,C,6,0.5", "MOS1,D,7,0.1", "pn,D,8,0.2"];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("pn")]
    [InlineData("MOS1")]
    [InlineData("MOS2")]
    public void Without_an_instrument_is_the_table_without_its_rows(string name)
    {
        Observations all = Read(Rows);
        Same(Read([.. Rows.Where(row => !row.StartsWith(name, StringComparison.Ordinal))]), Omission.WithoutInstrument(all, Array.IndexOf(all.Instruments, name)));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("C")]
    [InlineData("D")]
    public void Without_a_source_is_the_table_without_its_rows(string name)
    {
        Observations all = Read(Rows);
        Same(Read([.. Rows.Where(row => !row.Contains($",{name},", StringComparison.Ordinal))]), Omission.WithoutSource(all, Array.IndexOf(all.Sources, name)));
    }

    [Fact]
    public void Priors_lose_the_same_instrument()
    {
        Priors priors = Omission.WithoutInstrument(new Priors([1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]), 1);
        Assert.Equal([1, 3, 4, 6, 7, 9, 10, 12], (double[])[.. priors.LogArea, .. priors.Tau, .. priors.Alpha, .. priors.Beta]);
    }

    [Fact]
    public void What_is_not_there_cannot_be_left_out()
    {
        Observations all = Statistics.ReferenceTables.Of([[1.0], [2.0]]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Omission.WithoutInstrument(all, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Omission.WithoutSource(all, -1));
    }

    private Observations Read(string[] rows)
    {
        File.WriteAllText(scratch["t.csv"], Header + string.Join('\n', rows) + "\n");
        return TableReader.Read(scratch["t.csv"]).Bands[0];
    }

    private static void Same(Observations expected, Observations found)
    {
        // Names may come in another order where the first row of one was left out; the observations are the same set.
        Assert.Equal(Set(expected), Set(found));
        Assert.Equal(expected.Instruments.Order(), found.Instruments.Order());
        Assert.Equal(expected.Sources.Order(), found.Sources.Order());
    }

    private static IEnumerable<(string, string, double, double)> Set(Observations table) =>
        Enumerable.Range(0, table.SourceCount).SelectMany(j => Enumerable.Range(table.First[j], table.First[j + 1] - table.First[j])
            .Select(o => (table.Instruments[table.Instrument[o]], table.Sources[j], table.Y[o], table.Variance![o]))).Order();
}
