using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Selection;
using MathNet.Numerics;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace GpuConcord.Host.Data.Profiles;

/// <summary>Reads profiles of catalogues: TOML that a person can copy and change.</summary>
internal static class ProfileFile
{
    private const string OfOne = "a text, as in row = \"detection\"";
    private const string OfSeveral = "texts, as in columns = [\"SRCID\", \"OBS_ID\"]";

    private const string Advice = "gpuconcord profiles 4xmm shows a profile";

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        [""] = ["title", "citation", "recognise", "row", "source", "instruments", "instrument", "bands", "bands_on_request", "values", "counts", "select"],
        ["source"] = ["columns", "once"],
        ["values"] = ["value", "error", "error_probability", "unit"],
        ["select"] = ["where", "because"],
    };

    /// <summary>Reads a profile.</summary>
    /// <param name="file">Its name in messages and on the command line.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="DataException">It is no TOML, or lacks something, or has what nobody knows.</exception>
    public static Profile Read(string file, string text)
    {
        TomlTable toml = Parse(file, text, out ProfilePlaces at);
        Check(at, toml, "");
        TomlTable source = Table(at, toml, "source") ?? throw Lacks(at, "[source]", "columns = [\"SRCID\", \"OBS_ID\"] under [source]: what makes a row one source");
        TomlTable values = Table(at, toml, "values") ?? throw Lacks(at, "[values]", "value = \"{instrument}_{band}_FLUX\" under [values]");
        Check(at, source, "source");
        Check(at, values, "values");
        string? instrument = Text(at, toml, "instrument");
        IReadOnlyList<KeyValuePair<string, string>> instruments = Pairs(at, toml, "instruments");
        if ((instrument is null) == (instruments.Count == 0))
        {
            throw at.Fault(
                instrument is null ? "" : "instrument", instrument is null ? "neither [instruments] nor instrument" : "both [instruments] and instrument", "one of them",
                "give [instruments] where each has columns of its own (pn = \"PN\"), or instrument = \"COLUMN\" where a column names it");
        }

        Profile profile = new()
        {
            Name = file,
            Title = Text(at, toml, "title") ?? throw Lacks(at, "title", "title = \"what this is a profile of\""),
            Citation = Text(at, toml, "citation") ?? "",
            Recognise = Texts(at, toml, "recognise"),
            Row = Text(at, toml, "row") ?? "row",
            Source = Texts(at, source, "columns", "source.") is { Count: > 0 } columns ? columns : throw Lacks(at, "source.columns", OfSeveral),
            Once = source.TryGetValue("once", out object? once) && (once as bool? ?? throw Wrong(at, "source.once", "true or false")),
            Instruments = instruments,
            InstrumentColumn = instrument,
            Bands = Pairs(at, toml, "bands") is { Count: > 0 } bands ? bands
                : throw Lacks(at, "[bands]", "\"0.5-2.0\" = \"S\" under [bands]: a band and what stands for it in columns"),
            OnRequest = Pairs(at, toml, "bands_on_request"),
            Value = Text(at, values, "value", "values.") ?? throw Lacks(at, "values.value", "value = \"{instrument}_{band}_FLUX\""),
            Error = Text(at, values, "error", "values."),
            ErrorSigmas = Sigmas(at, values),
            Unit = Text(at, values, "unit", "values.") ?? "",
            Counts = Pairs(at, toml, "counts"),
            Cuts = Cuts(at, toml),
            Text = text,
        };
        CatalogueMap map = profile.Map(null, string.Equals, recommended: true);
        string[] filled =
        [
            .. map.Cuts.Select(cut => cut.Where), .. map.Cells.SelectMany(cell => (string[])[
                cell.Value, cell.Error ?? "", .. cell.Cuts.Select(cut => cut.Where), .. cell.Counts.Select(count => count.Value)]),
        ];
        if (Array.Find(filled, text => text.AsSpan().ContainsAny('{', '}')) is { } left)
        {
            throw DataException.In(
                file, $"braces that are left in {left}", "{instrument} and {band} as the only marks", "correct the mark; [NAME] is a column with blanks or signs in it");
        }

        foreach (CatalogueCut cut in map.Cuts.Concat(map.Cells.SelectMany(cell => cell.Cuts)))
        {
            Condition.Parse($"--profile {file}", cut.Where);
        }

        return profile;
    }

    private static TomlTable Parse(string file, string text, out ProfilePlaces at)
    {
        try
        {
            // Deserialising alone lets the last of several equal keys win.
            at = new ProfilePlaces(file, SyntaxParser.ParseStrict(text, file, validate: true));
            return TomlSerializer.Deserialize<TomlTable>(text) ?? [];
        }
        catch (TomlException fault)
        {
            TextPosition? place = fault.Diagnostics.FirstOrDefault()?.Span.Start;
            string why = string.Join(' ', fault.Message.Split(" : ", 3)[^1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
            throw DataException.At(
                file, fault.Line ?? place?.Line + 1 ?? 1, fault.Column ?? place?.Column + 1 ?? 1, $"that it is no TOML ({why})", "a profile", "gpuconcord profiles 4xmm shows one");
        }
        catch (ArgumentException)
        {
            // What the library makes of a text in quotes that ends with the file, right behind a backslash.
            throw DataException.In(file, "that it is no TOML (a text in quotes that never ends)", "a profile", "gpuconcord profiles 4xmm shows one");
        }
    }

    private static void Check(ProfilePlaces at, TomlTable table, string of, string? where = null)
    {
        string[] known = Known[of];
        if (table.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.Ordinal)) is { } unknown)
        {
            string inside = of.Length == 0 ? "" : $" in [{of}]";
            throw at.Fault(
                of.Length == 0 ? unknown : $"{where ?? of}.{unknown}", $"{unknown}{inside}", $"one of {string.Join(", ", known)}{inside}",
                DidYouMean.Advice(unknown, known, Advice));
        }
    }

    private static IReadOnlyList<CatalogueCut> Cuts(ProfilePlaces at, TomlTable toml)
    {
        if (!toml.TryGetValue("select", out object? value))
        {
            return [];
        }

        List<CatalogueCut> cuts = [];
        foreach (TomlTable cut in value as TomlTableArray ?? throw Wrong(at, "select", "[[select]] with where and because, as often as needed"))
        {
            string table = ProfilePlaces.Nth("select", cuts.Count);
            Check(at, cut, "select", table);
            string where = Text(at, cut, "where", $"{table}.") ?? throw at.Fault($"{table}.where", "no select.where", "where = \"SUM_FLAG == 0\"", Advice);
            cuts.Add(new CatalogueCut(where, Text(at, cut, "because", $"{table}.") ?? ""));
        }

        return cuts;
    }

    /// <summary>Standard deviations from the middle to the end of an interval of a probability.</summary>
    private static double Sigmas(ProfilePlaces at, TomlTable values)
    {
        if (!values.TryGetValue("error_probability", out object? given))
        {
            return 1.0;
        }

        double probability = given is double or long ? Convert.ToDouble(given, CultureInfo.InvariantCulture) : double.NaN;
        return probability is > 0.0 and < 1.0 ? Math.Sqrt(2.0) * SpecialFunctions.ErfInv(probability) : throw Wrong(
            at, "values.error_probability", "the probability of value ± error, as in 0.90, or leave it out where errors are 1σ");
    }

    private static TomlTable? Table(ProfilePlaces at, TomlTable toml, string key) =>
        !toml.TryGetValue(key, out object? value) ? null : value as TomlTable ?? throw Wrong(at, key, $"a table [{key}]");

    private static string? Text(ProfilePlaces at, TomlTable toml, string key, string of = "") =>
        !toml.TryGetValue(key, out object? value) ? null
        : value is string { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text
        : throw Wrong(at, key, OfOne, of);

    private static IReadOnlyList<string> Texts(ProfilePlaces at, TomlTable toml, string key, string of = "") =>
        !toml.TryGetValue(key, out object? value) ? []
        : value is TomlArray array && array.All(item => item is string { Length: > 0 }) ? [.. array.Cast<string>()]
        : throw Wrong(at, key, OfSeveral, of);

    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(ProfilePlaces at, TomlTable toml, string key)
    {
        if (Table(at, toml, key) is not { } table)
        {
            return [];
        }

        return
        [
            .. table.Select(pair => pair.Value is string { Length: > 0 } text && Spelling.Of(pair.Key).Length > 0
                ? new KeyValuePair<string, string>(Spelling.Of(pair.Key), text)
                : throw Wrong(at, $"{key}.{pair.Key}", OfOne)),
        ];
    }

    private static DataException Lacks(ProfilePlaces at, string what, string expected) => at.Fault(what.Trim('[', ']'), $"no {what}", expected, Advice);

    private static DataException Wrong(ProfilePlaces at, string what, string expected, string of = "") =>
        at.Fault(of + what, $"another value of {what}", expected, $"correct it; {Advice}");
}
