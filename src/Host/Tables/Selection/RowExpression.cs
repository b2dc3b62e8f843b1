using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Selection;

/// <summary>An expression over the columns of one table, computed for the row at which that stands.</summary>
/// <param name="words">The expression as a person reads it.</param>
/// <param name="kind">What it gives, unless null; <see cref="RowKind.Null"/> where only the row shows that.</param>
internal abstract class RowExpression(string words, RowKind kind)
{
    /// <summary>The expression as a person reads it.</summary>
    public string Words { get; } = words;

    /// <summary>What it gives where that is known beforehand; else <see cref="RowKind.Null"/>.</summary>
    public RowKind Kind { get; } = kind;

    /// <summary>Its value.</summary>
    /// <param name="row">The table, at its row.</param>
    /// <exception cref="DataException">A field holds something that the expression has no use for.</exception>
    public abstract RowValue Of(ITable row);

    /// <summary>Its value as text: a number as the file writes it, where it does.</summary>
    /// <param name="row">The table, at its row.</param>
    public virtual RowValue TextOf(ITable row) => Of(row);

    /// <summary>Its number, NaN where it is null.</summary>
    /// <exception cref="DataException">It is text.</exception>
    public double NumberOf(ITable row)
    {
        RowValue value = Of(row);
        return value.Kind is RowKind.Text ? throw Unsuitable(row, value, "a number") : value.Number;
    }

    /// <summary>Its whole number, NaN where it is null.</summary>
    /// <exception cref="DataException">It is text, has a fraction, or is beyond 2⁵³, where numbers are no longer exact.</exception>
    public double WholeOf(ITable row)
    {
        double value = NumberOf(row);
        return double.IsNaN(value) || (double.IsInteger(value) && Math.Abs(value) <= 1L << 53) ? value : throw Unsuitable(row, RowValue.Of(value), "a whole number, at most 2^53");
    }

    /// <summary>Whether it is true; null where it is null.</summary>
    /// <exception cref="DataException">It is text that is not T or F, or a number that is neither 0 nor 1.</exception>
    public bool? TruthOf(ITable row)
    {
        RowValue value = Of(row);
        return value switch
        {
            { Kind: RowKind.Null } => null,
            { Number: 1.0 } or { Text: "T" or "t" } => true,
            { Number: 0.0 } or { Text: "F" or "f" } => false,
            _ => throw Unsuitable(row, value, "true or false (or 1 or 0)"),
        };
    }

    /// <summary>The error that a value is of the wrong kind.</summary>
    protected virtual DataException Unsuitable(ITable row, RowValue value, string expected) =>
        row.RowFault(row.Row, $"{Shown(value)} for {Words}", expected, "correct the condition, or the field");

    /// <summary>A value in words.</summary>
    protected static string Shown(RowValue value) => value.Kind is RowKind.Text ? Excerpt.Of(value.Text!) : FormattableString.Invariant($"{value.Number}");
}

/// <summary>A constant.</summary>
internal sealed class Constant(string words, RowValue value) : RowExpression(words, value.Kind)
{
    /// <summary>Its value.</summary>
    public RowValue Value => value;

    /// <inheritdoc/>
    public override RowValue Of(ITable row) => value;
}

/// <summary>A column.</summary>
internal sealed class ColumnValue : RowExpression
{
    private readonly int column;
    private Array? room;

    private ColumnValue(string name, int column, RowKind kind) : base(name, kind) => this.column = column;

    /// <summary>A column of a table, which is told that it is read.</summary>
    /// <param name="table">The table, before its first row.</param>
    /// <param name="column">The column's number.</param>
    public static ColumnValue Of(ITable table, int column)
    {
        Type? type = table.Columns[column].Type;
        RowKind kind = type is null ? RowKind.Null : type == typeof(bool) ? RowKind.Truth : table.Allows(column, Contents.Numbers) ? RowKind.Number : RowKind.Text;
        if (type is not null)
        {
            table.Use(column, kind switch
            {
                RowKind.Number => Contents.Numbers,
                RowKind.Text when table.Allows(column, Contents.Names) => Contents.Names,
                _ => Contents.Values,
            });
        }

        return new ColumnValue(table.Header[column], column, kind);
    }

    /// <inheritdoc/>
    public override RowValue Of(ITable row)
    {
        switch (Kind)
        {
            case RowKind.Text:
                return TextOf(row);
            case RowKind.Truth:
                // As the format has it: formats spell truth values as T, 1, true or a bit.
                room ??= row.NewValues(column, 1);
                row.CopyValue(column, room, 0);
                return room.GetValue(0) is bool truth ? RowValue.Of(truth) : RowValue.Null;
            default:
                break;
        }

        return row.ReadNumber(column, out double number) switch
        {
            Cell.Number => RowValue.Of(number),
            Cell.Missing => RowValue.Null,
            Cell.Infinite => RowValue.Of(double.PositiveInfinity),
            _ when IsTrue(row[column]) => RowValue.True,
            _ when row[column].Equals("false", StringComparison.OrdinalIgnoreCase) => RowValue.False,
            _ => RowValue.Of(row[column].ToString()),
        };
    }

    /// <inheritdoc/>
    public override RowValue TextOf(ITable row) => RowValue.Of(row[column].ToString());

    /// <inheritdoc/>
    protected override DataException Unsuitable(ITable row, RowValue value, string expected) => row.Fault(
        column, $"{Shown(value)} in column {Excerpt.Of(Words)}", expected, "correct the field, or compare the column with text in quotes, as in CAMERA == 'pn'");

    private static bool IsTrue(ReadOnlySpan<char> text) => text.Equals("true", StringComparison.OrdinalIgnoreCase);
}
