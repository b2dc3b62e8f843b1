using System.Globalization;
using System.Text;
using System.Xml.Linq;
using System.Xml;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>Puts a report together: one HTML file that needs nothing else, neither network nor script, and prints well.</summary>
public static class ReportPage
{
    private const string Style = """
        :root { color-scheme: light; }
        body { font: 15px/1.45 Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; color: #1a1a1a; background: #fff; max-width: 800px; margin: 0 auto; padding: 20px; }
        h1 { font-size: 24px; line-height: 1.2; margin: 0 0 4px; }
        h2 { font-size: 19px; border-bottom: 2px solid #1a1a1a; margin: 36px 0 12px; padding-bottom: 3px; }
        h3 { font-size: 16px; margin: 26px 0 8px; }
        p.lead { color: #5f5f5f; margin-top: 0; }
        p.good { border-left: 5px solid #009E73; padding: 4px 10px; background: #f4f4f4; }
        p.bad, div.bad { border-left: 5px solid #D55E00; padding: 4px 10px; background: #fdf1e7; }
        div.bad ul { margin: 2px 0; padding-left: 18px; }
        figure { margin: 18px 0 26px; }
        figure svg { display: block; width: 100%; height: auto; border: 1px solid #dcdcdc; }
        figcaption { font-size: 13px; color: #444; margin-top: 6px; }
        table { border-collapse: collapse; width: 100%; font-size: 12.5px; font-variant-numeric: tabular-nums; margin: 14px 0 24px; }
        caption { text-align: left; font-size: 13px; color: #444; padding-bottom: 5px; }
        th, td { padding: 3px 6px; text-align: right; border-bottom: 1px solid #e4e4e4; vertical-align: top; }
        th:first-child { text-align: left; overflow-wrap: break-word; max-width: 240px; }
        td:nth-child(3), td:nth-child(5), td:nth-child(6) { white-space: nowrap; }
        th.name, td.name { text-align: left; overflow-wrap: break-word; max-width: 150px; }
        thead th { border-bottom: 1.5px solid #1a1a1a; }
        dl { display: grid; grid-template-columns: 130px 1fr; gap: 4px 12px; font-size: 13.5px; }
        dt { font-weight: bold; } dd { margin: 0; overflow-wrap: anywhere; }
        pre { background: #f4f4f4; padding: 10px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; }
        table.square { width: auto; } table.square th:first-child { max-width: 120px; }
        @media screen {
          table { display: block; overflow-x: auto; } figure { overflow-x: auto; } figure svg { min-width: 760px; }
        }
        @page { size: A4; margin: 14mm; }
        @media print {
          body { max-width: none; padding: 0; font-size: 10.5pt; }
          h2, h3, caption { break-after: avoid; }
          table { font-size: 8pt; } th, td { padding: 2px 4px; }
          figure, tr, pre, table { break-inside: avoid; } table.long { break-inside: auto; }
          thead { display: table-header-group; }
          figure { margin: 4mm 0 6mm; } figcaption { font-size: 8.5pt; line-height: 1.3; margin-top: 1mm; }
          figure svg { border: none; max-height: 112mm; }
        }
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(FitRun run, ReportFigures figures, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(stream);
        Write($"Calibration concordance: {run.Data.Name}", Body(run, figures), stream);
    }

    /// <summary>Writes a page of these blocks.</summary>
    internal static void Write(string title, IEnumerable<XElement> body, Stream stream)
    {
        using StreamWriter text = new(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        text.Write("<!DOCTYPE html>\n");
        using (XmlWriter writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineChars = "\n", CloseOutput = false }))
        {
            Document(title, body).Save(writer);
        }

        text.Write('\n');
    }

    private static XElement Document(string title, IEnumerable<XElement> body) => new(
        "html",
        new XAttribute("lang", "en"),
        "\n",
        new XElement(
            "head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            new XElement("title", Drawing.Clean(title)),
            new XElement("style", $"\n{Style}\n")),
        "\n",
        new XElement("body", body.SelectMany(block => (object[])[block, "\n"])),
        "\n");

    private static IEnumerable<XElement> Body(FitRun run, ReportFigures figures)
    {
        yield return Html.Heading(1, $"Calibration concordance: {run.Data.Name}");
        yield return Html.Paragraph(Lead(run), "lead");
        foreach (string conflict in PriorConflict.Lines(run.Fits.Select(band => band.PriorConflict)))
        {
            yield return Html.Paragraph(conflict, "bad");
        }

        if (run.Data.Simulated is true)
        {
            yield return Html.Paragraph("SIMULATED data: drawn from the model, measured by no instrument.", "bad");
        }

        foreach (XElement banner in Banners.Of(run.Fits))
        {
            yield return banner;
        }

        yield return Html.Heading(2, "Which instruments disagree");
        if (run.Fits.Any(band => band.PriorConflict is not null))
        {
            yield return Html.Paragraph(AreaVerdict.UnderConflict, "bad");
        }

        yield return Html.List([.. run.Fits.SelectMany(band => AreaVerdict.Of(band).Select(sentence => $"{Findings.In(band)}{sentence}"))]);
        yield return Html.Paragraph(AreaVerdict.Correction);
        foreach (Figure figure in figures.Across)
        {
            yield return Html.Picture(figure);
        }

        foreach (XElement block in ModelTables.Outliers(run).Concat(ModelTables.Ties(run)))
        {
            yield return block;
        }

        foreach (Fit band in run.Fits)
        {
            yield return NumberTables.Instruments(band);
            if (NumberTables.Common(band) is { } common)
            {
                yield return common;
            }

            if (NumberTables.Differences(band) is { } differences)
            {
                yield return differences;
            }

            foreach (Block block in band.Blocks.Where(block => block.Axis is Models.Axis.Source))
            {
                yield return NumberTables.OfSources(band, block);
            }

            if (NumberTables.Counts(band) is { } counts)
            {
                yield return counts;
            }

            foreach (XElement block in CheckSection.Of(band).Concat(SensitivitySection.Of(band)))
            {
                yield return block;
            }
        }
        for (int k = 0; k < run.Fits.Count; k++)
        {
            string? name = run.Fits[k].Observations.Band;
            yield return Html.Heading(2, name is null ? "Areas, sources, prior and chains" : $"Band {name}");
            foreach (Figure figure in figures.ByBand[k])
            {
                yield return Html.Picture(figure);
            }

            yield return NumberTables.Fluxes(run.Fits[k]);
        }
        yield return Html.Heading(2, "How it was made");
        foreach (XElement block in Record(run))
        {
            yield return block;
        }
    }

    private static string Lead(FitRun run)
    {
        IEnumerable<string> sizes = run.Fits.Select(band => $"{(band.Observations.Band is { } name ? $"{name}: " : "")}"
            + $"{Labelled.Of(band.Observations.InstrumentCount, "instrument")} × {Labelled.Of(band.Observations.SourceCount, "source")}, "
            + $"{Labelled.Of(band.Observations.Count, "measurement")}");
        return $"{string.Join("; ", run.Fits.Select(band => band.Model.Title).Distinct(StringComparer.Ordinal))}. {string.Join("; ", sizes)}.";
    }

    private static IEnumerable<XElement> Record(FitRun run)
    {
        yield return Html.Heading(3, "To repeat the run");
        yield return new XElement("pre", Drawing.Clean($"gpuconcord {ShellWords.Quoted(run.Arguments)}"));
        yield return Html.Paragraph("The same version, data, options and seed give the same draws on any number of cores.");
        Fit first = run.Fits[0];
        string iterations = first.Options.Sampler is Sampler.Exact
            ? $"exact: {first.Options.Chains} × {first.Options.Draws} independent draws"
            : $"{SamplerName.Of(first.Options.Sampler)}: {first.Options.Chains} chains × {first.Options.Draws} "
                + $"draws{(first.Options.Thin > 1 ? $", every {Ordinal.Of(first.Options.Thin)} iteration," : "")} after {first.Options.WarmUp} iterations of warm-up";
        List<(string, string)> terms =
        [
            ("program", $"gpuconcord {run.Version}"),
            ("started", run.Started.ToString("yyyy-MM-dd HH:mm:ss K", CultureInfo.InvariantCulture)),
            ("data", $"{run.Data.Path ?? $"{run.Data.Name}, built in"}: {first.Observations.Quantity}"
                + (first.Observations.Unit.Length > 0 ? $" [{first.Observations.Unit}]" : "")),
            ("SHA-256", run.Data.Sha256),
        ];
        if (run.Data.Citation is { } citation)
        {
            terms.Add(("cite", citation));
        }

        terms.Add(("model", string.Join("; ", run.Fits.Select(band => band.Model.Title).Distinct(StringComparer.Ordinal))));
        terms.Add(("sampler", iterations));
        terms.Add(("seed", run.Seed.ToString(CultureInfo.InvariantCulture)));
        terms.Add(("device", $"{run.Device.Kind}: {run.Device.Name}, {run.Device.Units} {(run.Device.Kind is "cuda" or "opencl" ? "multiprocessors" : "cores")}, "
            + $"{run.Device.LaneWidth} lanes, {run.Device.Driver} ({run.Device.Reason})"));
        terms.Add(("time", $"{Seconds(run.ReadSeconds)} reading, {Seconds(run.Fits.Sum(b => b.Timing.WarmUp))} warm-up, {Seconds(run.Fits.Sum(b => b.Timing.Sampling))} "
            + $"sampling, {Seconds(run.Fits.Sum(b => b.Timing.Summary))} summaries"));
        foreach (Fit band in run.Fits)
        {
            if (band.Polynomial is { } polynomial)
            {
                terms.Add(("polynomial", $"{Findings.In(band)}degree {polynomial.Degree}, {(polynomial.Used ? "in place of" : "refused for")} ln p, from which it differs by "
                    + $"{Labelled.Significant(polynomial.HeldOut)} (sd) at points that it was not fitted to"
                    + (double.IsNaN(polynomial.AtDraws) ? "" : $", {Labelled.Significant(polynomial.AtDraws)} at draws")));
            }
        }

        foreach (Fit band in run.Fits.Where(band => band.Tuning is not null))
        {
            SamplerTuning tuning = band.Tuning!;
            if (tuning.Proposal is { } proposal)
            {
                terms.Add(("proposals", $"{Findings.In(band)}{Labelled.Of(proposal.Components, "t distribution")} with {proposal.Freedom} degrees of freedom about "
                    + $"{(proposal.Modes == 1 ? "the mode" : $"{proposal.Modes} modes")}, "
                    + $"{Labelled.Fixed(proposal.Efficiency, 2)} effective draws each, Pareto k {Labelled.Fixed(proposal.Tail, 2)}"
                    + (proposal.Fits ? $", acceptance {Labelled.Fixed(tuning.Acceptance, 3)}" : ": they fit too badly, and trajectories took over")));
                if (proposal.Fits)
                {
                    continue;
                }
            }

            terms.Add(("tuning", $"{Findings.In(band)}step {Labelled.Significant(tuning.StepSize)}, {tuning.Leapfrogs} leapfrogs, acceptance "
                + $"{Labelled.Fixed(tuning.Acceptance, 3)}, {tuning.Divergences} divergences, autocorrelation time {Labelled.Significant(tuning.AutocorrelationTime)}"));
        }
        yield return Html.Terms(terms);
        if (run.Notes.Count > 0)
        {
            yield return Html.Heading(3, "Notes on the data");
            yield return Html.List(run.Notes);
        }

        if (run.Data.Waterfall is { } waterfall)
        {
            yield return Html.Heading(3, "Selection");
            foreach (XElement table in SelectionTables.Of(waterfall))
            {
                yield return table;
            }
        }
        yield return Html.Heading(3, "Priors");
        foreach (Fit band in run.Fits)
        {
            yield return NumberTables.Priors(band);
        }

        if (first.Observations.Counts is not null)
        {
            yield return Html.Paragraph($"Further priors: {string.Join("; ", run.Fits.SelectMany(band => band.Model.Says.Priors).Distinct(StringComparer.Ordinal))}.");
            yield return Html.Paragraph("Counts: n ~ Poisson(f S + b) in the source aperture, m ~ Poisson(g S + r b) in the background aperture, ln S ~ N(B + G − σ²/2, σ²); f, g "
                + "and r follow from exposures, PSF fractions and areas of the apertures, and are in observations.parquet of fit --output.");
        }

        yield return Html.Paragraph(
            "Method: Chen, Meng, Wang, van Dyk, Marshall and Kashyap 2019, JASA 114, 1018 (arXiv:1711.09429); Marshall et al. 2021, AJ 162, 254. R-hat, ESS and rank plots: "
                + "Vehtari et al. 2021, Bayesian Analysis 16, 667.");
    }

    private static string Seconds(double seconds) => $"{Labelled.Fixed(seconds, 2)} s";
}
