using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Screen;

namespace GpuConcord.Cli.Recipes;

/// <summary>A recipe to begin with: a fit, with the options that matter first as comments.</summary>
internal static class RecipeTemplate
{
    private const int Width = 100;

    /// <summary>Its text.</summary>
    /// <param name="fit">The command of the fit.</param>
    /// <param name="data">The table, or the name of a built-in data set.</param>
    /// <param name="profile">The profile that its columns are those of, or null.</param>
    /// <param name="columns">Its columns, to be named in a comment; none where they are not known.</param>
    /// <param name="file">Where it is written.</param>
    /// <param name="results">The folder that the fit writes to.</param>
    public static IEnumerable<string> Lines(Command fit, string data, string? profile, IReadOnlyList<string> columns, string file, string results)
    {
        foreach (string line in Comment($"A recipe of gpuconcord. Carry it out: gpuconcord run {file}"))
        {
            yield return line;
        }

        foreach (string line in Comment("A table is a command, carried out in the order of the tables; a key is one of its options without the dashes. Paths are those of the "
            + "folder in which gpuconcord runs. Take the # away in front of what you want; gpuconcord fit --help all has every option."))
        {
            yield return line;
        }

        yield return "";
        yield return "[fit]";
        yield return $"data = {Quoted(data)}";
        if (columns.Count > 0)
        {
            foreach (string line in Comment($"its columns: {string.Join(", ", columns)}"))
            {
                yield return line;
            }
        }

        foreach (Option option in OptionGroups.Of(fit, all: false)[0].Options)
        {
            yield return "";
            foreach (string line in Comment(HelpPage.Meaning(option)))
            {
                yield return line;
            }

            string key = option.Name[2..];
            yield return profile is not null && key is "profile" ? $"profile = {Quoted(profile)}"
                : key is "output" ? $"output = {Quoted(results)}"
                : $"# {key} = {Example(option)}";
        }

        yield return "";
        foreach (string line in Comment("What comes after the fit, for instance:"))
        {
            yield return line;
        }

        yield return "# [apply]";
        yield return $"# run = {Quoted(results)}";
        yield return "# arf = [\"pn.arf\", \"MOS1.arf\"]";
    }

    private static string Example(Option option) => !HelpPage.TakesValue(option) ? "true" : option.Name switch
    {
        "--tau" => "0.05",
        "--columns" => "{ source = \"IAUNAME\", pn = \"PN_4_FLUX\", pn_err = \"PN_4_FLUX_ERR\" }",
        "--where" => "[\"SUM_FLAG == 0\"]",
        _ => Quoted((option.HelpName ?? "").Split('|')[0]),
    };

    private static string Quoted(string text) => text.AsSpan().ContainsAny('\\', '"') && !text.Contains('\'', StringComparison.Ordinal)
        ? $"'{text}'"
        : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<string> Comment(string text) => Page.Wrap(text, "# ", Width).Select(line => line.StartsWith('#') ? line : $"#{line[1..]}");
}
