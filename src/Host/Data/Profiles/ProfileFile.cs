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
        TomlTable toml = Parse(file, text);
        Check(file, toml, "");
        TomlTable source = Table(file, toml, "source") ?? throw Lacks(file, "[source]", "columns = [\"SRCID\", \"OBS_ID\"] under [source]: what makes a row one source");
        TomlTable values = Table(file, toml, "values") ?? throw Lacks(file, "[values]", "value = \"{instrument}_{band}_FLUX\" under [values]");
        Check(file, source, "source");
        Check(file, values, "values");
        string? instrument = Text(file, toml, "instrument");
        IReadOnlyList<KeyValuePair<string, string>> instruments = Pairs(file, toml, "instruments");
        if ((instrument is null) == (instruments.Count == 0))
        {
            throw DataException.In(
                file, instrument is null ? "neither [instruments] nor instrument" : "both [instruments] and instrument", "one of them",
                "give [instruments] where each has columns of its own (pn = \"PN\"), or instrument = \"COLUMN\" where a column names it");
        }

        Profile profile = new()
        {
            Name = file,
            Title = Text(file, toml, "title") ?? throw Lacks(file, "title", "title = \"what this is a profile of\""),
            Citation = Text(file, toml, "citation") ?? "",
            Recognise = Texts(file, toml, "recognise"),
            Row = Text(file, toml, "row") ?? "row",
            Source = Texts(file, source, "columns") is { Count: > 0 } columns ? columns : throw Lacks(file, "source.columns", OfSeveral),
            Once = source.TryGetValue("once", out object? once) && (once as bool? ?? throw Wrong(file, "source.once", "true or false")),
            Instruments = instruments,
            InstrumentColumn = instrument,
            Bands = Pairs(file, toml, "bands") is { Count: > 0 } bands ? bands
                : throw Lacks(file, "[bands]", "\"0.5-2.0\" = \"S\" under [bands]: a band and what stands for it in columns"),
            OnRequest = Pairs(file, toml, "bands_on_request"),
            Value = Text(file, values, "value") ?? throw Lacks(file, "values.value", "value = \"{instrument}_{band}_FLUX\""),
            Error = Text(file, values, "error"),
            ErrorSigmas = Sigmas(file, values),
            Unit = Text(file, values, "unit") ?? "",
            Counts = Pairs(file, toml, "counts"),
            Cuts = Cuts(file, toml),
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

    private static TomlTable Parse(string file, string text)
    {
        try
        {
            // Deserialising alone lets the last of several equal keys win.
            SyntaxParser.ParseStrict(text, file, validate: true);
            return TomlSerializer.Deserialize<TomlTable>(text) ?? [];
        }
        catch (TomlException fault)
        {
            TextPosition? at = fault.Diagnostics.FirstOrDefault()?.Span.Start;
            string why = string.Join(' ', fault.Message.Split(" : ", 3)[^1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
            throw DataException.At(
                file, fault.Line ?? at?.Line + 1 ?? 1, fault.Column ?? at?.Column + 1 ?? 1, $"that it is no TOML ({why})", "a profile", "gpuconcord profiles 4xmm shows one");
        }
    }

    private static void Check(string file, TomlTable table, string of)
    {
        string[] known = Known[of];
        if (table.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.Ordinal)) is { } unknown)
        {
            string where = of.Length == 0 ? "" : $" in [{of}]";
            throw DataException.In(
                file, $"{unknown}{where}", $"one of {string.Join(", ", known)}{where}", DidYouMean.Advice(unknown, known, "gpuconcord profiles 4xmm shows a profile"));
        }
    }

    private static IReadOnlyList<CatalogueCut> Cuts(string file, TomlTable toml)
    {
        if (!toml.TryGetValue("select", out object? value))
        {
            return [];
        }

        List<CatalogueCut> cuts = [];
        foreach (TomlTable cut in value as TomlTableArray ?? throw Wrong(file, "select", "[[select]] with where and because, as often as needed"))
        {
            Check(file, cut, "select");
            cuts.Add(new CatalogueCut(Text(file, cut, "where") ?? throw Lacks(file, "select.where", "where = \"SUM_FLAG == 0\""), Text(file, cut, "because") ?? ""));
        }

        return cuts;
    }

    /// <summary>Standard deviations from the middle to the end of an interval of a probability.</summary>
    private static double Sigmas(string file, TomlTable values)
    {
        if (!values.TryGetValue("error_probability", out object? given))
        {
            return 1.0;
        }

        double probability = given is double or long ? Convert.ToDouble(given, CultureInfo.InvariantCulture) : double.NaN;
        return probability is > 0.0 and < 1.0 ? Math.Sqrt(2.0) * SpecialFunctions.ErfInv(probability) : throw Wrong(
            file, "values.error_probability", "the probability of value ± error, as in 0.90, or leave it out where errors are 1σ");
    }

    private static TomlTable? Table(string file, TomlTable toml, string key) =>
        !toml.TryGetValue(key, out object? value) ? null : value as TomlTable ?? throw Wrong(file, key, $"a table [{key}]");

    private static string? Text(string file, TomlTable toml, string key) =>
        !toml.TryGetValue(key, out object? value) ? null
        : value is string { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text
        : throw Wrong(file, key, OfOne);

    private static IReadOnlyList<string> Texts(string file, TomlTable toml, string key) =>
        !toml.TryGetValue(key, out object? value) ? []
        : value is TomlArray array && array.All(item => item is string { Length: > 0 }) ? [.. array.Cast<string>()]
        : throw Wrong(file, key, OfSeveral);

    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(string file, TomlTable toml, string key)
    {
        if (Table(file, toml, key) is not { } table)
        {
            return [];
        }

        return
        [
            .. table.Select(pair => pair.Value is string { Length: > 0 } text && Spelling.Of(pair.Key).Length > 0
                ? new KeyValuePair<string, string>(Spelling.Of(pair.Key), text)
                : throw Wrong(file, $"{key}.{pair.Key}", OfOne)),
        ];
    }

    private static DataException Lacks(string file, string what, string expected) => DataException.In(file, $"no {what}", expected, "gpuconcord profiles 4xmm shows a profile");

    private static DataException Wrong(string file, string what, string expected) =>
        DataException.In(file, $"another value of {what}", expected, "correct it; gpuconcord profiles 4xmm shows a profile");
}
