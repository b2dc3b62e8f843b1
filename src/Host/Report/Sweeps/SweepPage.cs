using System.Globalization;
using System.Xml.Linq;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report.Sweeps;

/// <summary>The page of a sweep: areas under several priors, curves against τ, how much is prior, what leaving out does.</summary>
public static class SweepPage
{
    /// <summary>Writes page and figures into the folder that a sweep is being written to.</summary>
    public static void Write(SweepRun sweep, OutputFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        IReadOnlyList<SweepFigures> figures = SweepFigures.Of(sweep);
        using (FileStream page = folder.Create(ReportFiles.Page))
        {
            Write(sweep, figures, page);
        }

        foreach (Figure figure in figures.SelectMany(table => table.Figures))
        {
            using FileStream file = folder.Create($"{OutputFolder.Figures}{figure.Name}.svg");
            ReportFiles.WriteSvg(figure, file);
        }
    }

    /// <summary>Adds page and figures to the folder of a finished sweep, and their names to its run.json.</summary>
    /// <exception cref="UsageException">The folder holds a report already.</exception>
    public static IReadOnlyList<OutputFile> Add(SweepRun sweep, string path, bool overwrite) =>
        ReportFiles.Add(folder => Write(sweep, folder), path, overwrite);

    /// <summary>Writes the page.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(SweepRun sweep, IReadOnlyList<SweepFigures> figures, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(stream);
        ReportPage.Write(Title(sweep), Body(sweep, figures), stream);
    }

    private static string Title(SweepRun sweep) => $"Sensitivity sweep: {string.Join(", ", sweep.Data.Select(data => data.Name))}";

    private static IEnumerable<XElement> Body(SweepRun sweep, IReadOnlyList<SweepFigures> tables)
    {
        yield return Html.Heading(1, Title(sweep));
        yield return Html.Paragraph($"log-Normal, fitted variances. {Labelled.Of(sweep.Problems.Count, "problem")}: every table under every "
            + $"prior{(sweep.Problems.Any(problem => problem.LeftOut is not null) ? ", whole and without each unit in turn" : "")}.", "lead");
        foreach (string warning in sweep.Warnings)
        {
            yield return Html.Paragraph(warning, "bad");
        }

        foreach (DataOrigin data in sweep.Data.Where(data => data.Simulated is true))
        {
            yield return Html.Paragraph($"{data.Name} is SIMULATED: drawn from the model, measured by no instrument.", "bad");
        }

        yield return sweep.NotConverged.Count == 0
            ? Html.Paragraph($"The chains agree in {(sweep.Problems.Count == 1 ? "the problem" : $"all {sweep.Problems.Count} problems")}.", "good")
            : Html.Paragraph($"NOT CONVERGED: {sweep.NotConverged.Count} of {Labelled.Of(sweep.Problems.Count, "problem")}; problems.csv names them. Do not use their numbers "
                + "yet.", "bad");
        if (sweep.SeparateModes is { } modes)
        {
            yield return Html.Paragraph(modes, "bad");
        }

        foreach ((SweepFigures table, int k) in tables.Select((table, k) => (table, k)))
        {
            yield return Html.Heading(2, table.Heading);
            foreach (Figure figure in table.Figures)
            {
                yield return Html.Picture(figure);
            }

            foreach (string remark in table.Remarks)
            {
                yield return Html.Paragraph(remark);
            }

            if (table.Shown.Count > 0)
            {
                yield return Numbers(table);
            }
        }
        yield return Html.Heading(2, "How it was made");
        foreach (XElement block in Record(sweep))
        {
            yield return block;
        }
    }

    /// <summary>Areas and both measures of the prior's influence, a row an instrument and prior.</summary>
    private static XElement Numbers(SweepFigures table) => Html.Table(
        $"{table.Heading}: B − b, median and 95 % interval, and how much of it is the instrument's own prior: ∂E[B]/∂b, and W of the papers (headed 1 − W there), which pretends "
            + $"that all fluxes are known.{Own(table)}",
        ["instrument", "prior", "area above nominal, %", "95 % interval, %", "∂E[B]/∂b, %", "W, %"],
        from i in Enumerable.Range(0, table.Shown[0].Instruments.Length)
        from problem in table.Shown
        let area = problem.Area(i)
        select (string[])
        [
            problem.Instruments[i], problem.Label, Percent(area.Median), $"[{Percent(area.Q2_5)}, {Percent(area.Q97_5)}]",
            Labelled.Brief(100 * problem.OwnInfluence(i), 100 * problem.OwnInfluenceError(i)), Labelled.Brief(100 * problem.Posterior.PriorWeight[i]),
        ]);

    /// <summary>What there is to say about the weight of the own prior.</summary>
    private static string Own(SweepFigures table)
    {
        (SweptProblem Problem, int Instrument)[] all = [.. table.Shown.SelectMany(problem => problem.Instruments.Select((_, i) => (problem, i)))];
        string error = all.Any(one => one.Problem.Posterior.PriorInfluenceError is null)
            ? " The Monte Carlo error of ∂E[B]/∂b is absent: an earlier version wrote this sweep, and left out that areas and variances vary together. Sweep again for the right "
                + "weight."
            : all.Any(one => Labelled.Brief(100 * one.Problem.OwnInfluence(one.Instrument), 100 * one.Problem.OwnInfluenceError(one.Instrument)).EndsWith(')'))
                ? $" {Uncertain.Meaning}" : "";
        bool conflict = all.Any(one => OwnAboveOne.IsSeen(one.Problem.OwnInfluence(one.Instrument), one.Problem.OwnInfluenceError(one.Instrument)));
        return $"{error}{(conflict ? $" {OwnAboveOne.Meaning}" : "")}";
    }

    private static string Percent(double logarithm) => Labelled.Signed(Labelled.Percent(logarithm), 2);

    private static string Sampling(SweepRun run, SweepOptions options) => run.Model.Says.Swept.Length > 0
        ? $"{run.Model.Says.Swept}: {options.Chains} chains × {options.Draws} draws for each problem, seed {options.Seed}"
        : SweepWords.Sampling(run, $"{options.Chains * options.Draws}");

    private static IEnumerable<XElement> Record(SweepRun sweep)
    {
        yield return Html.Heading(3, "To repeat the sweep");
        yield return new XElement("pre", Drawing.Clean($"gpuconcord {ShellWords.Quoted(sweep.Arguments)}"));
        yield return Html.Paragraph("The same version, data, options and seed give the same numbers on any number of cores, and each problem those it has alone.");
        List<(string, string)> terms =
        [
            ("program", $"gpuconcord {sweep.Version}"),
            ("started", sweep.Started.ToString("yyyy-MM-dd HH:mm:ss K", CultureInfo.InvariantCulture)),
        ];
        foreach (DataOrigin data in sweep.Data)
        {
            terms.Add(("data", data.Path ?? $"{data.Name}, built in"));
            terms.Add(("SHA-256", data.Sha256));
            if (data.Citation is { } citation)
            {
                terms.Add(("cite", citation));
            }
        }
        terms.Add(("sampler", Sampling(sweep, sweep.Options)));
        terms.Add(("device", $"{sweep.Device.Kind}: {sweep.Device.Name}, {sweep.Device.Driver} ({sweep.Device.Reason})"));
        yield return Html.Terms(terms);
        if (sweep.Notes.Count > 0)
        {
            yield return Html.Heading(3, "Notes on the data");
            yield return Html.List(sweep.Notes);
        }

        foreach (XElement table in sweep.Data.Where(data => data.Waterfall is not null).SelectMany(data => SelectionTables.Of(data.Waterfall!)))
        {
            yield return table;
        }
        yield return Html.Paragraph("Method: Chen, Meng, Wang, van Dyk, Marshall and Kashyap 2019, JASA 114, 1018 (arXiv:1711.09429); Marshall et al. 2021, AJ 162, 254.");
    }
}
