namespace GpuConcord.Host.Photometry;

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

    /// <summary>The posterior of one quantity: f = α k_s, g = β k_b, r = A_b k_b / (A_s k_s).</summary>
    public ApertureProblem Problem(ApertureQuantity quantity)
    {
        var (source, background) = quantity.Factors(this);
        return new ApertureProblem(
            N, M, Alpha * source, Beta * background, BackgroundArea * background / (SourceArea * source), Confidence);
    }

    /// <summary>The same parameters with one of them, named as the help page names it, changed; unchanged for a name it does not know.</summary>
    public ApertureParameters With(string name, double value) => name switch
    {
        "n" => this with { N = value },
        "m" => this with { M = value },
        "A_s" => this with { SourceArea = value },
        "A_b" => this with { BackgroundArea = value },
        "alpha" => this with { Alpha = value },
        "beta" => this with { Beta = value },
        "T_s" => this with { SourceTime = value },
        "T_b" => this with { BackgroundTime = value },
        "E_s" => this with { SourceExposure = value },
        "E_b" => this with { BackgroundExposure = value },
        "eng_s" => this with { SourceEnergy = value },
        "eng_b" => this with { BackgroundEnergy = value },
        "flux_s" => this with { SourceFlux = value },
        "flux_b" => this with { BackgroundFlux = value },
        "conf" => this with { Confidence = value },
        _ => this,
    };
}
