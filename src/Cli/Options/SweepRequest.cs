using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sweeps;

namespace GpuConcord.Cli.Options;

/// <summary>What <c>gpuconcord sweep</c> was asked to do.</summary>
internal sealed record SweepRequest
{
    /// <summary>Files or built-in data sets.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Columns and bands.</summary>
    public required ReadOptions Reading { get; init; }

    /// <summary>The model.</summary>
    public required IModel Model { get; init; }

    /// <summary>The words that chose it, for messages.</summary>
    public required string ModelWords { get; init; }

    /// <summary>Whether a model was named.</summary>
    public bool ModelSaid { get; init; }

    /// <summary>The kind that fits the counts of apertures, or null.</summary>
    public ModelKind? OfCounts { get; init; }

    /// <summary>What is to be said of the choice of the model.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>File of the priors that the grid varies, or null.</summary>
    public string? Priors { get; init; }

    /// <summary>The grid but for the rows of <see cref="TauGrid"/>, which need the data's instruments.</summary>
    public required SweepGrid Grid { get; init; }

    /// <summary>File with rows of τ, or null.</summary>
    public string? TauGrid { get; init; }

    /// <summary>How to sample.</summary>
    public required SweepOptions Options { get; init; }

    /// <summary>The device asked for.</summary>
    public required DeviceChoice Device { get; init; }

    /// <summary>Where results go.</summary>
    public required OutputRequest Output { get; init; }

    /// <summary>The request with the model that goes with the tables: tables of counts choose the one that fits them when none was named.</summary>
    /// <param name="data">The tables.</param>
    /// <exception cref="UsageException">A model of values was named and a table has counts, some tables have counts and others values, or counts cannot be swept.</exception>
    public SweepRequest For(IReadOnlyList<DataSet> data)
    {
        DataSet[] counts = [.. data.Where(CountTables.AreRead)];
        if (counts.Length == 0)
        {
            return this with { Notes = [.. data.Select(table => CountTables.Beside(table, Reading, OfCounts)).OfType<string>()] };
        }

        if (data.FirstOrDefault(table => !CountTables.AreRead(table)) is { } values)
        {
            throw new UsageException($"sweep: found counts in apertures in {counts[0].Path ?? counts[0].Name} and values in {values.Path ?? values.Name}, expected one of the two; "
                + "sweep them one after the other");
        }

        if (Model.Can.Counts)
        {
            return this;
        }

        if (ModelSaid || OfCounts is null)
        {
            throw CountTables.Refusal(ModelWords, counts[0], OfCounts);
        }

        IModel made = OfCounts.Make(SettingValues.None);
        return made is IBatchModel ? this with { Model = made, Notes = [.. counts.Select(table => CountTables.Chosen(table, OfCounts)).Distinct(StringComparer.Ordinal)] }
            : throw new UsageException($"sweep: found counts in apertures (columns {counts[0].CountColumns} of {counts[0].Path ?? counts[0].Name}), expected values; "
                + $"{made.Title} is not swept: fit the table under each prior (gpuconcord fit)");
    }
}
