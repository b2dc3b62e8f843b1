namespace GpuConcord.Host.Simulation;

/// <summary>What to simulate; everything that decides the numbers.</summary>
public sealed record SimulationPlan
{
    /// <summary>Instrument names, length N, each once.</summary>
    public required IReadOnlyList<string> Instruments { get; init; }

    /// <summary>Number of sources M in each band.</summary>
    public required int Sources { get; init; }

    /// <summary>Energy bands, each with areas and fluxes of its own; one null when the table shall have no bands.</summary>
    public IReadOnlyList<string?> Bands { get; init; } = [null];

    /// <summary>How observations scatter.</summary>
    public ErrorModel Errors { get; init; } = ErrorModel.LogNormal;

    /// <summary>σ_i, standard deviation of ln c (log-t: scale of ψ), one an instrument; not used by Poisson counts.</summary>
    public required IReadOnlyList<double> Sigma { get; init; }

    /// <summary>τ_i, standard deviation of the true B_i about the nominal 0, one an instrument.</summary>
    public required IReadOnlyList<double> Tau { get; init; }

    /// <summary>Expected counts at nominal area of the faintest possible source.</summary>
    public double FewestCounts { get; init; } = 100;

    /// <summary>Expected counts at nominal area of the brightest possible source; ln F is uniform in between.</summary>
    public double MostCounts { get; init; } = 10_000;

    /// <summary>Probability that an instrument did not see a source, 0 to below 1.</summary>
    public double Missing { get; init; }

    /// <summary><see cref="ErrorModel.Mixed"/>: probability that an observation is an outlier.</summary>
    public double OutlierFraction { get; init; } = 0.05;

    /// <summary><see cref="ErrorModel.Mixed"/>: σ of an outlier over the σ of the others.</summary>
    public double OutlierScale { get; init; } = 10;

    /// <summary><see cref="ErrorModel.LogT"/>: degrees of freedom ν.</summary>
    public double DegreesOfFreedom { get; init; } = 3;

    /// <summary><see cref="ErrorModel.Counts"/>: its apertures and its population; null for the other models.</summary>
    public SimulatedApertures? Apertures { get; init; }

    /// <summary>The errors that the table states are the true ones times this: below 1 they are too optimistic.</summary>
    public double StatedErrors { get; init; } = 1;

    /// <summary>Seed of every random number.</summary>
    public ulong Seed { get; init; } = 20190601;

    /// <summary>Name of source <paramref name="source"/>, with leading zeros so that names sort.</summary>
    public string SourceName(int source) => $"S{(source + 1).ToString(new string('0', $"{Sources}".Length))}";
}
