using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Runs.Sbc;

/// <summary>Reads back what <c>sbc --output</c> wrote.</summary>
internal static class SbcFolder
{
    /// <summary>Reads a run; no device is needed and nothing is drawn anew: histograms and p-values follow from the ranks.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="version">Version of the program that reads: major and minor number must be those of the run.</param>
    /// <param name="models">The models there are; the program's own when left out.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="DataException">Not such a run, of another version, or a file is missing, altered or unreadable.</exception>
    public static Task<SbcRun> ReadAsync(string path, string version, ModelCatalogue? models = null, CancellationToken cancellation = default) => RunRecord.ReadAsync(
        path, RunKind.Sbc, version,
        async record => SbcJson.Read(record.Json, Ranks(Path.Combine(path, SbcFiles.RanksName), await record.FileAsync(SbcFiles.RanksName)), models ?? ModelCatalogue.Standard),
        cancellation);

    /// <summary>The columns of the table of ranks by name.</summary>
    private static Dictionary<string, int[]> Ranks(string file, Stream stream)
    {
        using ITable table = TableFormats.Standard.Open(file, stream);
        List<int>[] columns = [.. table.Header.Select(_ => new List<int>())];
        while (table.Read())
        {
            for (int c = 0; c < columns.Length; c++)
            {
                columns[c].Add(int.TryParse(table[c], NumberStyles.None, CultureInfo.InvariantCulture, out int rank)
                    ? rank
                    : throw table.Fault(c, Excerpt.Of(table[c]), "a whole number", "repeat the calibration"));
            }
        }

        return Enumerable.Range(0, columns.Length).ToDictionary(c => table.Header[c], c => columns[c].ToArray(), StringComparer.Ordinal);
    }
}
