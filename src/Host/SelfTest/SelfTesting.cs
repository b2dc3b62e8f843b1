using System.Diagnostics;
using System.Globalization;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.SelfTest;

/// <summary>Shows that a device computes what this program needs of it: known answers, accuracy, distributions, small fits, photometry.</summary>
public static class SelfTesting
{
    /// <summary>Runs every check, handing out each result as it comes; a check that throws has failed, with the fault as its finding.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cancellation">Stops between checks.</param>
    public static IEnumerable<CheckResult> Run(Device device, CancellationToken cancellation)
    {
        yield return Timed("Philox4x32-10, known answers", () => PhiloxCheck.Run(device));
        yield return Timed("ln, exp, ln(1+x), sin, cos", () => FunctionCheck.Elementary(device));
        yield return Timed("ln Γ", () => FunctionCheck.LogGamma(device));
        cancellation.ThrowIfCancellationRequested();
        foreach (CheckResult draws in Draws(device))
        {
            yield return draws;
        }

        cancellation.ThrowIfCancellationRequested();
        foreach (ModelKind kind in ModelCatalogue.Standard.Kinds.Where(kind => kind.Make(SettingValues.None).Can.Samplers[0] is Sampler.Exact))
        {
            yield return Timed($"fit, {kind.Key}, exact", () => FitCheck.Exact(device, kind.Make(SettingValues.None), cancellation));
        }

        IModel plain = ModelCatalogue.Standard.Default;
        foreach (Sampler sampler in plain.Can.Samplers)
        {
            yield return Timed($"fit, {plain.Kind.Key}, {SamplerName.Of(sampler)}", () => FitCheck.Fitted(device, sampler, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }

        foreach (ReferenceFit reference in ReferenceFit.All())
        {
            yield return Timed($"fit, {reference.Name}", () => FitCheck.Against(device, reference, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }

        yield return Timed("aperture photometry, 29 posteriors", () => ApertureCheck.Run(device));
        yield return Timed($"hardness ratios, {HardnessCheck.Count} posteriors", () => HardnessCheck.Run(device));
        yield return Timed("summaries of draws, beside the host's", () => SummaryCheck.Run(device));
    }

    private static IEnumerable<CheckResult> Draws(Device device)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<(string Name, Finding Finding)> findings;
        try
        {
            findings = DrawCheck.Run(device);
        }
        catch (Exception fault) when (fault is not (OutOfMemoryException or OperationCanceledException))
        {
            return [Failed("draws", fault, start)];
        }

        double share = Stopwatch.GetElapsedTime(start).TotalSeconds / findings.Count;
        return findings.Select(named => Result(named.Name, named.Finding, share));
    }

    private static CheckResult Timed(string name, Func<Finding> check)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            return Result(name, check(), Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        catch (Exception fault) when (fault is not (OutOfMemoryException or OperationCanceledException))
        {
            return Failed(name, fault, start);
        }
    }

    private static CheckResult Failed(string name, Exception fault, long start) => new(
        name, false, $"{fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}", "no fault", Stopwatch.GetElapsedTime(start).TotalSeconds);

    private static CheckResult Result(string name, Finding finding, double seconds) => new(
        name, finding.Passed, $"{Number(finding.Value)} {finding.Unit}", Number(finding.Limit), seconds);

    private static string Number(double value) => value.ToString(value is 0.0 or (>= 0.01 and < 1e4) ? "0.##" : "0.#e-0", CultureInfo.InvariantCulture);
}
