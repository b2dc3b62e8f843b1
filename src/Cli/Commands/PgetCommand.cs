using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord pget</c>: prints values of a parameter file, one a line, as CIAO's pget does.</summary>
internal static class PgetCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord pget aprates_out.par src_cnts src_cnts_err_lo src_cnts_err_up", "net counts and their interval"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "a parameter file (.par)" };
        Argument<string[]> names = new("NAME") { Description = "parameters to print", Arity = ArgumentArity.OneOrMore };
        Command command = new("pget", "Print values of a parameter file, one a line.") { file, names };
        command.SetAction(parsed => Print(parsed.GetRequiredValue(file), parsed.GetRequiredValue(names), terminal));
        return command;
    }

    private static void Print(string file, string[] names, Terminal terminal)
    {
        if (!File.Exists(file))
        {
            throw DataException.In(file, Directory.Exists(file) ? "a directory" : "no such file", "a parameter file",
                "check the path; gpuconcord aprates writes one to outfile=FILE");
        }

        using StreamReader reader = File.OpenText(file);
        Dictionary<string, string> values = ParameterFile.Read(file, reader).ToDictionary(line => line.Name, line => line.Value, StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!values.ContainsKey(name))
            {
                throw DataException.In(file, $"no parameter '{name}'", "one of its parameters",
                    DidYouMean.Advice(name, values.Keys, $"it has {string.Join(", ", values.Keys.Take(40))}"));
            }
        }
        foreach (string name in names)
        {
            terminal.Out.WriteLine(values[name]);
        }
    }
}
