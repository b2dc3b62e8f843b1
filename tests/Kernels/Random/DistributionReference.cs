namespace GpuConcord.Tests.Kernels.Random;

/// <summary>Exact mean, variance and kurtosis of a function of a draw; NaN where they do not exist.</summary>
internal readonly record struct ExactMoments(double Mean, double Variance, double Kurtosis);

/// <summary>A distribution of tests/data/distributions/reference.csv.</summary>
/// <param name="Name">gamma, inverse_gamma or gig.</param>
/// <param name="Parameters">Its three parameters as the file writes them.</param>
/// <param name="Plain">Moments of x.</param>
/// <param name="Inverse">Moments of 1/x.</param>
/// <param name="Log">Moments of ln x.</param>
/// <param name="Probabilities">Increasing probabilities.</param>
/// <param name="LogQuantiles">Quantiles of ln x there.</param>
internal sealed record DistributionReference(
    string Name, string[] Parameters, ExactMoments Plain, ExactMoments Inverse, ExactMoments Log, double[] Probabilities, double[] LogQuantiles)
{
    private const int Numbers = 4;
    private const int Quantiles = 13;

    private static readonly string[][] Table =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "distributions", "reference.csv")).Select(line => line.Split(','))];

    /// <summary>Every distribution of one name.</summary>
    public static IEnumerable<DistributionReference> All(string name)
    {
        double[] probabilities = Array.ConvertAll(Table[0][Quantiles..], double.Parse);
        foreach (string[] row in Table.Where(row => string.Equals(row[0], name, StringComparison.Ordinal)))
        {
            double[] numbers = Array.ConvertAll(row[Numbers..], double.Parse);
            yield return new DistributionReference(
                name,
                row[1..Numbers],
                new ExactMoments(numbers[0], numbers[1], numbers[2]),
                new ExactMoments(numbers[3], numbers[4], numbers[5]),
                new ExactMoments(numbers[6], numbers[7], numbers[8]),
                probabilities,
                numbers[(Quantiles - Numbers)..]);
        }
    }

    /// <summary>The distribution with these leading parameters, written as in the file.</summary>
    public static DistributionReference Find(string name, params string[] parameters) =>
        All(name).Single(law => law.Parameters.Take(parameters.Length).SequenceEqual(parameters, StringComparer.Ordinal));

    /// <summary>One parameter as a number.</summary>
    public double Parameter(int index) => double.Parse(Parameters[index]);
}
