namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>One source as the help page of CIAO's aprates names its inputs, with the defaults documented there.</summary>
public readonly record struct ApertureParameters()
{
    /// <summary>Counts in the source aperture; whole.</summary>
    public double N { get; init; } = double.NaN;

    /// <summary>Counts in the background aperture; whole.</summary>
    public double M { get; init; } = double.NaN;

    /// <summary>Area of the source aperture, in any unit shared with <see cref="BackgroundArea"/>.</summary>
    public double SourceArea { get; init; } = double.NaN;

    /// <summary>Area of the background aperture.</summary>
    public double BackgroundArea { get; init; } = double.NaN;

    /// <summary>α, fraction of the source's photons that fall into the source aperture.</summary>
    public double Alpha { get; init; } = 1.0;

    /// <summary>β, fraction of the source's photons that fall into the background aperture.</summary>
    public double Beta { get; init; }

    /// <summary>Exposure time in the source aperture, s.</summary>
    public double SourceTime { get; init; } = 1.0;

    /// <summary>Exposure time in the background aperture, s.</summary>
    public double BackgroundTime { get; init; } = 1.0;

    /// <summary>Mean effective exposure in the source aperture, cm² s.</summary>
    public double SourceExposure { get; init; } = 1.0;

    /// <summary>Mean effective exposure in the background aperture, cm² s.</summary>
    public double BackgroundExposure { get; init; } = 1.0;

    /// <summary>Mean energy of the photons in the source aperture, erg.</summary>
    public double SourceEnergy { get; init; } = 1.0;

    /// <summary>Mean energy of the photons in the background aperture, erg.</summary>
    public double BackgroundEnergy { get; init; } = 1.0;

    /// <summary>Mean flux a photon in the source aperture, erg/cm²/s.</summary>
    public double SourceFlux { get; init; } = 1.0;

    /// <summary>Mean flux a photon in the background aperture, erg/cm²/s.</summary>
    public double BackgroundFlux { get; init; } = 1.0;

    /// <summary>Probability of the interval.</summary>
    public double Confidence { get; init; } = 0.68;

    /// <summary>Whether the apertures cannot tell source from background, in counts (<see cref="ApertureProblem.Alike"/>).</summary>
    public bool Alike => Beta > 0.0 && Problem(ApertureQuantity.Counts).Alike;

    /// <summary>The posterior of one quantity: f = α k_s, g = β k_b, r = A_b k_b / (A_s k_s).</summary>
    public ApertureProblem Problem(ApertureQuantity quantity)
    {
        (double source, double background) = quantity.Factors(this);
        ApertureProblem problem = new(N, M, Alpha * source, Beta * background, BackgroundArea * background / (SourceArea * source), Confidence);

        // r f − g = (α A_b − β A_s) k_b/A_s: the same sign in every quantity, and no digits lost to the quotient r.
        return Beta == 0.0 ? problem : problem with
        {
            Tilt = ApertureProblem.Difference(Alpha, BackgroundArea, Beta, SourceArea) / SourceArea * (background / problem.H),
        };
    }

    /// <summary>The parameters in the order of <see cref="ParameterRules.Names"/>.</summary>
    public static ApertureParameters From(ReadOnlySpan<double> values) => new()
    {
        N = values[0],
        SourceArea = values[1],
        Alpha = values[2],
        SourceTime = values[3],
        SourceExposure = values[4],
        SourceEnergy = values[5],
        SourceFlux = values[6],
        M = values[7],
        BackgroundArea = values[8],
        Beta = values[9],
        BackgroundTime = values[10],
        BackgroundExposure = values[11],
        BackgroundEnergy = values[12],
        BackgroundFlux = values[13],
        Confidence = values[14],
    };

    /// <summary>The other way round.</summary>
    internal static double[] ToValues(in ApertureParameters p) =>
    [
        p.N, p.SourceArea, p.Alpha, p.SourceTime, p.SourceExposure, p.SourceEnergy, p.SourceFlux,
        p.M, p.BackgroundArea, p.Beta, p.BackgroundTime, p.BackgroundExposure, p.BackgroundEnergy, p.BackgroundFlux, p.Confidence,
    ];

    /// <summary>The documented defaults in the order of <see cref="ParameterRules.Names"/>; NaN where there is none.</summary>
    public static double[] Defaults(double confidence) =>
        [double.NaN, double.NaN, 1.0, 1.0, 1.0, 1.0, 1.0, double.NaN, double.NaN, 0.0, 1.0, 1.0, 1.0, 1.0, confidence];
}
