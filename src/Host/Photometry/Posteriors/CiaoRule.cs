namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// The parameters of CIAO's grid, with their documented defaults. How aprates uses them is inferred from its printed numbers, its source
/// not being published: the step is a fraction of σ (the help page says of the mode, which contradicts its own example 1).
/// </summary>
public readonly record struct CiaoRule()
{
    /// <summary>Grid step as a fraction of σ = √(r² n + m)/|r f − g|.</summary>
    public double Resolution { get; init; } = 0.01;

    /// <summary>Half-width of the first grid and growth of the next ones, in σ.</summary>
    public double Sigmas { get; init; } = 5.0;

    /// <summary>The grid grows until the density at its ends, relative to its maximum, is below this.</summary>
    public double SmallestRatio { get; init; } = 1e-5;

    /// <summary>Most grids tried.</summary>
    public int Iterations { get; init; } = 100;

    /// <summary>Net counts (r n − m)/(r f − g) above which a Gaussian takes the posterior's place.</summary>
    public double MaxCounts { get; init; } = 50.0;

    /// <summary>pdf=gaussian: a Gaussian for every source.</summary>
    public bool Gaussian { get; init; }
}
