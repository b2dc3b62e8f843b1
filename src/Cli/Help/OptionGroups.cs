using System.CommandLine;

namespace GpuConcord.Cli.Help;

/// <summary>Options that belong together on a page of help.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Options">The options, in the order in which a command declares them.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);

/// <summary>How the options of a long command are told: those that most runs need first, the rest by what they are about.</summary>
internal static class OptionGroups
{
    /// <summary>A command with no more options than this has them in one list.</summary>
    private const int Few = 16;

    /// <summary>The title of the options that most runs need.</summary>
    public const string First = "Options that matter first";

    /// <summary>What is said of every command.</summary>
    private static readonly string[] Everywhere = ["--help", "--debug", "--version"];

    /// <summary>By command, what most runs need.</summary>
    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        ["fit"] = ["--tau", "--priors", "--variances", "--model", "--profile", "--columns", "--where", "--check", "--output", "--report"],
        ["sweep"] = ["--tau", "--tau-scale", "--leave-one-out", "--priors", "--profile", "--columns", "--where", "--device", "--output", "--report"],
        ["sbc"] = ["--model", "--instruments", "--sources", "--missing", "--bands", "--replicates", "--tau", "--seed", "--device", "--output"],
        ["aprates"] = ["--conf", "--quantity", "--columns", "--where", "--add", "--hardness", "--fit", "--device", "--output", "--on-error"],
        ["simulate"] = ["--model", "--instruments", "--sources", "--sigma", "--tau", "--counts", "--missing", "--seed", "--output", "--overwrite"],
    };

    /// <summary>What options are about, whichever command has them.</summary>
    private static readonly (string Title, string[] Names)[] About =
    [
        ("The model", ["--variances", "--model", "--nu", "--sigma", "--common-sigma", "--scatter", "--background-shape", "--bands", "--band-correlation", "--errors"]),
        ("Its priors",
        [
            "--tau", "--tau-grid", "--tau-scale", "--priors", "--alpha", "--beta", "--alpha-grid", "--beta-grid", "--population-alpha", "--population-beta",
            "--population-mean", "--population-mean-sd",
        ]),
        ("What is read", ["--profile", "--columns", "--where", "--selection", "--band", "--value", "--error", "--log", "--quantity", "--instrument"]),
        ("The method of CIAO", ["--method", "--resolution", "--pdf", "--max-counts", "--itermax", "--nsigma", "--pmin"]),
        ("What is measured", ["--conf", "--add", "--hardness", "--on-error", "--fit"]),
        ("How it is sampled", ["--sampler", "--ess", "--chains", "--warmup", "--draws", "--thin", "--seed", "--no-shift", "--tuning", "--replicates", "--level"]),
        ("What is said of the result", ["--check", "--sensitivity", "--point", "--flux-draws", "--leave-one-out"]),
        ("Files", ["--output", "--format", "--draws-format", "--report", "--overwrite", "--resume"]),
        ("Where it is computed", ["--device", "--device-memory"]),
        ("What is printed", ["--json", "--strict", "--quiet", .. Everywhere]),
    ];

    // The same names mean numbers where data are simulated, and columns where they are read.
    private static readonly (string Title, string[] Names) Simulated = ("The simulated data",
    [
        "--instruments", "--sources", "--missing", "--counts", "--outliers", "--outlier-scale", "--stated", "--exposure", "--background", "--psf-fraction", "--leak",
        "--area-ratio", "--population-median", "--population-sd",
    ]);

    private static readonly (string Title, string[] Names) Columns = ("What is read", ["--missing", "--instruments"]);

    /// <summary>Whether a command's options are told in two lengths.</summary>
    public static bool IsLong(Command command) => Needed.ContainsKey(command.Name) && Shown(command).Length > Few;

    /// <summary>The groups of a command: of a long one the first alone, or all of them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="all">Whether nothing is left out.</param>
    public static IReadOnlyList<OptionGroup> Of(Command command, bool all)
    {
        Option[] shown = Shown(command);
        if (!IsLong(command))
        {
            return [new("Options", shown)];
        }

        if (!all)
        {
            string[] names = Needed[command.Name];
            return [new(First, [.. names.Select(name => shown.First(option => option.Name.Equals(name, StringComparison.Ordinal)))])];
        }

        return
        [
            .. shown.GroupBy(option => Title(command, option.Name), StringComparer.Ordinal).OrderBy(group => Place(group.Key))
                .Select(group => new OptionGroup(group.Key, [.. group])),
        ];
    }

    /// <summary>Which group an option of a long command is in; null when none has it.</summary>
    internal static string? Group(Command command, string name)
    {
        (string Title, string[] Names) own = command.Name is "simulate" or "sbc" ? Simulated : Columns;
        (string Title, string[] Names) found = Array.Find([own, .. About], group => group.Names.Contains(name, StringComparer.Ordinal));
        return found.Title;
    }

    private static string Title(Command command, string name) => Group(command, name) ?? "Other options";

    private static int Place(string title)
    {
        int place = Array.FindIndex(About, group => group.Title.Equals(title, StringComparison.Ordinal));

        // What is simulated comes first, what no group has last but one.
        return place >= 0 ? place : title.Equals(Simulated.Title, StringComparison.Ordinal) ? -1 : About.Length;
    }

    /// <summary>A command's own options and those of all commands.</summary>
    private static Option[] Shown(Command command) =>
        [.. command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))).Where(option => !option.Hidden)];
}
