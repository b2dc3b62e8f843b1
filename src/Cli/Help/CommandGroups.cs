using System.CommandLine;

namespace GpuConcord.Cli.Help;

/// <summary>Commands that belong together.</summary>
/// <param name="Title">What they are for.</param>
/// <param name="Commands">The commands, in the order of use.</param>
internal sealed record CommandGroup(string Title, IReadOnlyList<Command> Commands);

/// <summary>What the program's commands are for.</summary>
internal static class CommandGroups
{
    private static readonly (string Title, string[] Names)[] Purposes =
    [
        ("Which instruments disagree", ["fit", "explain", "sweep", "report", "compare", "diff", "apply"]),
        ("A run as a file", ["init", "run", "rerun"]),
        ("Aperture photometry", ["aprates", "pget"]),
        ("Simulated data", ["simulate", "sbc"]),
        ("On many machines", ["plan", "work", "status", "merge"]),
        ("About this program", ["examples", "profiles", "devices", "selftest", "completion", "man"]),
    ];

    /// <summary>The groups of a command's own commands; none where it has none. What no group names comes last.</summary>
    public static IReadOnlyList<CommandGroup> Of(Command command)
    {
        Command[] shown = [.. command.Subcommands.Where(sub => !sub.Hidden)];
        string[] named = [.. Purposes.SelectMany(purpose => purpose.Names)];
        return
        [
            .. Purposes.Append(("Other commands", [.. shown.Select(sub => sub.Name).Except(named, StringComparer.Ordinal)]))
                .Select(purpose => new CommandGroup(purpose.Item1, [.. purpose.Item2.SelectMany(name => shown.Where(sub => sub.Name.Equals(name, StringComparison.Ordinal)))]))
                .Where(group => group.Commands.Count > 0),
        ];
    }
}
