namespace GpuConcord.Host.Tables;

/// <summary>The text of a row of another table.</summary>
public delegate ReadOnlySpan<char> RecordText(int row);

/// <summary>One column of a table that is written out: what it is called, what it means, and its value in every row.</summary>
public sealed record OutputColumn
{
    private OutputColumn(string name, string unit, string meaning, Type type, bool optional) =>
        (Name, Unit, Meaning, Type, IsOptional, Names) = (name, unit, meaning, type, optional, [name]);

    /// <summary>Name, as the file's header has it.</summary>
    public string Name { get; }

    /// <summary>Unit; empty for names, counts and dimensionless numbers.</summary>
    public string Unit { get; }

    /// <summary>The unit as standards spell it; that of another table's column as it came.</summary>
    internal string StandardUnit => Values is null ? UnitSpelling.Of(Unit) : Unit;

    /// <summary>What it is, in words for a reader of the file; empty for a column that came from another file.</summary>
    public string Meaning { get; }

    /// <summary>What it is as a Unified Content Descriptor (UCD1+ of the IVOA), in formats that have room for it; empty for none.</summary>
    public string Ucd { get; init; } = "";

    /// <summary>Type of the values: string, double, int, bool, or that of a column which came from another file.</summary>
    internal Type Type { get; }

    /// <summary>Whether a row may have no value.</summary>
    internal bool IsOptional { get; }

    /// <summary>The names that <see cref="Record"/> covers; else the one name.</summary>
    internal IReadOnlyList<string> Names { get; private init; }

    /// <summary>The text of a row, null where there is none; null when the column holds something else.</summary>
    internal Func<int, string?>? Text { get; private init; }

    /// <summary>The number of a row, NaN where there is none; null when the column holds something else.</summary>
    internal Func<int, double>? Number { get; private init; }

    /// <summary>What stands in text for a number that a row lacks.</summary>
    internal string Absent { get; private init; } = "";

    /// <summary>The whole number of a row; null when the column holds something else.</summary>
    internal Func<int, int>? Whole { get; private init; }

    /// <summary>The flag of a row; null when the column holds something else.</summary>
    internal Func<int, bool>? Flag { get; private init; }

    /// <summary>The values of another table's column as they are now, that of a row at its number; null when the column holds something else.</summary>
    internal Func<Array>? Values { get; private init; }

    /// <summary>What the format of another table says of its column, for a writer of the same format; null when there is nothing.</summary>
    internal object? Form { get; private init; }

    /// <summary>The records of another table; null when the column holds something else.</summary>
    internal RecordText? Record { get; private init; }

    /// <summary>A column of text.</summary>
    public static OutputColumn OfText(string name, string meaning, Func<int, string?> value, string ucd = "") =>
        new(name, "", meaning, typeof(string), true) { Text = value, Ucd = ucd };

    /// <summary>A column of numbers; NaN is one of them.</summary>
    public static OutputColumn OfNumbers(string name, string unit, string meaning, Func<int, double> value, string ucd = "") =>
        new(name, unit, meaning, typeof(double), false) { Number = value, Ucd = ucd };

    /// <summary>A column of numbers in which NaN says that a row has none: null where there is such a thing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="meaning">What it is.</param>
    /// <param name="value">The number of a row.</param>
    /// <param name="absent">What stands for none in text: INDEF as CIAO has it, or nothing.</param>
    /// <param name="ucd">Its UCD.</param>
    public static OutputColumn OfOptional(string name, string unit, string meaning, Func<int, double> value, string absent = "INDEF", string ucd = "") =>
        new(name, unit, meaning, typeof(double), true) { Number = value, Absent = absent, Ucd = ucd };

    /// <summary>A column of whole numbers.</summary>
    public static OutputColumn OfWhole(string name, string meaning, Func<int, int> value, string ucd = "") =>
        new(name, "", meaning, typeof(int), false) { Whole = value, Ucd = ucd };

    /// <summary>A column of flags: 0 and 1 in text.</summary>
    public static OutputColumn OfFlags(string name, string meaning, Func<int, bool> value, string ucd = "") =>
        new(name, "", meaning, typeof(bool), false) { Flag = value, Ucd = ucd };

    /// <summary>A column of another table, handed on with its type.</summary>
    /// <param name="column">What its format tells of it; its type is string or one that has a nullable.</param>
    /// <param name="values">Gives an array of text or nullable values, that of a row at its number.</param>
    public static OutputColumn OfValues(TableColumn column, Func<Array> values) =>
        new(column.Name, column.Unit, column.Meaning, column.Type ?? typeof(string), true) { Values = values, Form = column.Form, Ucd = column.Ucd };

    /// <summary>Several columns of another table, of which only the text is known: written as it stands, in formats of delimited text alone.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="text">Their fields with the delimiter of the <see cref="OutputTable"/> between, quoted where that is needed.</param>
    public static OutputColumn OfRecords(IReadOnlyList<string> names, RecordText text) => new("", "", "", typeof(string), true) { Names = names, Record = text };
}
