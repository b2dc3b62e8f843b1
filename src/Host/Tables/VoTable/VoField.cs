using System.Globalization;
using System.Xml;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>A FIELD of a TABLE: one column.</summary>
internal sealed record VoField
{
    /// <summary>Its name; its ID where it has no name.</summary>
    public required string Name { get; init; }

    /// <summary>Its datatype, one of <see cref="VoType.Names"/>.</summary>
    public required string Datatype { get; init; }

    /// <summary>How many elements, or characters of a text, a value has; null where every row says so itself.</summary>
    public int? Count { get; init; }

    /// <summary>Whether a value is a list.</summary>
    public bool IsList { get; init; }

    /// <summary>Its unit.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Its UCD.</summary>
    public string Ucd { get; init; } = "";

    /// <summary>Its DESCRIPTION.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>The value that stands for none; null for none such.</summary>
    public string? Null { get; init; }

    /// <summary>1-based line of the element.</summary>
    public int Line { get; init; }

    /// <summary>1-based column of the element.</summary>
    public int Column { get; init; }

    /// <summary>Its values.</summary>
    /// <exception cref="DataException">The value that stands for none is none of the type.</exception>
    public TypedValue Values(string file) => VoType.Make(Datatype, IsList, VoType.IsText(Datatype) ? null : Null) ?? throw DataException.At(
        file, Line, Column, $"VALUES null={Excerpt.Of(Null)} of field {Excerpt.Of(Name)}", $"a value of datatype {Datatype}", "correct the attribute null, or leave it out");

    /// <summary>What the table's reader is told of it.</summary>
    public TableColumn Told(TypedValue values) => new(Name, values.Type, Unit) { Meaning = Meaning, Ucd = Ucd };

    /// <summary>Reads the start of an element FIELD, whose content is left to be read.</summary>
    /// <exception cref="DataException">Its datatype or arraysize is none.</exception>
    public static VoField Read(string file, XmlReader xml)
    {
        (int line, int column) = VoXml.Place(xml);
        string name = xml.GetAttribute("name") ?? xml.GetAttribute("ID") ?? "";
        string datatype = xml.GetAttribute("datatype") ?? throw DataException.At(
            file, line, column, $"field {Excerpt.Of(name)} without a datatype", $"one of {string.Join(", ", VoType.Names.Take(12))}", "add the attribute datatype");
        if (!VoType.Names.Contains(datatype, StringComparer.Ordinal))
        {
            throw DataException.At(
                file, line, column, $"datatype {Excerpt.Of(datatype)} of field {Excerpt.Of(name)}", $"one of {string.Join(", ", VoType.Names.Take(12))}",
                "correct it, or have another program rewrite the table");
        }

        (int? count, bool list) = Size(xml.GetAttribute("arraysize")?.Trim() ?? "", VoType.IsText(datatype)) ?? throw DataException.At(
            file, line, column, $"arraysize {Excerpt.Of(xml.GetAttribute("arraysize"))} of field {Excerpt.Of(name)}",
            "numbers with x between, or an asterisk at the end (*, 8, 3x2*)", "correct it");
        return new VoField
        {
            Name = name,
            Datatype = datatype,
            Count = count,
            IsList = list,
            Unit = xml.GetAttribute("unit")?.Trim() ?? "",
            Ucd = xml.GetAttribute("ucd")?.Trim() ?? "",
            Line = line,
            Column = column,
        };
    }

    /// <summary>
    /// The number of elements and whether a value is a list: "" and "1" are one value, "*" and "n*" any number, "axb" a times b. Of characters the first
    /// number is the length of a text.
    /// </summary>
    private static (int? Count, bool IsList)? Size(string arraysize, bool text)
    {
        if (arraysize.Length == 0)
        {
            return (1, false);
        }

        bool variable = arraysize.EndsWith('*');
        string[] sizes = arraysize.TrimEnd('*').Split('x', StringSplitOptions.RemoveEmptyEntries);
        long count = 1;
        foreach (string size in sizes)
        {
            if (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int one) || count * one > int.MaxValue / 16)
            {
                return null;
            }

            count *= one;
        }

        bool several = sizes.Length > 1 || (arraysize.EndsWith("x*", StringComparison.Ordinal) && sizes.Length > 0);
        return sizes.Length == 0 && !variable ? null : (variable ? null : (int)count, text ? several : variable || several || count != 1);
    }
}
