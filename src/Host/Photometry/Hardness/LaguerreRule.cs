namespace GpuConcord.Host.Photometry.Hardness;

/// <summary>Rules of Gauss and Laguerre: Σ w f(u) = ∫ e^(−u) f(u) du over u &gt; 0, exact for polynomials of a degree below twice the number of nodes.</summary>
internal static class LaguerreRule
{
    /// <summary>Nodes and weights by turns, rising.</summary>
    /// <param name="count">How many nodes, up to some 170: the weight of the last is e^(−4 count).</param>
    public static double[] Of(int count)
    {
        // In √u the zeros lie no nearer to one another than half this step, and the first no nearer to 0.
        double step = 0.2 / Math.Sqrt(count + 1.0);
        double[] rule = new double[2 * count];
        double root = 0.0, sign = 1.0;
        for (int k = 0; k < count; k++)
        {
            double next = root;
            while (sign * Functions(next * next, count).Last > 0.0)
            {
                root = next;
                next = root + step;
            }

            double node = Zero(root * root, next * next, sign, count);
            (double last, double before) = Functions(node, count + 1);
            rule[2 * k] = node;

            // w = u/((n + 1) L_{n+1}(u))², each L here times e^(−u/2).
            double scaled = (count + 1.0) * last;
            rule[(2 * k) + 1] = node / scaled * Math.Exp(-node) / scaled;
            (root, sign) = (next, -sign);
        }
        return rule;
    }

    /// <summary>The zero between two points, by bisection to the last digit but a few and one step of Newton.</summary>
    private static double Zero(double below, double above, double sign, int count)
    {
        for (int step = 0; step < 60 && above - below > 1e-15 * above; step++)
        {
            double middle = 0.5 * (below + above);
            (below, above) = sign * Functions(middle, count).Last > 0.0 ? (middle, above) : (below, middle);
        }
        return 0.5 * (below + above);
    }

    /// <summary>e^(−u/2) L_n(u) and e^(−u/2) L_{n−1}(u), by the recurrence in n.</summary>
    private static (double Last, double Before) Functions(double u, int n)
    {
        double before = 0.0, last = Math.Exp(-0.5 * u);
        for (int k = 0; k < n; k++)
        {
            (before, last) = (last, ((((2.0 * k) + 1.0 - u) * last) - (k * before)) / (k + 1.0));
        }

        return (last, before);
    }
}
