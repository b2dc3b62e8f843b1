using System.CommandLine;

namespace GpuConcord.Cli.Options;

/// <summary>Declares options of the few kinds that commands have.</summary>
internal static class Declare
{
    /// <summary>One text.</summary>
    public static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    /// <summary><c>--output</c>, or <c>-o</c>: where results go.</summary>
    public static Option<string?> Output(string value, string description) => new("--output", "-o") { Description = description, HelpName = value };

    /// <summary>Texts; the option may be repeated.</summary>
    public static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => [], Arity = ArgumentArity.OneOrMore };

    /// <summary>A whole number.</summary>
    /// <param name="name">Name.</param>
    /// <param name="standard">What holds when it is left out; null where that depends on others, and the value is then 0.</param>
    /// <param name="least">Smallest allowed.</param>
    /// <param name="why">Why it may not be less.</param>
    /// <param name="description">Description.</param>
    /// <param name="value">What stands for the value in help.</param>
    public static Option<int> Whole(string name, int? standard, int least, string why, string description, string value = "N")
    {
        Option<int> option = new(name) { Description = description, HelpName = value, CustomParser = Parsers.Whole(least, why) };
        if (standard is { } known)
        {
            option.DefaultValueFactory = _ => known;
        }

        return option;
    }

    /// <summary>A number with a decimal point, null when left out.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">What stands for the value in help.</param>
    /// <param name="range">What is allowed, in words.</param>
    /// <param name="allowed">What is allowed.</param>
    /// <param name="description">Description.</param>
    public static Option<double?> Decimal(string name, string value, string range, Func<double, bool> allowed, string description) =>
        new(name) { Description = description, HelpName = value, CustomParser = Parsers.Decimal(range, allowed) };

    /// <summary>Yes when it is there.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
