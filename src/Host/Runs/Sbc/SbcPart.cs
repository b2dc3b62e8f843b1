using GpuConcord.Host.Sbc;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs.Sbc;

/// <summary>Some replicates of a calibration as a part of it: one row a replicate.</summary>
public static class SbcPart
{
    private const string Replicate = "replicate";
    private const string Time = "autocorrelation_time";

    /// <summary>Writes the ranks of some replicates.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="first">Number of the first replicate.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Stops it; nothing is then put into place.</param>
    public static Task WriteAsync(ReplicateRanks ranks, int first, string version, OutputFolder folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        OutputTable table = new("One row a replicate: ranks of the truths.", ranks.Times.Length,
        [
            OutputColumn.OfWhole(Replicate, "number of the replicate, from 0", row => first + row),
            OutputColumn.OfNumbers(Time, "", "longest autocorrelation time among B and ln v, in kept draws", row => ranks.Times[row]),
            .. ranks.Names.Select((name, q) => OutputColumn.OfWhole(name, "rank of the truth", row => ranks.Ranks[q][row])),
        ]);
        return PartTable.WriteAsync(version, table, folder, cancellation);
    }

    /// <summary>Reads them back.</summary>
    /// <param name="path">The part's folder.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="seconds">Seconds it took.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Faults.DataException">It is no such part, or was altered.</exception>
    public static async Task<ReplicateRanks> ReadAsync(string path, string version, double seconds, CancellationToken cancellation)
    {
        ParquetTable table = await PartTable.ReadAsync(path, version, cancellation);
        string[] names = [.. table.Names.Where(name => name is not (Replicate or Time))];
        return new ReplicateRanks(names, [.. names.Select(table.Whole)], table.Numbers(Time), seconds);
    }
}
