using System.CommandLine;

namespace GpuConcord.Cli.Options;

/// <summary><c>--seed</c>: what makes a command's random numbers repeat.</summary>
internal static class SeedOption
{
    /// <summary>The option.</summary>
    /// <param name="repeated">What the same seed gives again: numbers, files.</param>
    /// <param name="standard">The seed when none is given.</param>
    public static Option<ulong> Create(string repeated, ulong standard) => new("--seed")
    {
        Description = $"Seed of every random number: the same seed gives the same {repeated}.",
        HelpName = "S",
        CustomParser = Parsers.Seed,
        DefaultValueFactory = _ => standard,
    };
}
