namespace GpuConcord.Host.Fits;

/// <summary>A mode of a posterior that chains do not leave, as they saw it.</summary>
/// <param name="Weight">Its share of the posterior by Laplace's approximation: a rough number.</param>
/// <param name="Chains">How many chains started about it; 0 when there were too few for every mode.</param>
/// <param name="LogArea">Mean of each B_i (natural logarithm) over those chains, N; NaN without chains.</param>
/// <param name="Scatter">Median of each fitted variance over those chains; empty when none is fitted.</param>
public sealed record PosteriorMode(double Weight, int Chains, double[] LogArea, double[] Scatter);
