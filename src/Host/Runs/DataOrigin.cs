using GpuConcord.Host.Data;

namespace GpuConcord.Host.Runs;

/// <summary>Where a run's numbers came from.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Path">The file, or null for a built-in set.</param>
/// <param name="Sha256">SHA-256 of the table.</param>
public sealed record DataOrigin(string Name, string? Path, string Sha256)
{
    /// <summary>Whether the data are known to be simulated; null where nothing is known.</summary>
    public bool? Simulated { get; init; }

    /// <summary>What to cite; null when unknown.</summary>
    public string? Citation { get; init; }

    /// <summary>What it is, in a line; null when unknown.</summary>
    public string? Title { get; init; }

    /// <summary>How the rows of the table became what was fitted; null where nothing was selected.</summary>
    public Waterfall? Waterfall { get; init; }

    /// <summary>The origin of a data set.</summary>
    public static DataOrigin Of(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new DataOrigin(data.Name, data.Path, data.Sha256)
        {
            Simulated = data.Example?.Simulated,
            Citation = data.Example?.Citation ?? data.Citation,
            Title = data.Example?.Title,
            Waterfall = data.Waterfall,
        };
    }
}
