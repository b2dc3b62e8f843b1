using GpuConcord.Host.Data;

namespace GpuConcord.Host.Models;

/// <summary>The log-Normal models: y_ij ~ N(B_i + G_j − s_ij/2, s_ij), with s known, fitted, or the sum of the two.</summary>
/// <remarks>
/// With W and m the total precision and weighted mean of the others' y + s/2 − B, G_j | others ~ N(m, 1/W), so that
/// y_ij | B, s, others ~ N(B_i + m − s_ij/2, s_ij + 1/W).
/// </remarks>
internal sealed class NormalErrors(ThinnedDraws draws) : ISourceErrors
{
    private readonly Observations observations = draws.Observations;
    private const double LogTwoPi = 1.8378770664093454836;

    /// <inheritdoc/>
    public void LeaveOut(int source, int s, Span<double> logDensity)
    {
        int first = observations.First[source];
        for (int k = 0; k < logDensity.Length; k++)
        {
            double total = 0;
            double sum = 0;
            for (int other = 0; other < logDensity.Length; other++)
            {
                if (other != k)
                {
                    double weight = 1 / draws.Variance(source, first + other, s);
                    total += weight;
                    sum += weight * draws.Offset(source, first + other, s);
                }
            }

            double variance = draws.Variance(source, first + k, s) + (1 / total);
            double residual = draws.Offset(source, first + k, s) - (sum / total);
            logDensity[k] = -0.5 * (LogTwoPi + Math.Log(variance) + (residual * residual / variance));
        }
    }

    /// <inheritdoc/>
    public void Residuals(int source, int s, Span<double> residuals)
    {
        int first = observations.First[source];
        double flux = draws.NormalFlux(source, s);
        for (int k = 0; k < residuals.Length; k++)
        {
            residuals[k] = (draws.Offset(source, first + k, s) - flux) / Math.Sqrt(draws.Variance(source, first + k, s));
        }
    }
}
