using System.Globalization;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Pages;

/// <summary>The top of the report: what was fitted, how, on what.</summary>
internal static class Header
{
    /// <summary>Writes it.</summary>
    public static void Write(FitRun run, Page page)
    {
        Fit first = run.Fits[0];
        page.Heading(run.Data.Title is { } title ? $"{run.Data.Name}: {title}" : run.Data.Name);
        page.Paragraph(Data(run, first.Observations, first.Joint is not null), "  data      ");
        if (run.Data.Citation is { } citation)
        {
            page.Paragraph(citation, "  cite      ");
        }

        page.Paragraph(first.Model.Title, "  model     ");
        foreach (string line in run.Fits.SelectMany(fit => PriorText.Of(fit)).Distinct(StringComparer.Ordinal))
        {
            page.Paragraph(line, "  prior     ");
        }

        string chains = string.Join("; ", run.Fits.GroupBy(Sampling, StringComparer.Ordinal).Select((same, k) =>
            same.Count() == run.Fits.Count ? same.Key : $"{string.Join(", ", same.Select(fit => fit.Observations.Band))}: {same.Key}"));
        page.Paragraph($"{chains}, seed {run.Seed}", "  sampler   ");
        page.Paragraph(Device(run.Device), "  device    ");
        page.Paragraph(
            $"{run.ReadSeconds:F1} s reading, {run.Fits.Sum(fit => fit.Timing.WarmUp):F1} s warm-up, "
            + $"{run.Fits.Sum(fit => fit.Timing.Sampling):F1} s sampling, {run.Fits.Sum(fit => fit.Timing.Summary):F1} s summaries",
            "  time      ");
        foreach (string note in run.Notes)
        {
            page.Paragraph(note, "  note      ");
        }

        WaterfallTable.Write(run.Data.Waterfall, page);
    }

    private static string Data(FitRun run, Observations observations, bool joint)
    {
        string unit = observations.Unit.Length > 0 ? $" [{observations.Unit}]" : "";
        string bands = run.Fits.Count > 1 ? $", {run.Fits.Count} bands, {(joint ? "fitted together" : "each fitted by itself")}" : "";
        return $"{run.Data.Path ?? "built in"}, {observations.Quantity}{unit}{bands}";
    }

    private static string Polynomial(PolynomialQuality? polynomial) => polynomial is null ? ""
        : $"; a polynomial of degree {polynomial.Degree} {(polynomial.Used ? "stands for ln p, and" : "for ln p was not used, it")} is off by "
            + $"{polynomial.Error.ToString("G2", CultureInfo.InvariantCulture)} (sd)";

    private static string Sampling(Fit fit)
    {
        FitOptions options = fit.Options;
        string kept = $"{options.Chains} chains × {Figures.Of(options.Draws, "draw")}";
        return options.Sampler is Sampler.Exact
            ? $"exact: {kept}, all independent"
            : $"{SamplerName.Of(options.Sampler)}{(options.Sampler is Sampler.Gibbs && !options.ShiftMove ? " without shift move" : "")}: {kept}"
                + $"{(options.Thin > 1 ? $", every {Ordinal.Of(options.Thin)} iteration" : "")} after {options.WarmUp} of warm-up{Polynomial(fit.Polynomial)}";
    }

    private static string Device(DeviceRecord device) =>
        $"{device.Kind}: {device.Name}, {Figures.Of(device.Units, device.Kind is "cuda" or "opencl" ? "multiprocessor" : "core")}"
        + $"{(device.LaneWidth > 1 ? $" × {device.LaneWidth} lanes" : "")}, {device.Driver} ({device.Reason.Split(';')[0]})";
}
