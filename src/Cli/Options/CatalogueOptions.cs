using System.CommandLine;
using System.Text.RegularExpressions;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Cli.Options;

/// <summary>Where in a catalogue the values stand, and which of its rows are read.</summary>
/// <param name="columns">What <c>--columns</c> does here.</param>
internal sealed partial class CatalogueOptions(string columns)
{
    private const string ErrorSuffix = "_err";

    /// <summary>What a column of a long table may be for.</summary>
    private static readonly string[] Roles = ["source", "instrument", "band", "value", "error", "exposure", .. ParameterRules.Names, "b"];

    private readonly Option<string?> profile = Declare.Text(
        "--profile", "NAME|FILE", "Read a published catalogue: its columns, bands, units and a recommended selection. 4xmm, 5xmm, csc, or a TOML file (see gpuconcord profiles).");
    private readonly Option<string[]> where = Declare.Texts(
        "--where", "CONDITION", "Read only rows for which this holds, as in 'SUM_FLAG == 0 && PN_ONTIME > 1e4 && !SC_VAR_FLAG'; several must all hold. Of null nothing holds.");
    private readonly Option<string?> selection = new("--selection")
    {
        Description = "With --profile: recommended makes its selection, none leaves it to --where. [default: recommended]",
        HelpName = "recommended|none",
        CustomParser = Parsers.Choice<string?>(("recommended", "recommended"), ("none", "none")),
    };

    /// <summary><c>--columns</c>.</summary>
    public Option<string[]> Columns { get; } = Declare.Texts("--columns", "NAME=COLUMN,...", columns);

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [profile, Columns, where, selection];

    /// <summary>The profile asked for, or null.</summary>
    /// <exception cref="DataException">Its file is at fault.</exception>
    /// <exception cref="UsageException">There is none of that name, or a selection was chosen without one.</exception>
    public Profile? Profile(ParseResult parsed)
    {
        Profile? found = parsed.GetValue(profile) is { } name ? ProfileList.Find(name) : null;
        return found is not null || parsed.GetValue(selection) is not { } word ? found
            : throw new UsageException($"--selection: found {word} without --profile, expected both; a selection is a profile's, conditions of your own go with --where");
    }

    /// <summary>What is read, with the columns and rows of a catalogue.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">What else is asked for.</param>
    /// <exception cref="DataException">A profile's file is at fault.</exception>
    /// <exception cref="UsageException">Options contradict each other, or a condition is none.</exception>
    public ReadOptions Read(ParseResult parsed, ReadOptions options)
    {
        IReadOnlyList<KeyValuePair<string, string>> named = Pairs(parsed.GetValue(Columns) ?? []);
        if (Profile(parsed) is { } known)
        {
            CatalogueMap map = known.Map(options.Band, TableReader.IsSameBand, IsRecommended(parsed));
            return named.Count == 0 ? options with { Band = null, Catalogue = map, Where = Where(parsed, map) }
                : throw new UsageException("--columns: found beside --profile, expected one of the two; to change a profile copy it (gpuconcord profiles NAME > my.toml)");
        }

        IReadOnlyList<(Condition Condition, string Because)>? rows = parsed.GetValue(where) is { Length: > 0 } ? Where(parsed, null) : null;
        if (named.Count == 0)
        {
            return options with { Where = rows };
        }

        return named.All(pair => Role(pair.Key) is not null) ? OfRoles(options, named) with { Where = rows } : options with { Catalogue = OfInstruments(named), Where = rows };
    }

    /// <summary>What is asked of rows: by a profile's selection, then by <c>--where</c>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="map">The profile's, or null.</param>
    /// <exception cref="UsageException">A condition is none.</exception>
    public IReadOnlyList<(Condition Condition, string Because)> Where(ParseResult parsed, CatalogueMap? map) =>
    [
        .. (map?.Cuts ?? []).Select(cut => (Condition.Parse(map!.Origin, cut.Where), cut.Because)),
        .. (parsed.GetValue(where) ?? []).Select(text => (Condition.Parse(where.Name, text), "")),
    ];

    /// <summary>Whether a profile's selection is made.</summary>
    public bool IsRecommended(ParseResult parsed) => parsed.GetValue(selection) is not "none";

    /// <summary>Takes <c>NAME=COLUMN,…</c> apart. A comma that no NAME= follows belongs to the column's name.</summary>
    /// <exception cref="UsageException">Not of that form, or a name twice.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(IReadOnlyList<string> texts)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (string text in texts.SelectMany(text => Commas().Split(text)).Select(text => text.Trim(' ', ',')).Where(text => text.Length > 0))
        {
            string[] parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
            {
                throw new UsageException($"--columns: found '{text}', expected NAME=COLUMN, as in source=IAUNAME,pn=PN_4_FLUX or n=SRC_CTS; separate several by commas");
            }

            pairs.Add(pairs.Exists(pair => pair.Key.Equals(parts[0], StringComparison.OrdinalIgnoreCase))
                ? throw new UsageException($"--columns: found {parts[0]} twice, expected once; remove one")
                : new KeyValuePair<string, string>(parts[0], parts[1]));
        }

        return pairs;
    }

    /// <summary>The columns that make up one role.</summary>
    public static IReadOnlyList<string> Parts(string columns) => columns.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@",(?=\s*[^,=]+=)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Commas();

    private static string? Role(string name) => Array.Find(Roles, role => role.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A long table, whose columns are named one by one.</summary>
    private static ReadOptions OfRoles(ReadOptions options, IReadOnlyList<KeyValuePair<string, string>> named)
    {
        string? value = null, error = null;
        List<(string Role, IReadOnlyList<string> Columns)> roles = [];
        foreach ((string name, string column) in named)
        {
            switch (Role(name)!)
            {
                case "value":
                    value = column;
                    break;
                case "error":
                    error = column;
                    break;
                case var role:
                    roles.Add((role, role is "source" or "instrument" or "band" ? Parts(column) : [column]));
                    break;
            }
        }

        string? twice = value is not null && options.Value is not null ? "--value" : error is not null && options.Error is not null ? "--error" : null;
        return twice is null ? options with { Value = value ?? options.Value, Error = error ?? options.Error, Roles = roles.Count == 0 ? null : roles }
            : throw new UsageException($"{twice}: found beside --columns {twice[2..]}=, expected one of the two; leave one out");
    }

    /// <summary>A catalogue with a column an instrument.</summary>
    private static CatalogueMap OfInstruments(IReadOnlyList<KeyValuePair<string, string>> named)
    {
        string[] instruments = [.. named.Select(pair => pair.Key).Where(name => Role(name) is null && Of(name) is null)];
        string? source = named.FirstOrDefault(pair => Role(pair.Key) is "source").Value;
        string? other = named.Select(pair => Role(pair.Key)).FirstOrDefault(role => role is not null and not "source");
        if (source is null)
        {
            throw new UsageException($"--columns: found {string.Join(", ", named.Select(pair => pair.Key))}, expected source=COLUMN among them; "
                + (DidYouMean.Closest("source", instruments) is { } near ? $"write source= for {near}="
                    : "say which column names the sources, or several joined by +, as in source=SRCID+OBS_ID"));
        }

        if (other is not null)
        {
            throw new UsageException($"--columns: found {other} beside {instruments[0]}, expected instruments, their errors (pn_err=COLUMN) and source, or for a table with one "
                + "row "
                + $"an observation: {string.Join(", ", Roles[..6])}; leave {other} out, or "
                + $"{DidYouMean.Advice(instruments[0], Roles, $"{instruments[0]} if it is no instrument")}");
        }

        if (Array.Find(instruments, name => name.EndsWith(ErrorSuffix, StringComparison.OrdinalIgnoreCase)) is { } error)
        {
            throw new UsageException($"--columns: found {error} without {error[..^ErrorSuffix.Length]}, expected errors beside the values of their instrument; add "
                + $"{error[..^ErrorSuffix.Length]}=COLUMN, or leave {error} out");
        }

        return new CatalogueMap
        {
            Origin = "--columns",
            Source = Parts(source),
            Cells = [.. instruments.Select(name => new CatalogueCell(name, null, Column(name)!, Column(name + ErrorSuffix), []))],
        };

        string? Column(string name) => named.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

        // pn_err is the error of pn when there is a pn.
        string? Of(string name) => name.EndsWith(ErrorSuffix, StringComparison.OrdinalIgnoreCase) ? Column(name[..^ErrorSuffix.Length]) : null;
    }
}
