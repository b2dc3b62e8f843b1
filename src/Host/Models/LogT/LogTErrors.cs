using GpuConcord.Host.Data;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// The log-t model with every latent variance integrated out (<see cref="LogTError"/>), and then the flux, numerically:
/// p(y_ij | B, σ², others) = ∫ Π_k f(y_kj − B_k − G) dG / ∫ Π_{k≠i} f(y_kj − B_k − G) dG.
/// </summary>
/// <remarks>
/// To condition on the latent variances that the sampler drew would be easier, but weights would then depend on a variance that this very
/// observation shaped: an outlier's ψ is large in every draw, and nothing says what it would be without the outlier.
/// </remarks>
internal sealed class LogTErrors(ThinnedDraws draws, double nu) : ISourceErrors
{
    private readonly Observations observations = draws.Observations;
    private readonly LogTError error = new(nu);
    private readonly ThreadLocal<FluxQuadrature> quadrature = new(() => new FluxQuadrature());

    /// <inheritdoc/>
    public void LeaveOut(int source, int s, Span<double> logDensity)
    {
        FluxQuadrature nodes = Cover(source, s, 0);
        double all = nodes.LogIntegral();
        for (int k = 0; k < logDensity.Length; k++)
        {
            logDensity[k] = all - nodes.LogIntegral(without: k);
        }
    }

    /// <inheritdoc/>
    public double Together(int source, int s) => observations.First[source + 1] - observations.First[source] < 2 ? 0 : Cover(source, s, 0).LogIntegral();

    /// <inheritdoc/>
    public void Residuals(int source, int s, Span<double> residuals)
    {
        (double offset, double choice) = draws.FluxUniforms(source, s);
        double flux = Cover(source, s, offset).Choose(choice);
        int first = observations.First[source];
        for (int k = 0; k < residuals.Length; k++)
        {
            residuals[k] = error.NormalScore(Centre(first + k, s) - flux, draws.Variance(source, first + k, s));
        }
    }

    private double Centre(int observation, int s) =>
        observations.Y[observation] - draws.Area(observations.Instrument[observation], s);

    private FluxQuadrature Cover(int source, int s, double offset)
    {
        int first = observations.First[source];
        int count = observations.First[source + 1] - first;
        Span<double> centres = stackalloc double[count];
        Span<double> scales = stackalloc double[count];
        for (int k = 0; k < count; k++)
        {
            centres[k] = Centre(first + k, s);
            scales[k] = draws.Variance(source, first + k, s);
        }

        quadrature.Value!.Cover(error, centres, scales, offset);
        return quadrature.Value;
    }
}
