using System.Globalization;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Pages;

/// <summary>What a reader may want to type next.</summary>
internal static class NextSteps
{
    /// <summary>A prior that holds more than this of an area is worth questioning.</summary>
    private const double Leaning = 0.2;

    /// <summary>A τ that no wider one says less than: the area is then known to a factor of e¹⁰.</summary>
    private const double Vague = 10;

    /// <summary>Writes at most four lines.</summary>
    /// <param name="run">The run.</param>
    /// <param name="again">The command line that made it, as far as it decides numbers.</param>
    /// <param name="errorsOnly">The same with the table's errors for all of the scatter; null when no model does that.</param>
    /// <param name="output">The folder its files are in, or null.</param>
    /// <param name="page">Where to.</param>
    public static void Write(FitRun run, UsedWords again, UsedWords? errorsOnly, string? output, Page page)
    {
        string[] lines = [.. Lines(run, again, errorsOnly, output)];
        if (lines.Length == 0)
        {
            return;
        }

        page.Blank();
        page.Heading("What next");
        foreach (string line in lines)
        {
            page.Line($"  {line}");
        }
    }

    /// <summary>The lines: each the command line that was used, with a change.</summary>
    internal static IEnumerable<string> Lines(FitRun run, UsedWords again, UsedWords? errorsOnly, string? output)
    {
        Fit fit = run.Fits[0];
        // Longer chains do not cross between modes either.
        if (run.Fits.FirstOrDefault(f => !f.Converged && f.Modes.Count == 0) is { } unfinished)
        {
            yield return $"longer chains:            {Longer(unfinished.Options, again).Line}";
        }

        if (output is null)
        {
            yield return $"every number to files:    {again.With("--output", "results").Line}";
        }

        // Where prior and data contradict each other the page says in its first lines how wide.
        if (run.Fits.All(f => f.PriorConflict is null) && run.Fits.SelectMany(OwnWeights).DefaultIfEmpty(0).Max() > Leaning && Wider(run, again) is { } tau)
        {
            yield return $"a wider prior:            {again.With("--tau", tau).Line}";
        }

        if (errorsOnly is not null && fit.Scatter is not null && run.Fits.All(f => f.Observations.Variance?.All(variance => variance > 0) ?? false))
        {
            yield return $"the table's errors only:  {errorsOnly.Line}";
        }
    }

    /// <summary>Twice the draws and more warm-up; of a fit that went on by itself, what it would have done next.</summary>
    private static UsedWords Longer(FitOptions options, UsedWords again)
    {
        if (options.MostThin > 1)
        {
            FitOptions further = options.Further();
            return again.With("--warmup", $"{further.WarmUp}").With("--draws", $"{further.Draws}").With("--thin", $"{further.Thin}");
        }

        UsedWords longer = again.With("--draws", $"{2 * options.Draws}");
        return options.Sampler is Sampler.Exact ? longer : longer.With("--warmup", $"{Math.Max(1000, 4 * options.WarmUp)}");
    }

    /// <summary>
    /// Twice the widest τ for every instrument: by name beside a file of priors, whose own τ holds against a plain number; null where a name cannot
    /// be written so, and where the prior says nothing already.
    /// </summary>
    private static string? Wider(FitRun run, UsedWords again)
    {
        double widest = run.Fits[0].Priors.Tau.Max();
        if (widest > Vague)
        {
            return null;
        }

        string tau = (2 * widest).ToString("G3", CultureInfo.InvariantCulture);
        if (again.Options.All(option => option.Name is not "--priors"))
        {
            return tau;
        }

        return run.Instruments.Any(name => name.AsSpan().IndexOfAny(",=") >= 0) ? null : string.Join(',', run.Instruments.Select(name => $"{name}={tau}"));
    }

    private static IEnumerable<double> OwnWeights(Fit fit) => Enumerable.Range(0, fit.Areas.Length).Select(i => fit.PriorInfluence[i, i]);
}
