using GpuConcord.Host.Statistics;
using GpuConcord.Host.Threads;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Models.LogT;

/// <summary>The mode of θ = (B − b, ln σ²) under the log-t model with weights and fluxes integrated out, and the negative Hessian there.</summary>
/// <remarks>
/// Newton's method. With ρ = E[1/ψ | r], ∂ ln f/∂B = ½ + rρ and ∂ ln f/∂ ln σ² = ½(ν − σ²ρ); a source's gradient is their mean over its flux, and its Hessian the mean of their
/// derivatives plus their covariance (Louis 1982, JRSS B 44, 226).
/// </remarks>
/// <param name="sources">The data.</param>
/// <param name="areas">Prior of B.</param>
/// <param name="alpha">α of every fitted σ².</param>
/// <param name="beta">β of every fitted σ².</param>
/// <param name="error">The density of an observation.</param>
/// <param name="known">σ² where it is known.</param>
internal sealed class CollapsedMode(SharedSources sources, AreaPrior areas, double[] alpha, double[] beta, LogTError error, double? known)
{
    private const int MostSteps = 60;
    private const int MostHalvings = 12;
    private const double LongestLog = 1.0;

    // A reference need be no better than this makes it.
    private const double Step = 1.0;
    private const double Negligible = 18;

    // Newton's decrement, twice what ln p may still gain, from which one step more leaves nothing to gain.
    private const double Close = 1e-2;
    private const int Chunk = 256;

    private readonly int n = areas.Count;
    private readonly int scales = alpha.Length;

    /// <summary>Climbs to the mode; null where it finds none.</summary>
    /// <param name="start">θ to begin from.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public (double[] Centre, Matrix<double> Precision)? Find(double[] start, CancellationToken cancellation)
    {
        double[] at = [.. start];
        (double value, Vector<double> slope, Matrix<double> curvature) = Look(at);
        for (int step = 0; step < MostSteps && double.IsFinite(value); step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Direction(slope, curvature, out bool convex) is not { } direction)
            {
                return null;
            }

            double gain = direction.DotProduct(slope);
            if (convex && gain < Close)
            {
                return ([.. at.Select((own, k) => own + direction[k])], -curvature);
            }

            double length = Math.Min(1, Enumerable.Range(n, scales).Select(k => LongestLog / Math.Max(1e-300, Math.Abs(direction[k]))).DefaultIfEmpty(1).Min());
            bool moved = false;
            for (int halving = 0; halving < MostHalvings && !moved; halving++, length *= 0.5)
            {
                double[] tried = [.. at.Select((own, k) => own + (length * direction[k]))];
                (double there, Vector<double> slopeThere, Matrix<double> curvatureThere) = Look(tried);
                if (there >= value - 1e-7)
                {
                    (at, value, slope, curvature, moved) = (tried, there, slopeThere, curvatureThere, true);
                }
            }

            if (!moved)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>(−H)⁻¹g, with a ridge where −H is not positive definite.</summary>
    private static Vector<double>? Direction(Vector<double> slope, Matrix<double> curvature, out bool convex)
    {
        Matrix<double> precision = -curvature;
        convex = true;
        double ridge = 0;
        for (int tries = 0; tries < 40; tries++)
        {
            try
            {
                Matrix<double> more = Matrix<double>.Build.DenseDiagonal(precision.RowCount, precision.RowCount, k => ridge * (1 + Math.Abs(precision[k, k])));
                return (precision + more).Cholesky().Solve(slope);
            }
            catch (ArgumentException)
            {
                convex = false;
                ridge = ridge == 0 ? 1e-3 : 3 * ridge;
            }
        }

        return null;
    }

    /// <summary>ln p(θ | y), up to a constant, its gradient and its Hessian.</summary>
    private (double Value, Vector<double> Slope, Matrix<double> Curvature) Look(double[] at)
    {
        int dimension = n + scales;
        int chunks = (sources.Count + Chunk - 1) / Chunk;
        ModeSums[] sums = new ModeSums[chunks];
        SideBySide.For(0, chunks, c =>
        {
            ModeSums own = new(dimension);
            EvenRule rule = new(error, Negligible);
            for (int j = c * Chunk; j < Math.Min(sources.Count, (c + 1) * Chunk); j++)
            {
                Add(j, at, rule, own);
            }

            sums[c] = own;
        }, CancellationToken.None);
        double value = 0;
        Vector<double> slope = Vector<double>.Build.Dense(dimension);
        Matrix<double> curvature = Matrix<double>.Build.Dense(dimension, dimension);
        foreach (ModeSums own in sums)
        {
            value += own.Value;
            slope += own.Slope;
            curvature += own.Curvature;
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                value -= 0.5 * at[i] * at[k] * areas.Precision[i, k];
                slope[i] -= areas.Precision[i, k] * at[k];
                curvature[i, k] -= areas.Precision[i, k];
            }
        }

        for (int g = 0; g < scales; g++)
        {
            double rest = beta[g] * Math.Exp(-at[n + g]);
            value -= (alpha[g] * at[n + g]) + rest;
            slope[n + g] += rest - alpha[g];
            curvature[n + g, n + g] -= rest;
        }

        return (value, slope, curvature);
    }

    private void Add(int source, double[] at, EvenRule rule, ModeSums sums)
    {
        int first = sources.First[source];
        int members = sources.First[source + 1] - first;
        Span<double> centre = stackalloc double[members];
        Span<double> scale = stackalloc double[members];
        Span<int> place = stackalloc int[2 * members];
        for (int a = 0; a < members; a++)
        {
            int i = sources.Instrument[first + a];
            place[a] = i;
            place[members + a] = scales == 0 ? -1 : n + (scales == 1 ? 0 : i);
            centre[a] = sources.Value[first + a] - at[i];
            scale[a] = known ?? Math.Exp(at[place[members + a]]);
        }

        if (!rule.Cover(centre, scale, Step))
        {
            sums.Value = double.NaN;
            return;
        }

        double highest = rule.LogTerm.Max();
        double total = 0;
        Span<double> slope = stackalloc double[2 * members];
        Span<double> mean = stackalloc double[2 * members];
        Span<double> bend = stackalloc double[3 * members];
        Span<double> bends = stackalloc double[3 * members];
        Span<double> square = members <= 16 ? stackalloc double[4 * members * members] : new double[4 * members * members];
        mean.Clear();
        bends.Clear();
        square.Clear();
        for (int m = 0; m < rule.Flux.Count; m++)
        {
            double term = Math.Exp(rule.LogTerm[m] - highest);
            total += term;
            for (int a = 0; a < members; a++)
            {
                double r = centre[a] - rule.Flux[m], q = scale[a] + (r * r);
                error.Bessel(q, out double rho);

                // By the Riccati equation of R = K_(k+1)/K_k = 4xρ: R′ = R² − (2k + 1)R/x − 1.
                double x = 0.5 * Math.Sqrt(q), ratio = 4 * x * rho;
                double rhoBend = (((ratio * ratio) - ((error.Nu + 2) * ratio / x) - 1) / (4 * x) - (rho / x)) / (8 * x);
                slope[a] = 0.5 + (r * rho);
                slope[members + a] = 0.5 * (error.Nu - (scale[a] * rho));
                bend[a] = -rho - (2 * r * r * rhoBend);
                bend[members + a] = r * scale[a] * rhoBend;
                bend[(2 * members) + a] = -0.5 * scale[a] * (rho + (scale[a] * rhoBend));
            }

            for (int a = 0; a < 3 * members; a++)
            {
                bends[a] += term * bend[a];
            }

            for (int a = 0; a < 2 * members; a++)
            {
                mean[a] += term * slope[a];
                for (int b = 0; b <= a; b++)
                {
                    square[(a * 2 * members) + b] += term * slope[a] * slope[b];
                }
            }
        }

        sums.Value += highest + Math.Log(total);
        for (int a = 0; a < members; a++)
        {
            // What goes out of the integral.
            sums.Value += -(0.5 * centre[a]) + (0.5 * error.Nu * Math.Log(scale[a]));
            (int b, int s) = (place[a], place[members + a]);
            sums.Curvature[b, b] += bends[a] / total;
            if (s >= 0)
            {
                sums.Curvature[b, s] += bends[members + a] / total;
                sums.Curvature[s, b] += bends[members + a] / total;
                sums.Curvature[s, s] += bends[(2 * members) + a] / total;
            }
        }

        for (int a = 0; a < 2 * members; a++)
        {
            if (place[a] < 0)
            {
                continue;
            }

            sums.Slope[place[a]] += mean[a] / total;
            for (int b = 0; b < 2 * members; b++)
            {
                if (place[b] >= 0)
                {
                    double both = a >= b ? square[(a * 2 * members) + b] : square[(b * 2 * members) + a];
                    sums.Curvature[place[a], place[b]] += (both / total) - (mean[a] / total * (mean[b] / total));
                }
            }
        }
    }

    private sealed class ModeSums(int dimension)
    {
        public double Value { get; set; }

        public Vector<double> Slope { get; } = Vector<double>.Build.Dense(dimension);

        public Matrix<double> Curvature { get; } = Matrix<double>.Build.Dense(dimension, dimension);
    }
}
