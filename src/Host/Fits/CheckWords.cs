using System.Globalization;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Fits;

/// <summary>The checks of a model in cells and sentences: residuals and p-values an instrument, what stands out, leave-one-out.</summary>
public static class CheckWords
{
    /// <summary>What the table of counts shows, in words.</summary>
    public const string CountKey =
        "Counts n in the source aperture beside counts that the model makes with the same areas, fluxes and backgrounds: p is the probability that those have more zeros, are "
            + "dispersed more, or have a larger largest; near 0 or 1 the model does not describe them. Dispersion: Σ (n - expected)²/variance over the number of observations.";

    private const int Listed = 5;
    private const double Outlying = 3;
    private const double Odd = 0.01;
    private const double Extreme = 0.05;

    /// <summary>Headers of <see cref="Residuals"/>.</summary>
    public static IReadOnlyList<string> ResidualHeader { get; } = ["instr.", "n", "beyond 2σ", "expected", "beyond 3σ", "expected", "p scatter", "p extreme"];

    /// <summary>Headers of <see cref="Counts"/>.</summary>
    public static IReadOnlyList<string> CountHeader { get; } = ["instr.", "n", "zeros", "expected", "p zeros", "dispersion", "p dispersion", "largest n", "p largest"];

    /// <summary>Cells of the table of residuals, a row an instrument and one for all.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="checks">Its checks.</param>
    public static IEnumerable<IReadOnlyList<string>> Residuals(Fit fit, ModelChecks checks)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(checks);
        return [.. checks.Residuals.Instruments.Select((check, i) => Row(fit.Observations.Instruments[i], check)), Row("all", checks.Residuals.Together)];
    }

    /// <summary>Cells of the table of counts, a row an instrument; none where the data are values.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="checks">Its checks.</param>
    public static IEnumerable<IReadOnlyList<string>> Counts(Fit fit, ModelChecks checks)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(checks);
        return (checks.Counts ?? []).Select((check, i) => (string[])
        [
            fit.Observations.Instruments[i], $"{check.Count}", $"{check.Zeros}", Number(check.ExpectedZeros, check.Errors?.ExpectedZeros),
            PValue(check.ZerosPValue, check.Errors?.ZerosPValue),
            check.Errors is { } errors ? $"{Labelled.Fixed(check.Dispersion, 3)} ± {Labelled.Fixed(errors.Dispersion, 3)}" : Labelled.Fixed(check.Dispersion, 2),
            PValue(check.DispersionPValue, check.Errors?.DispersionPValue), Labelled.Fixed(check.Largest, 0), PValue(check.LargestPValue, check.Errors?.LargestPValue),
        ]);
    }

    /// <summary>What the table of residuals shows, in words.</summary>
    /// <param name="fit">The fit.</param>
    public static string Key(Fit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return fit.Model.Says.Residuals
            + "; p is the posterior predictive probability of more scatter, or of a larger extreme, than was seen. "
            + (fit.Scatter is not null ? "A fitted σ follows the scatter, so that p scatter can hardly be small. " : "")
            + "elpd is the sum of ln p(observation | all others), larger is better: compare models on the same data by it.";
    }

    /// <summary>What the numbers say.</summary>
    public static IEnumerable<string> Sentences(Fit fit, ModelChecks checks)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(checks);
        string[] names = fit.Observations.Instruments;
        (InstrumentCheck Check, string Name)[] odd = checks.Residuals.Instruments.Select((check, i) => (Check: check, Name: names[i])).ToArray();
        foreach ((InstrumentCheck check, string name) in odd.Where(pair => pair.Check.ScatterPValue < Odd))
        {
            yield return $"{name} scatters more than the model allows (p = {PValue(check.ScatterPValue)}).";
        }

        foreach ((InstrumentCheck check, string name) in odd.Where(pair => pair.Check.ScatterPValue > 1 - Odd))
        {
            yield return $"{name} scatters less than the model says (p = {PValue(check.ScatterPValue)}): its errors are too large.";
        }

        foreach ((InstrumentCheck check, string name) in odd.Where(pair => pair.Check.ExtremePValue < Odd))
        {
            yield return $"{name} has residuals too large for a {fit.Model.Says.Law} distribution (p = {PValue(check.ExtremePValue)}).";
        }

        foreach (string sentence in OfCounts(checks, names))
        {
            yield return sentence;
        }

        double[] mean = checks.Residuals.Mean;
        int[] outliers = Enumerable.Range(0, checks.Judged.Length).Where(k => Math.Abs(mean[checks.Judged[k]]) > Outlying)
            .OrderByDescending(k => Math.Abs(mean[checks.Judged[k]])).ToArray();
        // Of very many observations some lie beyond 3σ by right.
        if (outliers.Length > 0 && checks.Residuals.Instruments.Any(check => check.ExtremePValue < Extreme))
        {
            IEnumerable<string> listed = outliers.Take(Listed).Select(k =>
                $"{names[fit.Observations.Instrument[checks.Judged[k]]]} of {fit.Observations.Sources[checks.Source[k]]} ({Labelled.Signed(mean[checks.Judged[k]], 1)}σ)");
            yield return $"Outliers: {string.Join(", ", listed)}{(outliers.Length > Listed ? $" and {outliers.Length - Listed} more; --output lists all" : "")}.";
        }
        foreach (string sentence in LeaveOneOutWords.Of(fit, checks))
        {
            yield return sentence;
        }
    }

    private static IEnumerable<string> OfCounts(ModelChecks checks, string[] names)
    {
        for (int i = 0; i < (checks.Counts?.Count ?? 0); i++)
        {
            CountCheck check = checks.Counts![i];
            if (IsOdd(check.ZerosPValue))
            {
                yield return $"{names[i]} counted nothing {Labelled.Of(check.Zeros, "time")}, where the model expects {Labelled.Fixed(check.ExpectedZeros, 1)} "
                    + $"(p = {PValue(check.ZerosPValue)}).";
            }

            if (IsOdd(check.DispersionPValue))
            {
                yield return $"The counts of {names[i]} are dispersed {(check.DispersionPValue < Odd ? "more" : "less")} than the model says "
                    + $"(p = {PValue(check.DispersionPValue)}).";
            }

            if (IsOdd(check.LargestPValue))
            {
                yield return $"The largest count of {names[i]}, {Labelled.Fixed(check.Largest, 0)}, is too {(check.LargestPValue < Odd ? "large" : "small")} for the model "
                    + $"(p = {PValue(check.LargestPValue)}).";
            }
        }
    }

    private static bool IsOdd(double p) => p is < Odd or > 1 - Odd;

    private static string[] Row(string name, InstrumentCheck check) =>
    [
        name,
        $"{check.Count}",
        Number(check.Beyond2, check.Errors?.Beyond2),
        Labelled.Fixed(0.0455 * check.Count, 1),
        Number(check.Beyond3, check.Errors?.Beyond3),
        Labelled.Fixed(0.0027 * check.Count, 1),
        PValue(check.ScatterPValue, check.Errors?.ScatterPValue),
        PValue(check.ExtremePValue, check.Errors?.ExtremePValue),
    ];

    private static string Number(double value, double? error) => error is { } own ? $"{Labelled.Fixed(value, 1)} ± {Labelled.Fixed(own, 1)}" : Labelled.Fixed(value, 1);

    private static string PValue(double p, double? error) => error is { } own && double.IsFinite(p) ? $"{PValue(p)} ± {Labelled.Fixed(own, 3)}" : PValue(p);

    private static string PValue(double p) =>
        !double.IsFinite(p) ? "–" : p < 0.001 ? p.ToString("0e0", CultureInfo.InvariantCulture) : Labelled.Fixed(p, 3);
}
