using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Options.Aprates;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Runs;

namespace GpuConcord.Cli.Jobs;

/// <summary><c>aprates TABLE</c> in parts: some of the rows each.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="tools">What it is made of.</param>
internal sealed class ApratesKind(TableRequest request, JobTools tools) : JobKind
{
    // Where it goes is the merge's to say; options that go with an output must be read all the same.
    private const string Unsaid = "results.csv";

    /// <summary>Reads the options of a command that is planned: where results go is not among them.</summary>
    public static ApratesKind Of(string[] words, JobTools tools)
    {
        ApratesArguments arguments = new();
        RequireNoOutput(arguments, JobKinds.Parse(words, arguments.AddTo));
        ParseResult parsed = JobKinds.Parse([.. words, "--output", Unsaid], arguments.AddTo);
        string table = arguments.Table(parsed)
            ?? throw new UsageException("plan: found one source as name=value, expected a table; a single source takes no time");
        return new ApratesKind(arguments.Read(table, parsed), tools);
    }

    /// <inheritdoc/>
    public override bool HasFolder => false;

    /// <inheritdoc/>
    public override ILongJob Prepare() => new ApratesJob(request, tools);

    /// <inheritdoc/>
    public override void Require(OutputRequest output)
    {
        if (output.Folder is null or "-")
        {
            throw new UsageException($"--output: found {output.Folder ?? "none"}, expected a file for the table; write --output photometry.csv (or .parquet, .fits, .vot, .ecsv)");
        }

        if ((output.Report ? "--report" : output.Formats is not null ? "--format" : output.Draws.Count > 0 ? "--draws-format" : output.Strict ? "--strict" : null) is { } other)
        {
            throw new UsageException($"{other}: found with the parts of aprates, expected without: they make one table, in the format that the name of --output says");
        }
    }

    /// <inheritdoc/>
    public override async Task<int> MergeAsync(JobParts parts, OutputRequest output, OutputFolder? folder, CancellationToken cancellation)
    {
        string[] kept = await ReadAsync(parts, (part, _) => PartTable.CheckAsync(part, PrintVersion.Version, cancellation));
        TableRequest asked = request with { Output = output.Folder, Overwrite = output.Overwrite, Json = output.Json, Quiet = output.Quiet };
        await ApratesTable.MergeAsync(asked, kept, parts, tools, cancellation);
        return 0;
    }

    private static void RequireNoOutput(ApratesArguments arguments, ParseResult parsed)
    {
        string? found = parsed.GetValue(arguments.Output) is not null ? "--output" : parsed.GetValue(arguments.Json) ? "--json" : null;
        if (found is not null)
        {
            throw JobKinds.OfMerge(found);
        }
    }
}
