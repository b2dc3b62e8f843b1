namespace GpuConcord.Host.Tables.Selection;

/// <summary>What an expression over a row gives.</summary>
internal enum RowKind
{
    /// <summary>Nothing: a field is blank, NaN or null. What is computed from it is null too.</summary>
    Null,

    /// <summary>A number; every whole number and every fraction is a double here.</summary>
    Number,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>Text.</summary>
    Text,
}

/// <summary>The value of an expression in one row.</summary>
internal readonly struct RowValue
{
    private RowValue(RowKind kind, double number, string? text) => (Kind, Number, Text) = (kind, number, text);

    /// <summary>What it is.</summary>
    public RowKind Kind { get; }

    /// <summary>The number; 1 and 0 of true and false; NaN of anything else.</summary>
    public double Number { get; }

    /// <summary>The text; null of anything else.</summary>
    public string? Text { get; }

    /// <summary>Nothing.</summary>
    public static RowValue Null => new(RowKind.Null, double.NaN, null);

    /// <summary>True.</summary>
    public static RowValue True => new(RowKind.Truth, 1.0, null);

    /// <summary>False.</summary>
    public static RowValue False => new(RowKind.Truth, 0.0, null);

    /// <summary>A number; NaN is none.</summary>
    public static RowValue Of(double number) => double.IsNaN(number) ? Null : new(RowKind.Number, number, null);

    /// <summary>A truth value.</summary>
    public static RowValue Of(bool truth) => truth ? True : False;

    /// <summary>A text; an empty one is none, as tables without nulls write it.</summary>
    public static RowValue Of(string text) => text.Length == 0 ? Null : new(RowKind.Text, double.NaN, text);
}
