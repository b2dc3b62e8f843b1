using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Writing;

namespace GpuConcord.Cli.Options.Aprates;

/// <summary>One source as <c>name=value</c> words: parameters, the grid's rule, and where the answer goes.</summary>
/// <param name="Source">Its parameters, valid.</param>
/// <param name="Quantities">The quantities whose inputs are given: net counts, and those of which no pair of inputs is absent or 1.</param>
/// <param name="Rule">CIAO's grid, or null for the exact method.</param>
/// <param name="OutFile">The parameter file to write, or null.</param>
/// <param name="Notes">What has no effect, or is given by halves, in sentences for a person.</param>
internal sealed record SourceWords(
    ApertureParameters Source, IReadOnlyList<ApertureQuantity> Quantities, CiaoRule? Rule, string? OutFile, IReadOnlyList<string> Notes)
{
    private static readonly string[] RuleNames = ["resolution", "pdf", "max_counts", "itermax", "nsigma", "pmin"];

    // What every CIAO tool takes.
    private static readonly string[] OfEveryTool = ["mode", "clobber", "verbose"];

    private static IEnumerable<string> Known => ParameterRules.Names.Concat(RuleNames).Concat(OfEveryTool).Append("outfile");

    /// <summary>Whether a word is a parameter rather than a file.</summary>
    public static bool IsParameter(string word) => word.IndexOf('=', StringComparison.Ordinal) > 0 && !File.Exists(word);

    /// <summary>That settings of the grid were given to the exact method.</summary>
    public static string NoGrid(IReadOnlyList<string> names) =>
        $"{string.Join(", ", names)}: no effect on the exact method, which has no grid and no Gaussian; --method ciao uses {(names.Count == 1 ? "it" : "them")}";

    /// <summary>That the place where a Gaussian takes over was given although there is always one.</summary>
    public static string AlwaysGaussian(string name) => $"{name}: no effect with pdf=gaussian, which is a Gaussian at any counts";

    /// <summary>Reads the words.</summary>
    /// <param name="words">The words.</param>
    /// <param name="confidence">Probability of the interval when no word says.</param>
    /// <param name="rule">CIAO's grid as options describe it; null for the exact method.</param>
    /// <param name="overwrite">Whether a parameter file that exists may be replaced when no word says.</param>
    /// <exception cref="UsageException">A word is unknown, ambiguous, twice there, no number, or impossible; or the file to write exists.</exception>
    public static SourceWords Read(string[] words, double confidence, CiaoRule? rule, bool overwrite)
    {
        double[] values = ApertureParameters.Defaults(confidence);
        string? outFile = null;
        bool clobber = overwrite;
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        foreach (string word in words)
        {
            (string name, string text) = Split(word);
            if (!seen.TryAdd(name, text))
            {
                throw new UsageException($"{name}: found twice, expected once; remove one");
            }

            int index = Array.IndexOf([.. ParameterRules.Names], name);
            if (index >= 0)
            {
                values[index] = Number(name, text);
            }
            else if (RuleNames.Contains(name, StringComparer.Ordinal))
            {
                rule = rule is { } given ? With(given, name, text) : rule;
            }
            else if (name is "outfile")
            {
                outFile = text.Length > 0 ? text : throw new UsageException("outfile: found no name, expected a file; write outfile=aprates_out.par");
            }
            else if (name is "clobber")
            {
                clobber = IsYes(name, text);
            }
            else
            {
                CheckOfEveryTool(name, text);
            }
        }

        ApertureParameters source = ApertureParameters.From(values);
        if (ParameterRules.FirstFault(source) is { } fault)
        {
            throw new UsageException($"found {fault.Found}, expected {fault.Expected}; {fault.Advice}");
        }

        if (outFile is not null && !clobber && OutputName.Of(outFile).Exists)
        {
            throw new UsageException($"outfile: found a file at {outFile}, expected none; name another, or add clobber=yes to replace it");
        }

        return new SourceWords(source, Asked(seen), rule, outFile, NotesOn(seen, rule));
    }

    /// <summary>Net counts, and the quantities whose inputs are all given, a pair of 1 counting as left out: CIAO's way to say that it is not wanted.</summary>
    private static ApertureQuantity[] Asked(Dictionary<string, string> seen) =>
        [.. ApertureQuantities.All.Where(quantity => quantity.Needs().Chunk(2).All(pair => pair.All(seen.ContainsKey) && !pair.All(name => IsOne(seen[name]))))];

    private static List<string> NotesOn(Dictionary<string, string> seen, CiaoRule? rule)
    {
        List<string> notes = [];
        string[] ofGrid = [.. RuleNames.Where(seen.ContainsKey)];
        if (rule is null && ofGrid.Length > 0)
        {
            notes.Add(NoGrid(ofGrid));
        }

        if (rule is { Gaussian: true } && seen.ContainsKey("max_counts"))
        {
            notes.Add(AlwaysGaussian("max_counts"));
        }

        if (seen.TryGetValue("verbose", out string? level) && level is not "0")
        {
            notes.Add("verbose: no effect, there is no more to tell; --debug shows what an internal error is made of");
        }

        if (seen.ContainsKey("clobber") && !seen.ContainsKey("outfile"))
        {
            notes.Add("clobber: no effect without outfile=FILE");
        }

        foreach (string[] pair in ApertureQuantities.All.SelectMany(quantity => quantity.Needs()).Distinct(StringComparer.Ordinal).Chunk(2))
        {
            if (seen.ContainsKey(pair[0]) != seen.ContainsKey(pair[1]))
            {
                (string given, string other) = seen.ContainsKey(pair[0]) ? (pair[0], pair[1]) : (pair[1], pair[0]);
                notes.Add($"{given} is given and {other} is not, which stands for 1: what needs both is not printed; if both apertures share it, repeat it");
            }
        }
        return notes;
    }

    private static bool IsOne(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value == 1.0;

    private static bool IsYes(string name, string text) => text.ToLowerInvariant() switch
    {
        "yes" or "y" or "true" or "1" => true,
        "no" or "n" or "false" or "0" => false,
        _ => throw new UsageException($"{name}: found '{text}', expected yes or no; write {name}=yes to replace a file that exists"),
    };

    private static void CheckOfEveryTool(string name, string text)
    {
        if (name is "mode" ? text.Length == 0 || text.Any(c => !"ahlqAHLQ".Contains(c, StringComparison.Ordinal)) : !int.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            throw new UsageException(name is "mode"
                ? $"mode: found '{text}', expected one of a, h, l, q or two of them; nothing is ever asked for here, as with mode=h"
                : $"{name}: found '{text}', expected a whole number; write {name}=0");
        }
    }

    private static (string Name, string Text) Split(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 && word.Length > 1 && word[^1] is '+' or '-' && "clobber".StartsWith(word[..^1], StringComparison.OrdinalIgnoreCase) && word.Length > 3)
        {
            // CIAO's short way to write yes and no.
            return ("clobber", word[^1] is '+' ? "yes" : "no");
        }

        if (equals <= 0)
        {
            throw new UsageException($"{word}: found among parameters, expected name=value; give either one table or one source");
        }

        return (Name(word[..equals]), word[(equals + 1)..]);
    }

    /// <summary>The parameter that is meant: its name in any case, or the beginning of one name only.</summary>
    private static string Name(string written)
    {
        if (Known.FirstOrDefault(known => known.Equals(written, StringComparison.OrdinalIgnoreCase)) is { } name)
        {
            return name;
        }

        string[] candidates = [.. Known.Where(known => known.StartsWith(written, StringComparison.OrdinalIgnoreCase))];
        return candidates.Length switch
        {
            1 => candidates[0],
            0 => throw new UsageException($"{written}: found no such parameter, expected one of {string.Join(", ", Known)}; "
                + $"{DidYouMean.Advice(written, Known, "check its name")}"),
            _ => throw new UsageException($"{written}: found the beginning of {candidates.Length} parameters, expected that of one; write {string.Join(" or ", candidates)}"),
        };
    }

    private static double Number(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new UsageException($"{name}: found '{text}', expected a number; write {name}=1.5, with a decimal point");

    private static CiaoRule With(CiaoRule rule, string name, string text) => name switch
    {
        "pdf" => text switch
        {
            "alternate" => rule with { Gaussian = false },
            "gaussian" => rule with { Gaussian = true },
            _ => throw new UsageException($"pdf: found '{text}', expected alternate or gaussian; write one of them"),
        },
        "resolution" => rule with { Resolution = Within(name, text, 1e-6, 1.0) },
        "itermax" => rule with { Iterations = (int)Within(name, text, 1.0, 10_000.0) },
        "nsigma" => rule with { Sigmas = Within(name, text, 1e-3, 1000.0) },
        "pmin" => rule with { SmallestRatio = Within(name, text, 1e-300, 1.0) },
        _ => rule with { MaxCounts = Number(name, text) },
    };

    private static double Within(string name, string text, double least, double most) => Number(name, text) is var value && value >= least && value <= most
        ? value
        : throw new UsageException($"{name}: found {text}, expected a number from {least} to {most}; correct it");
}
