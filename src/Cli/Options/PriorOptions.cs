using System.CommandLine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Options;

/// <summary>The priors of areas and variances.</summary>
/// <param name="tau">What <c>--tau</c> does.</param>
/// <param name="alpha">What <c>--alpha</c> does.</param>
/// <param name="beta">What <c>--beta</c> does.</param>
internal sealed class PriorOptions(string tau, string alpha, string beta)
{
    /// <summary><c>--priors</c>: a file that says the same by instrument and band.</summary>
    /// <param name="which">Which priors they are, in words.</param>
    public static Option<string?> File(string which) =>
        Declare.Text("--priors", "FILE", $"CSV file of {which}: instrument, and any of band, tau, alpha, beta, area or log_area.");

    /// <summary><c>--tau</c>.</summary>
    public Option<string[]> Tau { get; } = Declare.Texts("--tau", "TAU", tau);

    /// <summary><c>--alpha</c>.</summary>
    public Option<string[]> Alpha { get; } = Declare.Texts("--alpha", "A", alpha);

    /// <summary><c>--beta</c>.</summary>
    public Option<string[]> Beta { get; } = Declare.Texts("--beta", "B", beta);

    /// <summary>The option that gives the prior of a fitted variance, or null when none is there.</summary>
    public string? OfVariance(ParseResult parsed) =>
        parsed.GetValue(Alpha)!.Length > 0 ? Alpha.Name : parsed.GetValue(Beta)!.Length > 0 ? Beta.Name : null;

    /// <summary>What was said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">The file of priors, or null.</param>
    /// <param name="defaults">What holds where nothing is said.</param>
    /// <param name="formats">The formats in which files are read.</param>
    public PriorSpecification Read(ParseResult parsed, string? file, PriorDefaults defaults, TableFormats formats) =>
        PriorSpecification.Read(parsed.GetValue(Tau)!, parsed.GetValue(Alpha)!, parsed.GetValue(Beta)!, file, defaults, formats);
}
