using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;

namespace GpuConcord.Cli.Pages;

/// <summary>The priors in one line, or one line for each band that differs.</summary>
internal static class PriorText
{
    /// <summary>The lines of one fit.</summary>
    public static IEnumerable<string> Of(Fit fit)
    {
        Priors priors = fit.Priors;
        string[] names = fit.Observations.Instruments;
        string nominal = Array.TrueForAll(priors.LogArea, b => b == 0) ? "b = 0 (ratios to the nominal areas)" : $"b = {Listed(priors.LogArea, names)}";
        yield return $"B ~ N(b, τ²), {nominal}, τ = {Listed(priors.Tau, names)}";
        if (fit.Joint is not null)
        {
            yield return $"the areas of one instrument correlate between bands: {BandTies.Range(fit.Joint)}";
        }

        foreach (string line in fit.Model.Says.Priors)
        {
            yield return line;
        }

        if (fit.Scatter is not null)
        {
            yield return $"σ² ~ InvGamma(α, β), α = {Listed(priors.Alpha, names)}, β = {Listed(priors.Beta, names)}{Origin(priors)}";
        }
    }

    private static string Origin(Priors priors) => priors.Scatter is not { } scatter ? ""
        : Array.TrueForAll(priors.Beta, beta => beta == scatter.Beta) ? $" = {scatter.Origin}"
        : $"; {Number(scatter.Beta)} = {scatter.Origin}";

    /// <summary>One number when all are equal, otherwise each with its instrument, equal ones together.</summary>
    private static string Listed(double[] values, string[] names)
    {
        IGrouping<double, string>[] groups = values.Select((value, i) => (value, name: names[i])).GroupBy(pair => pair.value, pair => pair.name).ToArray();
        return groups.Length == 1
            ? Number(groups[0].Key)
            : string.Join("; ", groups.Select(group => $"{Number(group.Key)} ({string.Join(", ", group)})"));
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
