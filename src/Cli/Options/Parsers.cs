using System.CommandLine.Parsing;
using System.Globalization;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Options;

/// <summary>Reads option values and says what was found, what was expected and why.</summary>
internal static class Parsers
{
    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    /// <param name="least">Smallest allowed.</param>
    /// <param name="why">Why it may not be less.</param>
    public static Func<ArgumentResult, int> Whole(int least, string why) => result =>
    {
        string text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least)
        {
            return value;
        }

        string advice = value < least && text.Length > 0 && !text.Any(char.IsLetter) ? why : "write digits only";
        result.AddError($"{Name(result)}: found '{text}', expected a whole number from {least} to {int.MaxValue}; {advice}");
        return least;
    };

    /// <summary>A finite number greater than 0, whose square is too.</summary>
    /// <param name="why">What a sensible number looks like.</param>
    /// <param name="words">Words that may stand for a number.</param>
    public static Func<ArgumentResult, double?> Positive(string why, params IReadOnlyList<(string Word, double? Value)> words) => result =>
    {
        string text = result.Tokens[^1].Value;
        foreach ((string word, double? its) in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return its;
            }
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsNormal(value * value))
        {
            return value;
        }

        string named = string.Concat(words.Select(own => $"{own.Word}, "));
        result.AddError($"{Name(result)}: found '{text}', expected {named}{(named.Length > 0 ? "or " : "")}a number greater than 0; {why}");
        return null;
    };

    /// <summary>A seed: 0 to 2⁶⁴ − 1.</summary>
    public static ulong Seed(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
        {
            result.AddError($"{Name(result)}: found '{text}', expected a whole number from 0 to {ulong.MaxValue}; write digits only");
        }

        return value;
    }

    /// <summary>A number, null when it is at fault.</summary>
    /// <param name="range">What is allowed, to follow "a number".</param>
    /// <param name="allowed">Whether a number is allowed.</param>
    public static Func<ArgumentResult, double?> Decimal(string range, Func<double, bool> allowed) => result =>
    {
        string text = result.Tokens[^1].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && allowed(value))
        {
            return value;
        }

        result.AddError($"{Name(result)}: found '{text}', expected a number {range}; write it with a decimal point");
        return null;
    };

    /// <summary>One of a few words.</summary>
    public static Func<ArgumentResult, T> Choice<T>(params (string Word, T Value)[] choices) => result => Match(result, result.Tokens[^1].Value, choices);

    /// <summary>Some of a few words, each option or comma adding one.</summary>
    public static Func<ArgumentResult, T[]> Choices<T>(params (string Word, T Value)[] choices) => result =>
        [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).Select(text => Match(result, text, choices)).Distinct()];

    private static T Match<T>(ArgumentResult result, string text, (string Word, T Value)[] choices)
    {
        foreach ((string word, T value) in choices)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }
        string[] words = choices.Select(choice => choice.Word).ToArray();
        result.AddError($"{Name(result)}: found '{text}', expected one of {string.Join(", ", words)}; {DidYouMean.Advice(text, words, "write one of them")}");
        return choices[0].Value;
    }

    private static string Name(ArgumentResult result) => (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
}
