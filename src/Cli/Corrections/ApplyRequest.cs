namespace GpuConcord.Cli.Corrections;

/// <summary>What <c>apply</c> was asked for.</summary>
internal sealed record ApplyRequest
{
    /// <summary>The run's folder.</summary>
    public required string Run { get; init; }

    /// <summary>The ARFs, each perhaps with an instrument and = before it.</summary>
    public required IReadOnlyList<string> Arfs { get; init; }

    /// <summary>Whose areas they hold; null where they say it themselves.</summary>
    public string? Instrument { get; init; }

    /// <summary>The instrument that keeps its nominal area; null for none.</summary>
    public string? Reference { get; init; }

    /// <summary>The bands to use; empty for all.</summary>
    public IReadOnlyList<string> Bands { get; init; } = [];

    /// <summary>Energies of bands.</summary>
    public IReadOnlyList<string> Energies { get; init; } = [];

    /// <summary>Number of one draw; null for none.</summary>
    public int? Draw { get; init; }

    /// <summary>How many draws; null for none.</summary>
    public int? Draws { get; init; }

    /// <summary>The folder to write to.</summary>
    public required string Output { get; init; }

    /// <summary>Whether files there may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>One JSON object in place of the page.</summary>
    public bool Json { get; init; }

    /// <summary>Whether nothing is said.</summary>
    public bool Quiet { get; init; }
}
