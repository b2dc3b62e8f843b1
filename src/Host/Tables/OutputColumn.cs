namespace GpuConcord.Host.Tables;

/// <summary>One column of a table that is written out: what it is called, what it means, and its value in every row.</summary>
public sealed class OutputColumn
{
    private OutputColumn(string name, string unit, string meaning) => (Name, Unit, Meaning) = (name, unit, meaning);

    /// <summary>Name, as the file's header has it.</summary>
    public string Name { get; }

    /// <summary>Unit; empty for names, counts and dimensionless numbers.</summary>
    public string Unit { get; }

    /// <summary>What it is, in words for a reader of the file.</summary>
    public string Meaning { get; }

    /// <summary>The text of a row, null where there is none; null when the column holds numbers.</summary>
    internal Func<int, string?>? Text { get; private init; }

    /// <summary>The number of a row, NaN where there is none; null when the column holds something else.</summary>
    internal Func<int, double>? Number { get; private init; }

    /// <summary>The whole number of a row; null when the column holds something else.</summary>
    internal Func<int, int>? Whole { get; private init; }

    /// <summary>A column of text.</summary>
    public static OutputColumn OfText(string name, string meaning, Func<int, string?> value) => new(name, "", meaning) { Text = value };

    /// <summary>A column of numbers.</summary>
    public static OutputColumn OfNumbers(string name, string unit, string meaning, Func<int, double> value) =>
        new(name, unit, meaning) { Number = value };

    /// <summary>A column of whole numbers.</summary>
    public static OutputColumn OfWhole(string name, string meaning, Func<int, int> value) => new(name, "", meaning) { Whole = value };
}

/// <summary>A table that is written out, as CSV or Parquet. Values are asked for when they are written, row after row or by several
/// threads at once, so that a table of a million rows costs nothing before.</summary>
/// <param name="Description">What one row is, in words.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">The columns in order.</param>
public sealed record OutputTable(string Description, int Rows, IReadOnlyList<OutputColumn> Columns);
