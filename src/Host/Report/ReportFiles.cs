using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text;
using System.Xml;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Json;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Runs;

namespace GpuConcord.Host.Report;

/// <summary>Writes a report's files into a run's folder: report.html, and every figure as an SVG file under figures/.</summary>
public static class ReportFiles
{
    /// <summary>Name of the page.</summary>
    public const string Page = "report.html";

    /// <summary>Writes page and figures into the folder that a run is being written to.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="columns">What residuals are drawn against, besides flux.</param>
    public static void Write(FitRun run, OutputFolder folder, IReadOnlyList<NumberOfSource>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ReportFigures figures = ReportFigures.Of(run, columns);
        using (FileStream page = folder.Create(Page))
        {
            ReportPage.Write(run, figures, page);
        }

        foreach (Figure figure in figures.All)
        {
            using FileStream file = folder.Create($"{OutputFolder.Figures}{figure.Name}.svg");
            WriteSvg(figure, file);
        }
    }

    /// <summary>Adds page and figures to the folder of a finished run, and their names to its run.json.</summary>
    /// <param name="run">The run, as read from that folder.</param>
    /// <param name="path">The folder.</param>
    /// <param name="overwrite">Whether an earlier report may be replaced.</param>
    /// <param name="columns">What residuals are drawn against, besides flux.</param>
    /// <returns>The files.</returns>
    /// <exception cref="UsageException">The folder holds a report already.</exception>
    public static IReadOnlyList<OutputFile> Add(FitRun run, string path, bool overwrite, IReadOnlyList<NumberOfSource>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Add(folder => Write(run, folder, columns), path, overwrite);
    }

    /// <summary>Adds what is written to the folder of a finished run, or sweep.</summary>
    internal static IReadOnlyList<OutputFile> Add(Action<OutputFolder> write, string path, bool overwrite)
    {
        RequireFree(path, overwrite);
        using OutputFolder folder = OutputFolder.OpenRun(path, IsReport);
        write(folder);
        IReadOnlyList<OutputFile> files = folder.Describe();
        JsonNode manifest = ManifestWith(path, files);
        using (FileStream stream = folder.Create(OutputFolder.Manifest))
        using (Utf8JsonWriter writer = new(stream, JsonValues.Indented))
        {
            manifest.WriteTo(writer);
        }

        folder.Commit();
        return files;
    }

    /// <summary>Says at once when a report is there that may not be replaced.</summary>
    /// <exception cref="UsageException">It is.</exception>
    public static void RequireFree(string path, bool overwrite)
    {
        if (!overwrite && File.Exists(Path.Combine(path, Page)))
        {
            throw new UsageException($"{Path.Combine(path, Page)}: found a report, expected none; add --overwrite to make it anew");
        }
    }

    /// <summary>Writes one figure as a file of its own.</summary>
    public static void WriteSvg(Figure figure, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(figure);
        using XmlWriter writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", CloseOutput = false });
        figure.Svg.Save(writer);
    }

    /// <exception cref="DataException">run.json is damaged where nothing else reads it.</exception>
    private static JsonNode ManifestWith(string path, IReadOnlyList<OutputFile> files)
    {
        try
        {
            return Manifest(path, files);
        }
        catch (Exception fault) when (RunRecord.IsDamage(fault))
        {
            throw DataException.In(
                Path.Combine(path, OutputFolder.Manifest), $"a list of outputs that cannot be read ({fault.Message.TrimEnd('.')})",
                "a name, bytes and sha256 of each", "repeat the run");
        }
    }

    /// <summary>run.json with the report's files in place of an earlier report's.</summary>
    private static JsonNode Manifest(string path, IReadOnlyList<OutputFile> files)
    {
        JsonNode manifest = JsonNode.Parse(File.ReadAllBytes(Path.Combine(path, OutputFolder.Manifest)))!;
        JsonArray outputs = manifest["outputs"]?.AsArray() ?? throw new InvalidOperationException("outputs is missing");
        foreach (JsonNode? old in outputs.Where(file => IsReport((string?)file?["name"] ?? throw new InvalidOperationException("an output has no name"))).ToArray())
        {
            outputs.Remove(old);
        }

        foreach (OutputFile file in files)
        {
            outputs.Add(new JsonObject { ["name"] = file.Name, ["bytes"] = file.Bytes, ["sha256"] = file.Sha256 });
        }

        return manifest;
    }

    /// <summary>Whether a file of a run belongs to its report.</summary>
    /// <param name="name">The file, as run.json names it.</param>
    public static bool IsReport(string name) => name is Page || name.StartsWith(OutputFolder.Figures, StringComparison.Ordinal);
}
