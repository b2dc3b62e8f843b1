using System.IO.Compression;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>What DATA may name: files, built-in sets, and what is neither.</summary>
public sealed class TableReaderFileTests : IDisposable
{
    private const string Text = "instrument,source,flux\npn,A,1\nMOS1,A,2\n";
    private const string Expected = "expected a table (FITS, VOTable, ECSV, CSV, TSV, Parquet), or the name of a built-in data set";

    private readonly string folder = Directory.CreateTempSubdirectory("gpuconcord-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Reads_a_file()
    {
        string path = Write("two.csv");
        DataSet data = TableReader.Read(path);
        Assert.Equal(("two", path, null), (data.Name, data.Path, data.Example));
        Assert.Equal(2, data.Bands[0].Count);
    }

    [Fact]
    public void A_path_to_a_file_named_like_a_built_in_set_reads_the_file()
    {
        Assert.Null(TableReader.Read(Write("xcal-shape")).Example);
        Assert.Null(TableReader.Read(Write("xcal-shape.csv")).Example);
    }

    [Fact]
    public void A_bare_name_reads_the_built_in_set_and_says_so_when_a_file_is_called_the_same()
    {
        Assert.Equal("xcal-shape", TableReader.Read("xcal-shape").Example?.Name);
        Assert.Empty(TableReader.Read("XCAL-shape").Notes);
        string here = Path.Join(Environment.CurrentDirectory, "2xmm-shape");
        File.WriteAllText(here, Text);
        try
        {
            DataSet data = TableReader.Read("2xmm-shape");
            Assert.Equal("2xmm-shape", data.Example?.Name);
            Assert.Null(data.Path);
            Assert.Equal([$"2xmm-shape is the built-in data set; to read the file of this name, write .{Path.DirectorySeparatorChar}2xmm-shape"], data.Notes);
            Assert.Null(TableReader.Read(Path.Join(".", "2xmm-shape")).Example);
        }
        finally
        {
            File.Delete(here);
        }
    }

    [Fact]
    public void Refuses_a_directory() => Refuses(folder, $"{folder}: found a directory, {Expected}; name a file inside it");

    [Fact]
    public void Refuses_a_blank_name() => Refuses(" ", $"'': found a blank name, {Expected}; name it");

    [Fact]
    public void Proposes_a_file_beside_an_absent_one()
    {
        string near = Write("fluxes.csv");
        string absent = Path.Join(folder, "fluxs.csv");
        Refuses(absent, $"{absent}: found no such file, {Expected}; did you mean '{near}'?");
    }

    [Theory]
    [InlineData("epic", "did you mean 'epic-hmxb'?")]
    [InlineData("e0102_shape", "did you mean 'e0102-shape'?")]
    public void Proposes_a_built_in_set(string name, string advice) => Refuses(name, $"{name}: found no such file, {Expected}; {advice}");

    [Fact]
    public void Says_where_it_looked()
    {
        string here = $"check the path, relative to {Environment.CurrentDirectory}";
        Refuses("q9.tbl", $"q9.tbl: found no such file, {Expected}; {here}");
        string nowhere = Path.Join(folder, "sub", "a.csv");
        Refuses(nowhere, $"{nowhere}: found no directory {Path.Join(folder, "sub")}, {Expected}; {here}");
    }

    [Fact]
    public void Refuses_a_file_without_permission()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions are set the Unix way");
        string path = Write("locked.csv");
#pragma warning disable CA1416 // guarded by the skip above
        File.SetUnixFileMode(path, UnixFileMode.None);
#pragma warning restore CA1416
        Assert.SkipWhen(Environment.UserName is "root", "root may read every file");
        Refuses(path, $"{path}: found a file that may not be read, expected a readable file; give yourself permission to read it (chmod u+r)");
    }

    [Fact]
    public void Puts_into_words_what_the_operating_system_refuses()
    {
        Assert.Equal(
            "t.csv: found a file that may not be read, expected a readable file; give yourself permission to read it (chmod u+r)",
            Assert.Throws<DataException>(() => TableReader.Read("t.csv", "t", () => throw new UnauthorizedAccessException(), default)).Message);
        Assert.Equal(
            "t.csv: found that reading failed (Input/output error), expected a readable file; check the disk or network it lies on",
            Assert.Throws<DataException>(() => TableReader.Read("t.csv", "t", () => throw new IOException("Input/output error."), default)).Message);
    }

    [Fact]
    public void Reads_a_stream_that_cannot_seek()
    {
        string path = Write("three.csv");
        DataSet data = TableReader.Read(path, "three", () => new System.IO.Compression.BrotliStream(Compressed(path), System.IO.Compression.CompressionMode.Decompress), default);
        Assert.Equal(TableReader.Read(path).Sha256, data.Sha256);
    }

    private static MemoryStream Compressed(string path)
    {
        MemoryStream packed = new();
        using (BrotliStream brotli = new(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            brotli.Write(File.ReadAllBytes(path));
        }

        packed.Position = 0;
        return packed;
    }

    private static void Refuses(string path, string message) => Assert.Equal(message, Assert.Throws<DataException>(() => TableReader.Read(path)).Message);

    private string Write(string name)
    {
        string path = Path.Join(folder, name);
        File.WriteAllText(path, Text);
        return path;
    }
}
