using System.CommandLine;
using GpuConcord.Host.Draws;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Options;

/// <summary>Where a run's results go, and how much is said about it.</summary>
internal sealed class OutputOptions
{
    private readonly Option<string?> output;
    private readonly Option<TableFormat[]> format;
    private readonly Option<bool>? report;
    private readonly Option<DrawFormat[]?>? draws;
    private readonly Option<bool> overwrite;
    private readonly Option<bool>? resume;
    private readonly Option<bool> json = JsonOption();
    private readonly Option<bool> strict;
    private readonly Option<bool> quiet = Declare.Flag("--quiet", "Show no progress.");

    /// <param name="folder">What <c>--output</c> writes, in words.</param>
    /// <param name="report">What <c>--report</c> writes without <c>--output</c>; null for a command without reports.</param>
    /// <param name="failure">When <c>--strict</c> makes it fail, in words.</param>
    /// <param name="kept">What <c>--format</c> leaves as it is, in a sentence.</param>
    /// <param name="draws">Whether it writes draws, whose format can then be chosen.</param>
    /// <param name="resumes">Whether a run that was interrupted can go on.</param>
    public OutputOptions(string folder, string? report, string failure, string kept, bool draws = false, bool resumes = true)
    {
        resume = resumes ? ResumeOption() : null;
        this.draws = draws ? DrawsOption() : null;
        output = Declare.Output("DIR", $"Write {folder} to this folder, new or empty.");
        (string Word, TableFormat Value)[] written =
            [.. TableFormats.Standard.All.Where(one => one.Write is not null).Select(one => (one.Name.ToLowerInvariant(), one))];
        format = new Option<TableFormat[]>("--format")
        {
            Description = $"Formats of the result tables in the folder of --output, as in --format {written[0].Word},{written[^1].Word}. {kept}",
            HelpName = string.Join('|', written.Select(one => one.Word)),
            Arity = ArgumentArity.OneOrMore,
            CustomParser = Parsers.Choices(written),
        };
        this.report = report is null ? null : Declare.Flag("--report", $"Write figures and a report (HTML): into the folder of --output, else to {report}.");
        overwrite = Declare.Flag(
            "--overwrite", $"Let --output replace the files of an earlier run{(report is null ? "" : ", and --report an earlier report")}.");
        strict = Declare.Flag("--strict", $"Exit with 70 when {failure}.");
    }

    /// <summary>All, in the order of the help.</summary>
    public IEnumerable<Option> All =>
    [
        output, format, .. draws is null ? (Option[])[] : [draws], .. report is null ? (Option[])[] : [report], overwrite,
        .. resume is null ? (Option[])[] : [resume], json, strict, quiet,
    ];

    /// <summary><c>--resume</c>, of any command that can.</summary>
    public static Option<bool> ResumeOption() =>
        Declare.Flag("--resume", "Go on with a long run to --output that was interrupted: what it had finished is not done again, and results are the same to the byte.");

    /// <summary><c>--json</c>, of any command.</summary>
    public static Option<bool> JsonOption() => Declare.Flag("--json", "Print one JSON object and nothing else.");

    /// <summary>Refuses a folder without a name; none at all is the option left out.</summary>
    /// <exception cref="UsageException">The name is empty or blank.</exception>
    public static void RequireName(string? folder)
    {
        if (folder is not null && string.IsNullOrWhiteSpace(folder))
        {
            throw new UsageException("--output: found no name, expected a folder; name one, or leave the option out");
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">There is nothing to overwrite, or no file to have a format, or the folder has no name.</exception>
    public OutputRequest Read(ParseResult parsed)
    {
        OutputRequest request = new()
        {
            Folder = parsed.GetValue(output),
            Formats = parsed.GetValue(format) is { Length: > 0 } asked ? asked : null,
            Report = report is not null && parsed.GetValue(report),
            Overwrite = parsed.GetValue(overwrite),
            Resume = resume is not null && parsed.GetValue(resume),
            Json = parsed.GetValue(json),
            Strict = parsed.GetValue(strict),
            Quiet = parsed.GetValue(quiet),
            Draws = draws is null ? [] : parsed.GetValue(draws) ?? [],
        };
        RequireName(request.Folder);
        if (request.Folder is { } folder && RawName.IsLost(folder))
        {
            throw new UsageException($"--output: found a name that is not UTF-8 ({folder}), expected one that is; name another");
        }

        if (request.Draws.Count > 0 && request.Folder is null)
        {
            throw new UsageException("--draws-format: found without --output; add --output DIR, or leave it out");
        }

        if (request.Overwrite && request.Folder is null && !request.Report)
        {
            throw new UsageException(report is null
                ? "--overwrite: found without --output; add --output DIR, or leave it out"
                : "--overwrite: found without --output or --report; add --output DIR or --report, or leave it out");
        }

        if (request.Resume && request.Folder is null)
        {
            throw new UsageException("--resume: found without --output; a run leaves parts to go on from beside its output only: leave it out");
        }

        if (request.Formats is not null && request.Folder is null)
        {
            throw new UsageException("--format: found without --output; add --output DIR, or leave it out");
        }

        return request;
    }

    private static Option<DrawFormat[]?> DrawsOption() => new("--draws-format")
    {
        Description = "Formats of the draws in the folder of --output: netcdf and zarr (InferenceData, for ArviZ and xarray), cmdstan (CSV, a file a chain, for R and "
            + "CmdStan's readers), parquet. Parquet is always written: report reads it. Repeat, or use commas, for several.",
        HelpName = "FORMAT,...",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Parsers.Choices([.. Enum.GetValues<DrawFormat>().Select(format => (DrawFormatName.Of(format), format))]),
    };
}

/// <summary>Where a run's results go, and how much is said about it.</summary>
internal sealed record OutputRequest
{
    /// <summary>Folder for files, or null.</summary>
    public string? Folder { get; init; }

    /// <summary>The formats of the tables in it; null for the usual ones.</summary>
    public IReadOnlyList<TableFormat>? Formats { get; init; }

    /// <summary>Whether to write the report: into that folder, or beside the working directory's other files.</summary>
    public bool Report { get; init; }

    /// <summary>Whether that folder may hold an earlier run, and the report's file an earlier report.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether to go on with a run that was interrupted.</summary>
    public bool Resume { get; init; }

    /// <summary>One JSON object in place of the page.</summary>
    public bool Json { get; init; }

    /// <summary>Whether lack of convergence, or a failed test, is a failure.</summary>
    public bool Strict { get; init; }

    /// <summary>The formats of draws that were asked for; Parquet is written besides.</summary>
    public IReadOnlyList<DrawFormat> Draws { get; init; } = [];

    /// <summary>Whether progress stays hidden.</summary>
    public bool Quiet { get; init; }
}
