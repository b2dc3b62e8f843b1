namespace GpuConcord.Host.Diagnostics;

/// <summary>How much better one model predicts than another, on the same observations (Vehtari, Gelman and Gabry 2017, section 5.2).</summary>
/// <param name="Value">elpd of the first less that of the second: the sum of the pointwise differences.</param>
/// <param name="Error">Standard error √(n·Var) of the pointwise differences: smaller than those of the two elpd, which move together.</param>
/// <param name="Count">Number of observations n.</param>
public readonly record struct ElpdDifference(double Value, double Error, int Count)
{
    // Below 4 the standard error is not to be trusted, and the difference does not matter (Sivula, Magnusson and Vehtari 2020, arXiv:2008.10296).
    private const double LeastRelevant = 4;
    private const double LeastErrors = 2;

    /// <summary>Whether the difference is worth speaking of: 4 or more, and two standard errors or more.</summary>
    public bool IsClear => Math.Abs(Value) >= LeastRelevant && Math.Abs(Value) >= LeastErrors * Error;

    /// <summary>Compares pointwise log predictive densities, an entry an observation in the same order.</summary>
    /// <exception cref="ArgumentException">The two do not have equally many, or have none.</exception>
    public static ElpdDifference Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length || first.IsEmpty)
        {
            throw new ArgumentException($"{first.Length} and {second.Length} densities cannot be paired; expected equally many.", nameof(second));
        }

        double[] difference = new double[first.Length];
        double sum = 0;
        for (int i = 0; i < difference.Length; i++)
        {
            sum += difference[i] = first[i] - second[i];
        }

        return new ElpdDifference(sum, LeaveOneOut.StandardError(difference), difference.Length);
    }
}
