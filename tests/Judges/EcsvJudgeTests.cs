using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>ECSV by astropy, whose format it is: read here as it is read there, and the other way round, to the bit.</summary>
public sealed class EcsvJudgeTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public async Task Astropy_reads_what_is_written()
    {
        string file = await TypedTable.WriteAsync(scratch["cases.ecsv"]);
        string theirs = Judge.Python("astropy", "table-dump.py", "ecsv", file), ours = TableDump.Of(file);
        Assert.Equal(TypedTable.Values, TypedTable.ValuesOf(theirs));
        Assert.Equal(TypedTable.Values, TypedTable.ValuesOf(ours));
        Assert.Contains("# number|erg / (cm2 s)|a number; it's \"quoted\", {braces}: # and <tags>\n", theirs, StringComparison.Ordinal);
        Assert.Contains("# number|erg.cm**-2.s**-1|a number; it's \"quoted\", {braces}: # and <tags>\n", ours, StringComparison.Ordinal);
        string meta = Judge.Python("astropy", "ecsv-meta.py", file);
        Assert.Equal("""{"name": "cases", "description": "One row a case: <all> & \"none\".", "CREATOR": "gpuconcord 1 <x> & 'y'", "SEED": "7"}""", meta.Trim());
    }

    [Theory]
    [Trait(Judge.Trait, Judge.Astropy)]
    [InlineData("ecsv-space.ecsv")]
    [InlineData("ecsv-comma.ecsv")]
    public void What_astropy_writes_is_read(string name)
    {
        Judge.Python("astropy", "table-make.py", scratch.Path);
        string theirs = Judge.Python("astropy", "table-dump.py", "ecsv", scratch[name]), ours = TableDump.Of(scratch[name]);
        Assert.Equal(theirs[(theirs.IndexOf('\n', StringComparison.Ordinal) + 1)..], ours);
    }
}
