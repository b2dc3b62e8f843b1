using BenchmarkDotNet.Attributes;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Bench;

/// <summary>
/// A catalogue in FITS read from the page cache: 2,000,000 rows of 256 bytes (a name of 24, 29 doubles), one operation a file of 512 MB. Hashing and DATASUM are
/// included.
/// </summary>
[ShortRunJob]
public class FitsBenchmarks
{
    private const int Rows = 2_000_000;
    private const int Numbers = 29;

    private readonly string file = Path.Combine(Path.GetTempPath(), $"gpuconcord-bench-{Environment.ProcessId}.fits");

    /// <summary>How many columns of numbers are read.</summary>
    [Params(1, 8, Numbers)]
    public int Columns { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        OutputColumn[] columns =
        [
            OutputColumn.OfText("name", "", row => $"J{row:D9} +12345678901"),
            .. Enumerable.Range(0, Numbers).Select(c => OutputColumn.OfNumbers($"x{c}", "", "", row => row + (0.001 * c))),
        ];
        using FileStream stream = File.Create(file);
        await TableFormats.Standard.ByName(file).WriteAsync(new OutputTable("", Rows, columns), stream);
    }

    [Benchmark]
    public double Read()
    {
        using ITable table = TableFormats.Standard.Open(file, new FileStream(file, new FileStreamOptions { BufferSize = 0 }));
        double sum = 0.0;
        while (table.Read())
        {
            for (int c = 1; c <= Columns; c++)
            {
                table.ReadNumber(c, out double value);
                sum += value;
            }
        }

        return table.Sha256().Length + sum;
    }

    [GlobalCleanup]
    public void Cleanup() => File.Delete(file);
}
