namespace GpuConcord.Host.Models;

/// <summary>The log-Normal models: y_ij ~ N(B_i + G_j − s_ij/2, s_ij), with s known, fitted, or the sum of the two.</summary>
/// <remarks>
/// With W and m the total precision and weighted mean of the others' y + s/2 − B, G_j | others ~ N(m, 1/W), so that
/// y_ij | B, s, others ~ N(B_i + m − s_ij/2, s_ij + 1/W).
/// </remarks>
internal sealed class NormalErrors(ThinnedDraws draws) : ISourceErrors
{
    private const double LogTwoPi = 1.8378770664093454836;
    private const int OnStack = 64;
    private const double Least = 1e-100;

    /// <inheritdoc/>
    public void LeaveOut(int source, int s, Span<double> logDensity)
    {
        int count = logDensity.Length;
        Span<double> own = count <= OnStack ? stackalloc double[4 * count] : new double[4 * count];
        Span<double> variances = own[..count], offsets = own.Slice(count, count);
        Span<double> weights = own.Slice(2 * count, count), products = own.Slice(3 * count, count);
        draws.Look(source, s, variances, offsets);
        for (int k = 0; k < count; k++)
        {
            weights[k] = 1 / variances[k];
            products[k] = weights[k] * offsets[k];
        }

        for (int k = 0; k < count; k++)
        {
            // Summed anew without each: a difference of totals would cancel where one of them outweighs the others.
            double total = 0;
            double sum = 0;
            for (int other = 0; other < count; other++)
            {
                if (other != k)
                {
                    total += weights[other];
                    sum += products[other];
                }
            }

            double variance = variances[k] + (1 / total);
            double residual = offsets[k] - (sum / total);
            logDensity[k] = -0.5 * (LogTwoPi + Math.Log(variance) + (residual * residual / variance));
        }
    }

    /// <inheritdoc/>
    /// <remarks>The density of the source's contrasts, −½ [ln Π s_o + ln W + Σ w_o (e_o − ē)²] with e = y + s/2 − B and ē its mean by the weights w = 1/s of sum W.</remarks>
    public double Together(int source, int s)
    {
        int count = draws.Observations.First[source + 1] - draws.Observations.First[source];
        if (count < 2)
        {
            return 0;
        }

        Span<double> own = count <= OnStack ? stackalloc double[2 * count] : new double[2 * count];
        Span<double> variances = own[..count], offsets = own[count..];
        draws.Look(source, s, variances, offsets);

        // One logarithm of a product, begun anew before it leaves the range of a double.
        double total = 0, sum = 0, product = 1, logs = 0;
        for (int k = 0; k < count; k++)
        {
            double weight = 1 / variances[k];
            total += weight;
            sum += weight * offsets[k];
            product *= variances[k];
            if (product is < Least or > 1 / Least)
            {
                logs += Math.Log(product);
                product = 1;
            }
        }

        double mean = sum / total, squares = 0;
        for (int k = 0; k < count; k++)
        {
            double from = offsets[k] - mean;
            squares += from * from / variances[k];
        }

        return -0.5 * (logs + Math.Log(product * total) + squares);
    }

    /// <inheritdoc/>
    public void Residuals(int source, int s, Span<double> residuals)
    {
        int count = residuals.Length;
        Span<double> own = count <= OnStack ? stackalloc double[2 * count] : new double[2 * count];
        Span<double> variances = own[..count], offsets = own.Slice(count, count);
        draws.Look(source, s, variances, offsets);
        double flux = draws.NormalFlux(source, s, variances, offsets);
        for (int k = 0; k < count; k++)
        {
            residuals[k] = (offsets[k] - flux) / Math.Sqrt(variances[k]);
        }
    }
}
