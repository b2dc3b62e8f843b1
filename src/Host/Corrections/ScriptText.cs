using System.Globalization;

namespace GpuConcord.Host.Corrections;

/// <summary>What scripts for programs that fit spectra have in common: comments, numbers, names.</summary>
internal static class ScriptText
{
    /// <summary>A factor with seven digits: more than any posterior has.</summary>
    public static string Number(double value) => value.ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>A factor with its intervals.</summary>
    public static string Interval(AreaFactor factor) => string.Create(
        CultureInfo.InvariantCulture, $"68 % {factor.Low68:0.0000} to {factor.High68:0.0000}, 95 % {factor.Low95:0.0000} to {factor.High95:0.0000}");

    /// <summary>Text for one line of a comment: printable ASCII alone and no backslash, so that a name can neither end a comment nor make it go on.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' and not '\\' ? c : '?'));

    /// <summary>A name of letters, digits and underscores: part of a variable's or a file's name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kept">What may stay besides.</param>
    public static string Word(string name, params char[] kept) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || kept.Contains(c) ? c : '_'));

    /// <summary>Words for names that stay apart: a number is put behind those that would be the same.</summary>
    /// <param name="names">The names.</param>
    /// <param name="kept">What may stay besides letters and digits.</param>
    public static string[] Words(IReadOnlyList<string> names, params char[] kept)
    {
        HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name =>
        {
            string word = Word(name, kept);
            for (int k = 2; !used.Add(word); k++)
            {
                word = $"{Word(name, kept)}_{k}";
            }

            return word;
        })];
    }

    /// <summary>The lines that say what the numbers are, and which way the sign goes.</summary>
    public static IEnumerable<string> About(RunFactors factors, BandFactors band, CorrectionOrigin origin)
    {
        yield return $"Effective areas by {origin.Program}, of the run {Plain(origin.Run)}, seed {origin.Seed.ToString(CultureInfo.InvariantCulture)},";
        yield return $"run.json SHA-256 {origin.RunSha256}";
        yield return $"{(band.Band is { } name ? $"Band {Plain(name)}, whose energies alone they hold for. " : "")}{(factors.Reference is { } reference
            ? $"Relative to {Plain(reference)}, whose area is taken as nominal; drawn jointly."
            : "Relative to the nominal areas. The common level of all is the prior's: data tell ratios.")}";
        yield return "Which way the sign goes: counts = constant x model x nominal ARF. An instrument with 5 % more area than nominal has 1.05.";
        yield return "Use them with the ARFs as they were delivered. With ARFs that gpuconcord apply has corrected, areas would be corrected twice.";
    }
}
