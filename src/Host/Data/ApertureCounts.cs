namespace GpuConcord.Host.Data;

/// <summary>
/// What the apertures of every observation counted, for a model of the counts themselves: n ~ Poisson(f S + b) in the source aperture and
/// m ~ Poisson(g S + r b) in the background aperture, S ≥ 0 in the unit of <see cref="Observations.Unit"/>, b ≥ 0 the background counts expected
/// in the source aperture. Arrays have one entry an observation, in the order of <see cref="Observations.Y"/>.
/// </summary>
/// <remarks>With the factor k of the quantity (1 for counts, exposure for a rate, exposure × effective area for a photon flux) in either aperture,
/// f = α k_s, g = β k_b, r = A_b k_b/(A_s k_s); α, β are the PSF fractions, A the areas of the apertures.</remarks>
public sealed record ApertureCounts
{
    /// <summary>n, counts in the source aperture; whole numbers, 0 or more.</summary>
    public required double[] Source { get; init; }

    /// <summary>m, counts in the background aperture; whole numbers, 0 or more; 0 where <see cref="KnownBackground"/> stands for them.</summary>
    public required double[] Background { get; init; }

    /// <summary>f, source counts in the source aperture for S = 1; greater than 0.</summary>
    public required double[] SourceFactor { get; init; }

    /// <summary>g, source counts in the background aperture for S = 1; 0 or more, and 0 where the background is known.</summary>
    public required double[] BackgroundFactor { get; init; }

    /// <summary>r, background counts in the background aperture for one in the source aperture; greater than 0, and 0 where the background is known.</summary>
    public required double[] Ratio { get; init; }

    /// <summary>b where it is known, 0 or more; NaN where it is fitted with m.</summary>
    public required double[] KnownBackground { get; init; }

    /// <summary>
    /// The gamma prior of every b that is fitted, shape and rate; null for the flat prior, which is shape 1 and rate 0. A proper one is what
    /// simulation-based calibration draws truths from.
    /// </summary>
    public (double Shape, double Rate)? BackgroundPrior { get; init; }

    /// <summary>Number of observations.</summary>
    public int Count => Source.Length;

    /// <summary>Whether the background of an observation is known.</summary>
    /// <param name="observation">Index of the observation.</param>
    public bool IsKnown(int observation) => !double.IsNaN(KnownBackground[observation]);

    /// <summary>
    /// A rough ln S of an observation, for figures and starting points, never for inference: of the net counts, of half a count where there are fewer.
    /// </summary>
    /// <param name="observation">Index of the observation.</param>
    public double RoughLogSource(int observation)
    {
        double f = SourceFactor[observation];
        double g = BackgroundFactor[observation];
        double r = Ratio[observation];
        double n = Source[observation];
        double m = Background[observation];
        double leak = (r * f) - g;

        // Where the apertures are alike nothing tells source from background: half of the counts will do for a start.
        double rough = IsKnown(observation) ? (n - KnownBackground[observation]) / f : leak > 0 ? ((r * n) - m) / leak : 0.5 * n / f;
        return Math.Log(Math.Max(rough, 0.5 / f));
    }

    /// <summary>Some of the observations, in the order given.</summary>
    /// <param name="kept">Their indices.</param>
    public ApertureCounts Of(IReadOnlyList<int> kept) => this with
    {
        Source = Pick(Source, kept),
        Background = Pick(Background, kept),
        SourceFactor = Pick(SourceFactor, kept),
        BackgroundFactor = Pick(BackgroundFactor, kept),
        Ratio = Pick(Ratio, kept),
        KnownBackground = Pick(KnownBackground, kept),
    };

    /// <summary>The counts of several tables, one after another.</summary>
    /// <param name="parts">The tables' counts, one at least, all with the same prior of the background.</param>
    public static ApertureCounts Join(IReadOnlyList<ApertureCounts> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts[0] with
        {
            Source = [.. parts.SelectMany(part => part.Source)],
            Background = [.. parts.SelectMany(part => part.Background)],
            SourceFactor = [.. parts.SelectMany(part => part.SourceFactor)],
            BackgroundFactor = [.. parts.SelectMany(part => part.BackgroundFactor)],
            Ratio = [.. parts.SelectMany(part => part.Ratio)],
            KnownBackground = [.. parts.SelectMany(part => part.KnownBackground)],
        };
    }

    private static double[] Pick(double[] values, IReadOnlyList<int> kept)
    {
        double[] picked = new double[kept.Count];
        for (int k = 0; k < picked.Length; k++)
        {
            picked[k] = values[kept[k]];
        }

        return picked;
    }
}
