namespace GpuConcord.Host.Sampling;

/// <summary>How far a fit has come.</summary>
/// <param name="Stage">What is being done, in a few words.</param>
/// <param name="Fraction">Share of the stage done, 0 to 1.</param>
public readonly record struct FitProgress(string Stage, double Fraction);
