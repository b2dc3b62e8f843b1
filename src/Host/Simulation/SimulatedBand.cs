namespace GpuConcord.Host.Simulation;

/// <summary>One observation that was simulated.</summary>
/// <param name="Instrument">Index of its instrument.</param>
/// <param name="Source">Index of its source.</param>
/// <param name="Value">ln c, or c itself for Poisson counts; n, the counts in the source aperture, for counts in apertures.</param>
/// <param name="Error">The 1σ error that the table states, of <paramref name="Value"/>.</param>
/// <param name="Outlier">Whether it was drawn with the larger σ of an outlier.</param>
/// <param name="Background">m, counts in the background aperture; 0 for other models.</param>
public readonly record struct SimulatedObservation(int Instrument, int Source, double Value, double Error, bool Outlier, double Background = 0);

/// <summary>The data of one band, and the truth behind them.</summary>
/// <param name="Name">Energy band, or null.</param>
/// <param name="LogArea">True B_i, one an instrument; the nominal is 0.</param>
/// <param name="LogFlux">True G_j, natural logarithm of the expected counts at nominal area, or of the count rate where counts are in apertures, one a source.</param>
/// <param name="Observations">The data, source by source.</param>
/// <param name="ZeroCounts">Poisson counts of zero, which have no logarithm and are left out.</param>
public sealed record SimulatedBand(
    string? Name, double[] LogArea, double[] LogFlux, IReadOnlyList<SimulatedObservation> Observations, int ZeroCounts);
