using GpuConcord.Host.Data;
using GpuConcord.Host.Models;

namespace GpuConcord.Host.Checks;

/// <summary>The leave-out densities of one source at the mean of the draws, with first and second differences in every direction.</summary>
/// <param name="observations">The data.</param>
/// <param name="errors">What the model says of them, under the draws and points.</param>
/// <param name="points">The points.</param>
internal sealed class Expansion(Observations observations, ISourceErrors errors, SigmaPoints points)
{
    private double[] values = [];

    /// <summary>Index of its first observation.</summary>
    public int First { get; private set; }

    /// <summary>How many it has.</summary>
    public int Observations { get; private set; }

    /// <summary>Goes to a source; false where none of its observations can be left out.</summary>
    public bool At(int source)
    {
        First = observations.First[source];
        Observations = observations.First[source + 1] - First;
        if (Observations < (errors.PredictsAlone ? 1 : 2))
        {
            return false;
        }

        int count = points.All - points.Draws;
        if (values.Length < count * Observations)
        {
            values = new double[count * Observations];
        }

        for (int point = 0; point < count; point++)
        {
            errors.LeaveOut(source, points.Draws + point, values.AsSpan(point * Observations, Observations));
        }

        return true;
    }

    /// <summary>ℓ at the mean.</summary>
    public double Centre(int o) => values[o];

    /// <summary>Σ ℓ'² and Σ ℓ'' over directions, which are added to totals too; not where the density is no number, as that has no expansion.</summary>
    /// <param name="o">Observation of the source.</param>
    /// <param name="times">How often it counts in the totals.</param>
    /// <param name="slopes">Totals of ℓ', an entry a direction.</param>
    /// <param name="bends">Totals of ℓ'' − ℓ'².</param>
    public (double Influence, double Curvature) Add(int o, double times, double[] slopes, double[] bends)
    {
        double influence = 0, curvature = 0;
        for (int k = 0; k < points.Count; k++)
        {
            double slope = Slope(o, k);
            influence += slope * slope;
            curvature += Bend(o, k);
        }

        for (int k = 0; k < points.Count && double.IsFinite(Centre(o) + influence + curvature); k++)
        {
            double slope = Slope(o, k);
            slopes[k] += times * slope;
            bends[k] += times * (Bend(o, k) - (slope * slope));
        }

        return (influence, curvature);
    }

    /// <summary>ℓ' in a direction.</summary>
    private double Slope(int o, int k) => 0.5 * (Plus(o, k) - Minus(o, k));

    /// <summary>ℓ'' in a direction.</summary>
    private double Bend(int o, int k) => Plus(o, k) + Minus(o, k) - (2 * values[o]);

    private double Plus(int o, int k) => values[((1 + (2 * k)) * Observations) + o];

    private double Minus(int o, int k) => values[((2 + (2 * k)) * Observations) + o];
}
