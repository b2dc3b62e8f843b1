using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.Ecsv;

/// <summary>The comment lines above an ECSV table: a line with the version, then YAML with the delimiter and a description of every column.</summary>
internal sealed class EcsvHeader
{
    /// <summary>Most characters of a header.</summary>
    private const int Longest = 1 << 24;

    private readonly string file;

    /// <summary>Reads the lines up to that of the names.</summary>
    /// <param name="file">The file in messages.</param>
    /// <param name="text">Its text from the first line on.</param>
    /// <exception cref="DataException">It is broken, or says what is not read.</exception>
    public EcsvHeader(string file, TextReader text)
    {
        this.file = file;
        Dictionary<string, (StringBuilder Text, int Line, int Indent)> sections = new(StringComparer.Ordinal);
        (StringBuilder Text, int Line, int Indent)? open = null;
        int length = 0;
        string? line;
        while ((line = text.ReadLine()) is not null && (line.Length == 0 || line.TrimStart().StartsWith('#')))
        {
            NamesLine++;
            length += line.Length;
            string comment = line.TrimStart();
            string yaml = comment.StartsWith("# ", StringComparison.Ordinal) ? comment[2..] : comment.Length > 0 ? comment[1..] : "";
            if (length > Longest)
            {
                throw DataException.At(file, NamesLine, 1, $"a header of more than {Longest} characters", "a shorter one", "leave out of its meta what is not needed");
            }

            if (NamesLine == 1)
            {
                CheckVersion(yaml);
            }
            else if (Key(yaml) is { } key)
            {
                open = (new StringBuilder(yaml[(key.Length + 1)..].Trim()), NamesLine, line.Length - yaml.Length);
                sections[key] = open.Value;
            }
            else
            {
                open?.Text.Append('\n').Append(yaml.TrimEnd());
            }
        }

        NamesLine++;
        First = line is null ? "" : $"{line}\n";
        if (!sections.TryGetValue("datatype", out (StringBuilder Text, int Line, int Indent) datatype))
        {
            throw DataException.At(file, 2, 1, "a header without datatype", "a description of every column below a line # datatype:", "have astropy rewrite the table");
        }

        Delimiter = sections.TryGetValue("delimiter", out (StringBuilder Text, int Line, int Indent) between) ? Between(between.Text.ToString(), between.Line) : ' ';
        IsSerialized = sections.TryGetValue("meta", out (StringBuilder Text, int Line, int Indent) meta)
            && meta.Text.ToString().Contains("__serialized_columns__", StringComparison.Ordinal);
        Columns = [.. new EcsvYaml(file, datatype.Text.ToString(), datatype.Line, datatype.Indent).Mappings().Select(mapping => Column(mapping.Entries, mapping.Line))];
    }

    /// <summary>The character between fields: a blank or a comma.</summary>
    public char Delimiter { get; }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<EcsvColumn> Columns { get; }

    /// <summary>1-based line of the names below the header.</summary>
    public int NamesLine { get; private set; }

    /// <summary>The text of that line, which was read already.</summary>
    public string First { get; }

    /// <summary>Whether some columns are parts of what astropy makes of them: masks, times, coordinates.</summary>
    public bool IsSerialized { get; }

    private void CheckVersion(string line)
    {
        if (!line.StartsWith("%ECSV 1.", StringComparison.Ordinal))
        {
            throw DataException.At(file, 1, 1, Excerpt.Of(line), "%ECSV 1.0, or a later 1.x", "have astropy rewrite the table");
        }
    }

    private char Between(string said, int line) => said.Trim('\'', '"') switch
    {
        "," => ',',
        " " => ' ',
        _ => throw DataException.At(file, line, 1, $"delimiter {Excerpt.Of(said)}", "a blank or a comma, which is what ECSV allows", "write the table with one of them"),
    };

    private EcsvColumn Column(IReadOnlyDictionary<string, object?> entries, int line)
    {
        string name = Said("name");
        if (!entries.ContainsKey("name"))
        {
            throw DataException.At(file, line, 1, "a column without a name", "name: NAME in every column of datatype", "add it");
        }

        TypedValue values = EcsvType.Make(Said("datatype"), Said("subtype")) ?? throw DataException.At(
            file, line, 1, $"datatype {Excerpt.Of(Said("datatype"))} of column {Excerpt.Of(name)}", $"one of {string.Join(", ", EcsvType.Names)}", "correct it");
        return new EcsvColumn(name, values, line)
        {
            Unit = Said("unit"),
            Meaning = Said("description"),
            Ucd = entries.GetValueOrDefault("meta") is IReadOnlyDictionary<string, object?> meta && meta.GetValueOrDefault("ucd") is string ucd ? ucd : "",
            IsRounded = Said("datatype") is "float128",
        };

        string Said(string key) => entries.GetValueOrDefault(key) as string ?? "";
    }

    /// <summary>The key that a line begins with, when it stands in front of all blanks; null when none does.</summary>
    private static string? Key(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(line[0]) && !line.AsSpan(0, colon).ContainsAny(" '\"{[") && (colon + 1 == line.Length || line[colon + 1] == ' ')
            ? line[..colon] : null;
    }
}
