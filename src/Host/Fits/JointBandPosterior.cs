namespace GpuConcord.Host.Fits;

/// <summary>What a band shares with the others of a joint fit.</summary>
public sealed record JointBandPosterior
{
    /// <summary>All bands of the joint fit, in the order of the data.</summary>
    public required IReadOnlyList<string> Bands { get; init; }

    /// <summary>One entry an instrument that is in two bands or more; the same for every band of the fit.</summary>
    public required IReadOnlyList<BandCorrelation> Instruments { get; init; }

    /// <summary>
    /// sd(B_i) of this band over what it would be with each band by itself at the same scatter, one entry an instrument of the band.
    /// Below 1, the other bands have helped.
    /// </summary>
    public required double[] AreaNarrowing { get; init; }

    /// <summary>The same ratio for the differences B_i − B_k of this band, in the order (0, 1), (0, 2), …, (1, 2), …</summary>
    public required double[] DifferenceNarrowing { get; init; }

    /// <summary>Standard deviation of the level that each connected component of this band shares, which no data can improve (natural logarithm).</summary>
    public required double[] LevelSd { get; init; }

    /// <summary>Pairs of bands that share at least one instrument, in the order of the data.</summary>
    public (string One, string Other)[] Pairs() =>
        [.. Bands.SelectMany((_, k) => Bands.Skip(k + 1), (one, other) => (one, other)).Where(pair => Instruments.Any(i => !double.IsNaN(i.Between(pair).Prior)))];
}

/// <summary>How one instrument's areas correlate between bands.</summary>
/// <param name="Instrument">Its name.</param>
/// <param name="Bands">Its bands.</param>
/// <param name="Prior">R, K × K.</param>
/// <param name="Posterior">Correlation of the draws of B, K × K.</param>
public sealed record BandCorrelation(string Instrument, IReadOnlyList<string> Bands, double[,] Prior, double[,] Posterior)
{
    /// <summary>Prior and posterior correlation of the areas in two bands; NaN where the instrument lacks one of them.</summary>
    /// <param name="pair">The bands.</param>
    public (double Prior, double Posterior) Between((string One, string Other) pair)
    {
        string[] bands = [.. Bands];
        int k = Array.IndexOf(bands, pair.One), l = Array.IndexOf(bands, pair.Other);
        return k < 0 || l < 0 ? (double.NaN, double.NaN) : (Prior[k, l], Posterior[k, l]);
    }
}
