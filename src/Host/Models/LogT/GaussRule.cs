namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// Gauss quadrature for a discrete measure: n nodes and weights that integrate every polynomial of degree below 2n as the measure does. Recurrence coefficients by the procedure of
/// Stieltjes, then the eigenvalues of Jacobi's matrix and the first components of its eigenvectors (Golub and Welsch 1969, Mathematics of Computation 23, 221).
/// </summary>
internal static class GaussRule
{
    private const int MostSweeps = 60;

    /// <summary>The rule.</summary>
    /// <param name="place">Where the measure has its mass.</param>
    /// <param name="mass">How much, of sum 1.</param>
    /// <param name="nodes">Receives the nodes; its length is n.</param>
    /// <param name="weights">Receives the weights.</param>
    /// <returns>Whether it was found.</returns>
    public static bool Of(ReadOnlySpan<double> place, ReadOnlySpan<double> mass, Span<double> nodes, Span<double> weights)
    {
        int n = nodes.Length;
        Span<double> off = stackalloc double[n + 1];
        Span<double> own = place.Length <= 512 ? stackalloc double[place.Length] : new double[place.Length];
        Span<double> before = place.Length <= 512 ? stackalloc double[place.Length] : new double[place.Length];
        own.Fill(1);
        before.Clear();
        for (int k = 0; k < n; k++)
        {
            double mean = 0;
            for (int m = 0; m < place.Length; m++)
            {
                mean += mass[m] * place[m] * own[m] * own[m];
            }

            // Polynomials of norm 1: what is left of x·p after its part along p and the one before.
            double norm = 0;
            for (int m = 0; m < place.Length; m++)
            {
                double next = ((place[m] - mean) * own[m]) - (off[k] * before[m]);
                before[m] = own[m];
                own[m] = next;
                norm += mass[m] * next * next;
            }

            nodes[k] = mean;
            off[k + 1] = Math.Sqrt(norm);
            if (!(off[k + 1] > 1e-12))
            {
                return false;
            }

            for (int m = 0; m < place.Length; m++)
            {
                own[m] /= off[k + 1];
            }
        }

        weights.Clear();
        weights[0] = 1;
        return Diagonalise(nodes, off[1..], weights);
    }

    /// <summary>Implicit QL of a symmetric tridiagonal matrix (EISPACK's imtql2), of the eigenvectors only the first components, squared.</summary>
    private static bool Diagonalise(Span<double> diagonal, Span<double> off, Span<double> first)
    {
        int n = diagonal.Length;
        off[n - 1] = 0;
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(off[m]) > double.Epsilon + (1e-16 * (Math.Abs(diagonal[m]) + Math.Abs(diagonal[m + 1]))))
                {
                    m++;
                }

                if (m == l)
                {
                    break;
                }

                if (sweep == MostSweeps)
                {
                    return false;
                }

                double shift = (diagonal[l + 1] - diagonal[l]) / (2 * off[l]);
                double radius = Math.Sqrt((shift * shift) + 1);
                shift = diagonal[m] - diagonal[l] + (off[l] / (shift + Math.CopySign(radius, shift)));
                double sine = 1, cosine = 1, rest = 0;
                bool split = false;
                for (int i = m - 1; i >= l; i--)
                {
                    double f = sine * off[i], b = cosine * off[i];
                    radius = Math.Sqrt((f * f) + (shift * shift));
                    off[i + 1] = radius;
                    if (radius == 0)
                    {
                        diagonal[i + 1] -= rest;
                        off[m] = 0;
                        split = true;
                        break;
                    }

                    sine = f / radius;
                    cosine = shift / radius;
                    shift = diagonal[i + 1] - rest;
                    radius = ((diagonal[i] - shift) * sine) + (2 * cosine * b);
                    rest = sine * radius;
                    diagonal[i + 1] = shift + rest;
                    shift = (cosine * radius) - b;
                    (first[i + 1], first[i]) = ((sine * first[i]) + (cosine * first[i + 1]), (cosine * first[i]) - (sine * first[i + 1]));
                }

                if (split)
                {
                    continue;
                }

                diagonal[l] -= rest;
                off[l] = shift;
                off[m] = 0;
            }
        }

        for (int i = 0; i < n; i++)
        {
            first[i] *= first[i];
        }

        return true;
    }
}
