using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;

namespace GpuConcord.Cli.Options;

/// <summary>Which model goes with a table of counts in apertures, and what is said of it.</summary>
internal static class CountTables
{
    /// <summary>Whether the counts of a table were read, rather than values.</summary>
    /// <param name="data">The table.</param>
    public static bool AreRead(DataSet data) => data.Bands[0].Counts is not null;

    /// <summary>What is said where the table chose the model.</summary>
    /// <param name="data">The table, of counts.</param>
    /// <param name="kind">The model's kind.</param>
    public static string Chosen(DataSet data, ModelKind kind) =>
        $"the table gives counts in apertures (columns {data.CountColumns}): fitted with {string.Join(' ', kind.Words)}";

    /// <summary>What is said of counts that were not read beside values that were, and that nobody chose by name; null where there are none.</summary>
    /// <param name="data">The table.</param>
    /// <param name="reading">How it was read.</param>
    /// <param name="kind">The kind that fits counts, or null.</param>
    public static string? Beside(DataSet data, ReadOptions reading, ModelKind? kind) =>
        kind is null || data.CountColumns is null || AreRead(data) || reading.Value is not null ? null
            : $"the table has counts in apertures too (columns {data.CountColumns}), which are not used: {string.Join(' ', kind.Words)} fits them";

    /// <summary>That a model fits values and the table has counts.</summary>
    /// <param name="words">The words that chose the model.</param>
    /// <param name="data">The table, of counts.</param>
    /// <param name="kind">The kind that fits counts, or null.</param>
    public static UsageException Refusal(string words, DataSet data, ModelKind? kind)
    {
        string counted = kind is null ? "" : $"fit the counts themselves ({string.Join(' ', kind.Words)}), ";
        string table = data.Path ?? data.Name;
        return new UsageException(
            $"{words}: found with counts in apertures (columns {data.CountColumns} of {table}), expected values: a column of counts or fluxes; {counted}turn them into "
                + $"fluxes first (gpuconcord aprates {table} --fit FILE), or choose a value column (--value)");
    }
}
