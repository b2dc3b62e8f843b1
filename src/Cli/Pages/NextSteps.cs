using System.Globalization;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Pages;

/// <summary>What a reader may want to type next.</summary>
internal static class NextSteps
{
    /// <summary>A prior that holds more than this of an area is worth questioning.</summary>
    private const double Leaning = 0.2;

    /// <summary>Writes at most four lines.</summary>
    public static void Write(FitRun run, string? output, Page page)
    {
        string[] lines = [.. Lines(run, output)];
        if (lines.Length == 0)
            return;
        page.Blank();
        page.Heading("What next");
        foreach (var line in lines)
            page.Line($"  {line}");
    }

    /// <summary>The lines.</summary>
    internal static IEnumerable<string> Lines(FitRun run, string? output)
    {
        var fit = run.Fits[0];
        var table = $"gpuconcord fit {Quoted(run.Data.Path ?? run.Data.Name)}";
        var again = table + Variances(fit.Options.Model);
        if (run.Fits.Any(f => !f.Converged))
            yield return $"longer chains:            {again}{(fit.Options.Sampler is Sampler.Exact ? "" : $" --warmup {Math.Max(1000, 4 * fit.Options.WarmUp)}")} --draws {2 * fit.Options.Draws}";
        if (output is null)
            yield return $"every number to files:    {again} --output results";
        if (run.Fits.SelectMany(OwnWeights).DefaultIfEmpty(0).Max() > Leaning)
            yield return $"a wider prior:            {again} --tau {(2 * fit.Priors.Tau.Max()).ToString("G3", CultureInfo.InvariantCulture)}";
        if (fit.Variances.Length > 0 && fit.Observations.Variance is not null)
            yield return $"the table's errors only:  {table} --variances known";
    }

    private static string Variances(ScatterModel model) => model switch
    {
        ScatterModel.KnownVariances => " --variances known",
        ScatterModel.KnownPlusFittedVariances => " --variances both",
        _ => "",
    };

    private static IEnumerable<double> OwnWeights(Fit fit) => Enumerable.Range(0, fit.Areas.Length).Select(i => fit.PriorInfluence[i, i]);

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path;
}
