using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace GpuConcord.Host.Statistics.Modes;

/// <summary>
/// Climbs the collapsed posterior of η = ln v from one start: BFGS on coordinates scaled by the curvature a fitted variance
/// has by itself, √(2/(n_i + 2α_i)), then Newton steps on the Hessian, which also serves the Laplace approximation.
/// </summary>
internal sealed class LocalMode
{
    // Beyond ±80 exp(η) is no variance of anything measured in logarithms; the wall keeps a long line search finite.
    private const double Wall = 80;
    private const int NewtonSteps = 50;

    private readonly CollapsedPosterior posterior;
    private readonly double[] scale;

    public LocalMode(CollapsedPosterior posterior)
    {
        this.posterior = posterior;
        scale = new double[posterior.Count];
        for (int i = 0; i < scale.Length; i++)
        {
            scale[i] = Math.Sqrt(2 / (posterior.Statistics.SharedObservationCount[i] + 2 * posterior.Alpha[i]));
        }
    }

    /// <summary>Typical sd of each ln v_i, the unit in which steps and distances are measured.</summary>
    public ReadOnlySpan<double> Scale => scale;

    /// <summary>Newton's method from <paramref name="start"/>, a point near a mode: the mode and the Hessian of ln p there.</summary>
    public ModeCandidate Polish(double[] start)
    {
        double[] at = start;
        double density = posterior.LogDensity(at);
        double[] gradient = new double[at.Length];
        for (int step = 0; ; step++)
        {
            posterior.Gradient(at, gradient);
            double[,] hessian = Hessian(at);
            double slope = ScaledSlope(gradient);
            ModeCandidate candidate = new(at, density, hessian, slope);
            if (slope < 1e-9 || step == NewtonSteps || !TryNewton(at, gradient, hessian, density, out double[] next, out double reached))
            {
                return candidate;
            }

            (at, density) = (next, reached);
        }
    }

    /// <summary>∂² ln p/∂η², N × N, by central differences of the closed-form gradient, symmetrised.</summary>
    public double[,] Hessian(double[] at)
    {
        int n = at.Length;
        double[] up = new double[n], down = new double[n], point = (double[])at.Clone();
        double[,] hessian = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            double step = 1e-4 * Math.Min(1, 3 * scale[i]);
            point[i] = at[i] + step;
            posterior.Gradient(point, up);
            double width = point[i];
            point[i] = at[i] - step;
            posterior.Gradient(point, down);
            width -= point[i];
            point[i] = at[i];
            for (int k = 0; k < n; k++)
            {
                double second = 0.5 * (up[k] - down[k]) / width;
                hessian[i, k] += second;
                hessian[k, i] += second;
            }
        }
        return hessian;
    }

    /// <summary>The highest point that BFGS reaches from <paramref name="start"/>, near enough to a mode for <see cref="Polish"/>.</summary>
    public double[] Climb(double[] start)
    {
        int n = start.Length;
        double[] best = (double[])start.Clone(), eta = new double[n], gradient = new double[n];
        double highest = posterior.LogDensity(start);
        (double, Vector<double>) Objective(Vector<double> x)
        {
            for (int i = 0; i < n; i++)
            {
                eta[i] = Math.Clamp(x[i] * scale[i], -Wall, Wall);
            }

            double density = posterior.LogDensity(eta, gradient);
            if (density > highest)
            {
                highest = density;
                eta.CopyTo(best, 0);
            }
            return (-density, Vector<double>.Build.Dense(n, i => -gradient[i] * scale[i]));
        }

        try
        {
            new BfgsMinimizer(1e-4, 1e-10, 1e-12, 500).FindMinimum(ObjectiveFunction.Gradient(Objective), Vector<double>.Build.Dense(n, i => start[i] / scale[i]));
        }
        catch (OptimizationException)
        {
            // A line search that cannot improve, at a mode already or at the wall: the best point seen goes on to Newton.
        }
        return best;
    }

    // −Hessian is damped until it is positive definite and the step goes uphill, as Levenberg and Marquardt do.
    private bool TryNewton(double[] at, double[] gradient, double[,] hessian, double density, out double[] next, out double reached)
    {
        int n = at.Length;
        for (double damping = 0; damping < 1e6; damping = damping == 0 ? 1e-3 : damping * 10)
        {
            Matrix<double> system = Matrix<double>.Build.Dense(n, n, (i, k) => -hessian[i, k] * scale[i] * scale[k] + (i == k ? damping : 0));
            Vector<double> step;
            try
            {
                step = system.Cholesky().Solve(Vector<double>.Build.Dense(n, i => gradient[i] * scale[i]));
            }
            catch (ArgumentException)
            {
                continue;
            }
            next = new double[n];
            for (int i = 0; i < n; i++)
            {
                next[i] = at[i] + step[i] * scale[i];
            }

            reached = posterior.LogDensity(next);
            if (reached > density || (reached >= density - 1e-12 * Math.Abs(density) && ScaledSlope(GradientAt(next)) < 0.5 * ScaledSlope(gradient)))
            {
                return true;
            }
        }
        (next, reached) = (at, density);
        return false;
    }

    private double[] GradientAt(double[] at)
    {
        double[] gradient = new double[at.Length];
        posterior.Gradient(at, gradient);
        return gradient;
    }

    private double ScaledSlope(double[] gradient)
    {
        double slope = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            slope = Math.Max(slope, Math.Abs(gradient[i] * scale[i]));
        }

        return slope;
    }
}

/// <summary>A point where a climb ended.</summary>
/// <param name="LogVariance">η, length N.</param>
/// <param name="LogDensity">ln p(η | y) up to the collapsed posterior's constant.</param>
/// <param name="Hessian">∂² ln p/∂η², N × N.</param>
/// <param name="Slope">Largest |∂ ln p/∂η_i| in units of the typical sd of ln v_i; 0 at a mode.</param>
internal sealed record ModeCandidate(double[] LogVariance, double LogDensity, double[,] Hessian, double Slope);
