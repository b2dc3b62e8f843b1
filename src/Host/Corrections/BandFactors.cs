namespace GpuConcord.Host.Corrections;

/// <summary>The factors of every instrument in one energy band.</summary>
public sealed class BandFactors
{
    private readonly double[][] logFactor;

    /// <param name="band">The band; null where the run has none.</param>
    /// <param name="instruments">The band's instruments, N.</param>
    /// <param name="logFactor">Draws of B − b, N arrays of equal length, a draw of all instruments at one index.</param>
    public BandFactors(string? band, IReadOnlyList<string> instruments, double[][] logFactor)
    {
        (Band, Instruments, this.logFactor) = (band, instruments, logFactor);
        Factors = Array.ConvertAll(logFactor, AreaFactor.Of);
    }

    /// <summary>The band; null where the run has none.</summary>
    public string? Band { get; }

    /// <summary>The band's instruments.</summary>
    public IReadOnlyList<string> Instruments { get; }

    /// <summary>The posterior of each instrument's factor.</summary>
    public IReadOnlyList<AreaFactor> Factors { get; }

    /// <summary>Number of draws.</summary>
    public int DrawCount => logFactor[0].Length;

    /// <summary>Index of an instrument; −1 where the band lacks it.</summary>
    public int IndexOf(string instrument) => Instruments.ToList().IndexOf(instrument);

    /// <summary>Draws of B − b of an instrument, in the order of the run's table of draws.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    public ReadOnlySpan<double> Draws(int instrument) => logFactor[instrument];

    /// <summary>The factor of an instrument: exp(B − b) of one draw, or the posterior median.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    /// <param name="draw">Number of the draw, from 1; null for the median.</param>
    public double Factor(int instrument, int? draw) => draw is { } k ? Math.Exp(logFactor[instrument][k - 1]) : Factors[instrument].Median;

    /// <summary>Pearson correlation of B − b of two instruments; 0 where one of them does not vary, as the reference does not.</summary>
    /// <param name="instrument">Index of the one.</param>
    /// <param name="other">A band whose draws belong to these, draw by draw; this one or another of a joint fit.</param>
    /// <param name="otherInstrument">Index of the other in that band.</param>
    public double Correlation(int instrument, BandFactors other, int otherInstrument)
    {
        ArgumentNullException.ThrowIfNull(other);
        ReadOnlySpan<double> x = logFactor[instrument], y = other.logFactor[otherInstrument];
        (double meanX, double meanY) = (Mean(x), Mean(y));
        double xx = 0, yy = 0, xy = 0;
        for (int d = 0; d < x.Length; d++)
        {
            (double dx, double dy) = (x[d] - meanX, y[d] - meanY);
            (xx, yy, xy) = (xx + dx * dx, yy + dy * dy, xy + dx * dy);
        }

        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : 0;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
