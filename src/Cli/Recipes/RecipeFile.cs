using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Host.Faults;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace GpuConcord.Cli.Recipes;

/// <summary>
/// Reads a recipe: TOML whose tables are commands (<c>[fit]</c>, or <c>[[fit]]</c> several times), carried out in their order, and whose keys are arguments and options without
/// dashes. A value is a number or text as it would stand on the command line, true for an option that takes none, a list for one that may be repeated, and a table
/// (<c>tau = { pn = 0.02, MOS1 = 0.06 }</c>) for NAME=VALUE,….
/// </summary>
/// <param name="file">Its name in messages.</param>
/// <param name="root">The program's commands.</param>
internal sealed class RecipeFile(string file, Command root)
{
    /// <summary>Commands that make nothing to keep, or would go round in circles.</summary>
    private static readonly string[] NoSteps = ["run", "rerun", "init", "completion", "complete", "man", "help"];

    /// <summary>Options that every command has and no run needs.</summary>
    private static readonly string[] NoKeys = ["--help", "--version"];

    /// <summary>The steps of a recipe.</summary>
    /// <param name="text">Its text.</param>
    /// <exception cref="DataException">It is no TOML, or has a table or key that nobody knows, or a value that cannot stand on a command line.</exception>
    public IReadOnlyList<RecipeStep> Read(string text)
    {
        DocumentSyntax document = Parse(text);
        if (document.Diagnostics.FirstOrDefault() is { } fault)
        {
            throw At(fault.Span.Start, $"that it is no TOML ({fault.Message.TrimEnd('.')})", "a recipe", "gpuconcord init writes one to begin with");
        }

        if (document.KeyValues.FirstOrDefault() is { } stray)
        {
            throw At(stray.Span.Start, $"{Name(stray.Key)} outside of a command's table", "it below a line such as [fit]", "put [fit] above it");
        }

        RecipeStep[] steps = [.. document.Tables.Select(Step)];
        return steps.Length > 0 ? steps : throw DataException.In(file, "no command", "at least one, such as [fit]", "gpuconcord init writes a recipe to begin with");
    }

    private DocumentSyntax Parse(string text)
    {
        try
        {
            return SyntaxParser.Parse(text, file);
        }
        catch (ArgumentException)
        {
            // What the library makes of a text in quotes that ends with the file, right behind a backslash.
            throw DataException.In(file, "that it is no TOML (a text in quotes that never ends)", "a recipe", "gpuconcord init writes one to begin with");
        }
    }

    private RecipeStep Step(TableSyntaxBase table)
    {
        string name = Name(table.Name);
        string[] known = [.. root.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name).Except(NoSteps, StringComparer.Ordinal)];
        Command command = known.Contains(name, StringComparer.Ordinal)
            ? root.Subcommands.First(sub => sub.Name.Equals(name, StringComparison.Ordinal))
            : throw At(table.Span.Start, $"[{name}]", $"a command, one of {string.Join(", ", known)}", DidYouMean.Advice(name, known, "name the table as the command"));
        string[] keys = [.. command.Options.Select(own => own.Name).Except(NoKeys, StringComparer.Ordinal)];
        Dictionary<string, string> places = new(StringComparer.Ordinal);
        List<string> options = [];
        Dictionary<string, IReadOnlyList<string>> arguments = new(StringComparer.Ordinal);
        foreach (KeyValueSyntax item in table.Items)
        {
            string key = Name(item.Key);
            if (!places.TryAdd($"--{key}", Place(item.Span.Start)))
            {
                throw At(item.Span.Start, $"{key} twice in [{name}]", "each key once", "remove one of the two");
            }

            if (command.Arguments.FirstOrDefault(argument => KeyOf(argument).Equals(key, StringComparison.Ordinal)) is { } found)
            {
                arguments[found.Name] = Texts(item, key);
            }
            else if (keys.Contains($"--{key}", StringComparer.Ordinal) && command.Options.First(own => own.Name.Equals($"--{key}", StringComparison.Ordinal)) is { } option)
            {
                options.AddRange(Words(option, item, key));
            }
            else
            {
                throw At(item.Span.Start, $"{key} in [{name}]", $"an argument or option of gpuconcord {name}, without dashes",
                    DidYouMean.Advice(key, command.Arguments.Select(KeyOf).Concat(keys.Select(own => own[2..])), $"gpuconcord {name} --help all has every one"));
            }
        }

        // A value that begins with a dash is still a value: it stands behind "--".
        string[] values = [.. command.Arguments.SelectMany(argument => arguments.GetValueOrDefault(argument.Name, []))];
        string[] words = Array.Exists(values, value => value.StartsWith('-')) ? [name, .. options, "--", .. values] : [name, .. values, .. options];
        return new(words, Place(table.Span.Start), places);
    }

    /// <summary>What an argument is called here: DATA is data, ARF arf.</summary>
    internal static string KeyOf(Argument argument) => argument.Name.Split(' ', '|')[0].ToLowerInvariant();

    private IEnumerable<string> Words(Option option, KeyValueSyntax item, string key)
    {
        if (!HelpPage.TakesValue(option))
        {
            return item.Value is BooleanValueSyntax flag ? flag.Value ? [option.Name] : []
                : throw At(item.Value!.Span.Start, $"{item.Value.ToString()?.Trim()} for {key}", "true or false", $"write {key} = true, or leave it out");
        }

        IReadOnlyList<string> texts = Texts(item, key);
        return texts.Count <= 1 || option.Arity.MaximumNumberOfValues > 1
            ? texts.SelectMany(text => (string[])[option.Name, text])
            : throw At(item.Value!.Span.Start, $"{texts.Count} values for {key}", "one", "keep one of them");
    }

    private IReadOnlyList<string> Texts(KeyValueSyntax item, string key) => item.Value is ArraySyntax list
        ? [.. list.Items.Select(own => Text(own.Value!, key))]
        : [Text(item.Value!, key)];

    private string Text(ValueSyntax value, string key) => value switch
    {
        StringValueSyntax text => text.Value ?? "",
        IntegerValueSyntax or FloatValueSyntax => value.ToString()!.Trim().Replace("_", "", StringComparison.Ordinal),
        InlineTableSyntax table => string.Join(',', table.Items.Select(own => $"{Name(own.KeyValue!.Key)}={Text(own.KeyValue.Value!, key)}")),
        _ => throw At(value.Span.Start, $"{value.ToString()?.Trim()} for {key}", "a number, a text in quotes, a list of them or { NAME = VALUE }", "put it in quotes"),
    };

    private static string Name(KeySyntax? key) => key is null ? "" : string.Join('.', [Part(key.Key), .. key.DotKeys.Select(dotted => Part(dotted.Key))]);

    private static string Part(BareKeyOrStringValueSyntax? part) => part switch
    {
        StringValueSyntax quoted => quoted.Value ?? "",
        BareKeySyntax bare => bare.Key?.Text ?? "",
        _ => "",
    };

    private string Place(TextPosition at) => $"{file}:{at.Line + 1}:{at.Column + 1}";

    private DataException At(TextPosition at, string found, string expected, string advice) => DataException.At(file, at.Line + 1, at.Column + 1, found, expected, advice);
}
