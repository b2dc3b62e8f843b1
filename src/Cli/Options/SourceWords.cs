using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Cli.Options;

/// <summary>One source as <c>name=value</c> words: parameters, the grid's rule, and where the answer goes.</summary>
/// <param name="Source">Its parameters, valid.</param>
/// <param name="Rule">CIAO's grid, or null for the exact method.</param>
/// <param name="OutFile">The parameter file to write, or null.</param>
internal sealed record SourceWords(ApertureParameters Source, CiaoRule? Rule, string? OutFile)
{
    private static readonly string[] RuleNames = ["resolution", "pdf", "max_counts", "itermax", "nsigma", "pmin"];

    // What every CIAO tool takes; nothing here depends on them.
    private static readonly string[] Ignored = ["mode", "clobber", "verbose"];

    private static IEnumerable<string> Known => ParameterRules.Names.Concat(RuleNames).Concat(Ignored).Append("outfile");

    /// <summary>Whether a word is a parameter rather than a file.</summary>
    public static bool IsParameter(string word) => word.IndexOf('=', StringComparison.Ordinal) > 0 && !File.Exists(word);

    /// <summary>Reads the words.</summary>
    /// <param name="words">The words.</param>
    /// <param name="confidence">Probability of the interval when no word says.</param>
    /// <param name="rule">CIAO's grid as options describe it; null for the exact method.</param>
    /// <exception cref="UsageException">A word is unknown, twice there, no number, or impossible.</exception>
    public static SourceWords Read(string[] words, double confidence, CiaoRule? rule)
    {
        double[] values = ApertureParameters.Defaults(confidence);
        string? outFile = null;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string word in words)
        {
            (string name, string text) = Split(word);
            if (!seen.Add(name))
            {
                throw new UsageException($"{name}: found twice, expected once; remove one");
            }

            int index = Array.IndexOf([.. ParameterRules.Names], name);
            if (index >= 0)
            {
                values[index] = Number(name, text);
            }
            else if (name is "outfile")
            {
                outFile = text.Length > 0 ? text : throw new UsageException("outfile: found no name, expected a file; write outfile=aprates_out.par");
            }
            else if (RuleNames.Contains(name, StringComparer.Ordinal))
            {
                rule = rule is { } given ? With(given, name, text) : rule;
            }
        }
        ApertureParameters source = ApertureParameters.From(values);
        if (ParameterRules.FirstFault(source) is { } fault)
        {
            throw new UsageException($"found {fault.Found}, expected {fault.Expected}; {fault.Advice}");
        }

        return new SourceWords(source, rule, outFile);
    }

    private static (string Name, string Text) Split(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"{word}: found among parameters, expected name=value; give either one table or one source");
        }

        string name = word[..equals];
        if (!Known.Contains(name, StringComparer.Ordinal))
        {
            throw new UsageException($"{name}: found no such parameter, expected one of {string.Join(", ", Known)}; "
                + $"{DidYouMean.Advice(name, Known, "capital and small letters differ")}");
        }

        return (name, word[(equals + 1)..]);
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
