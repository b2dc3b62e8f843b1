namespace GpuConcord.Host.Sampling;

/// <summary>How well the mixture that the independence sampler proposes from fits the posterior, by fresh points of its own.</summary>
/// <param name="Fits">Whether it fits well enough to be used.</param>
/// <param name="Modes">Modes that the posterior was found to have.</param>
/// <param name="Components">Components of the mixture: one about each mode, and what a bend or a shoulder wanted.</param>
/// <param name="Freedom">Their degrees of freedom.</param>
/// <param name="Efficiency">Effective sample size a point by importance weights, from 0 to 1.</param>
/// <param name="Tail">k̂, the shape of the tail of the weights; infinite when they are all alike.</param>
public sealed record ProposalQuality(bool Fits, int Modes, int Components, int Freedom, double Efficiency, double Tail);
