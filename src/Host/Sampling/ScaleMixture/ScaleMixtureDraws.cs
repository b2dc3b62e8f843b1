namespace GpuConcord.Host.Sampling.ScaleMixture;

/// <summary>What the sampler of a normal scale mixture leaves behind. Sources and observations are in the order of the device.</summary>
/// <param name="Draws">Draws of B and σ².</param>
/// <param name="ChosenFlux">Draws of G of the chosen sources, laid out as those of B.</param>
/// <param name="Snapshots">
/// Every so-many-th draw of G of every source, chain-major; empty arrays where that would have been too few, or too much, to keep.
/// </param>
/// <param name="Precision">E[Σ_j 1/ψ_ij], one an instrument.</param>
/// <param name="Weight">E[ξ], one an observation.</param>
/// <param name="WeightError">Its Monte Carlo standard error, from the spread of the chains' means.</param>
/// <param name="Flux">E[G], one a source.</param>
/// <param name="FluxSd">Standard deviation of G.</param>
/// <param name="FluxError">Monte Carlo standard error of <paramref name="Flux"/>.</param>
internal sealed record ScaleMixtureDraws(
    PosteriorDraws Draws,
    double[][] ChosenFlux,
    double[][] Snapshots,
    double[] Precision,
    double[] Weight,
    double[] WeightError,
    double[] Flux,
    double[] FluxSd,
    double[] FluxError);
