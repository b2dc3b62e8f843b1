namespace GpuConcord.Host.Statistics.Modes;

/// <summary>A mode of the collapsed posterior and its share of it.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Weight">Its share of the posterior by Laplace's approximation, against the other modes that were found; a rough number.</param>
internal sealed record WeighedMode(MarginalMode Mode, double Weight)
{
    // Chains start about every mode that holds more than this.
    private const double Least = 1e-3;

    /// <summary>
    /// The modes that hold more than a thousandth of the posterior, the heaviest first; a single one is <see cref="MarginalMode.Find"/>'s unless that
    /// holds less.
    /// </summary>
    /// <param name="posterior">The collapsed posterior.</param>
    public static WeighedMode[] All(CollapsedPosterior posterior) => Of(MarginalMode.FindWidely(posterior));

    /// <summary>Those of <paramref name="modes"/> that hold more than a thousandth of what all of them hold, the heaviest first.</summary>
    public static WeighedMode[] Of(MarginalMode[] modes)
    {
        double highest = modes.Max(mode => mode.LaplaceLogMass);
        double total = modes.Sum(mode => Math.Exp(mode.LaplaceLogMass - highest));
        return
        [
            .. modes.Select(mode => new WeighedMode(mode, Math.Exp(mode.LaplaceLogMass - highest) / total))
                .Where(mode => mode.Weight > Least).OrderByDescending(mode => mode.Weight),
        ];
    }

    /// <summary>The mode of the highest density among those found, which need not be the heaviest.</summary>
    public static MarginalMode Highest(WeighedMode[] modes) => modes.MaxBy(own => own.Mode.LogDensity)!.Mode;
}
