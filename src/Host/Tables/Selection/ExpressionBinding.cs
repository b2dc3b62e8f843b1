using System.Globalization;
using GpuConcord.Host.Faults;
using NCalc;

namespace GpuConcord.Host.Tables.Selection;

/// <summary>Turns what NCalc parsed into expressions over the columns of a table.</summary>
/// <param name="origin">Where the condition was written, for messages.</param>
/// <param name="written">The condition as it was written.</param>
/// <param name="table">The table, before its first row.</param>
internal sealed class ExpressionBinding(string origin, string written, ITable table)
{
    /// <summary>An expression, or a part of one.</summary>
    /// <exception cref="UsageException">It means nothing here.</exception>
    public RowExpression Of(LogicalExpression expression)
    {
        string words = ExpressionText.Of(expression);
        return expression switch
        {
            ValueExpression value => Value(words, value),
            Identifier column => ColumnValue.Of(table, Column(column.Name)),
            UnaryExpression unary => Unary(words, unary),
            TernaryExpression choice => new Choice(words, Of(choice.LeftExpression), Of(choice.MiddleExpression), Of(choice.RightExpression)),
            Function call => Functions.Call(words, call.Identifier.Name, [.. ExpressionText.Members(call.Parameters).Select(Of)]) ?? throw Unknown(call),
            BinaryExpression binary => Binary(words, binary),
            _ => throw Meaningless(words, "write it with columns, numbers and text in quotes"),
        };
    }

    private Constant Value(string words, ValueExpression value) => value.Value switch
    {
        bool truth => new Constant(words, RowValue.Of(truth)),
        "" => throw Meaningless(words, "nothing equals an empty text: ask isnull(X)"),
        string text => new Constant(words, RowValue.Of(text)),
        char letter => new Constant(words, RowValue.Of(letter.ToString())),
        IConvertible number when value.Type is NCalc.ValueType.Integer && Math.Abs(number.ToDouble(CultureInfo.InvariantCulture)) >= 1L << 53 => throw Meaningless(
            words, "whole numbers beyond 2^53 (9007199254740992) are not exact here; select on another column"),
        IConvertible number when value.Type is NCalc.ValueType.Integer or NCalc.ValueType.Float => new Constant(words, RowValue.Of(number.ToDouble(CultureInfo.InvariantCulture))),
        _ => throw Meaningless(words, "write numbers and text in quotes"),
    };

    private RowExpression Unary(string words, UnaryExpression unary)
    {
        RowExpression of = Of(unary.Expression);
        return unary.Type switch
        {
            UnaryExpressionType.Not => new Negation(words, of),
            UnaryExpressionType.Negate => new Arithmetic(words, of, of, (x, _) => -x),
            UnaryExpressionType.Positive => of,
            UnaryExpressionType.BitwiseNot => new BitArithmetic(words, of, of, (x, _) => ~x),
            _ => throw Meaningless(words, "write it with + - * / ** and functions"),
        };
    }

    private RowExpression Binary(string words, BinaryExpression binary)
    {
        if (binary is { Type: BinaryExpressionType.In or BinaryExpressionType.NotIn, RightExpression: LogicalExpressionList list })
        {
            RowExpression of = Of(binary.LeftExpression);
            return new Membership(
                words, [.. ExpressionText.Members(list).Select(member => Compared(words, of, Of(member), order => order == 0))], binary.Type is BinaryExpressionType.In);
        }

        RowExpression left = Of(binary.LeftExpression), right = Of(binary.RightExpression);
        if (binary.Type is BinaryExpressionType.Like or BinaryExpressionType.NotLike)
        {
            return right is Constant { Value.Text: { } pattern }
                ? new Likeness(words, left, pattern, binary.Type is BinaryExpressionType.Like)
                : throw Meaningless(words, "write the pattern in quotes, with % for any characters");
        }

        if (binary.Type is BinaryExpressionType.And or BinaryExpressionType.Or)
        {
            return new Junction(words, left, right, binary.Type is BinaryExpressionType.And);
        }

        if (IsAnswer(left) || IsAnswer(right))
        {
            throw Meaningless(words, left is Negation ? "! and not come before comparisons: write !(X > 1)"
                : Comparison.By(binary.Type) is null ? "comparisons come before & | ^, as in C: write (FLAG & 4) != 0"
                : "a comparison of a comparison: write 1 < X && X < 2");
        }

        if (Comparison.By(binary.Type) is { } holds)
        {
            return Compared(words, left, right, holds);
        }

        if (left.Kind is RowKind.Text || right.Kind is RowKind.Text)
        {
            throw Meaningless(words, Quoted(left, right) ?? "nothing is computed with text");
        }

        return BitArithmetic.By(binary.Type) is { } bits ? new BitArithmetic(words, left, right, bits)
            : Arithmetic.By(binary.Type) is { } compute ? new Arithmetic(words, left, right, compute)
            : throw Meaningless(words, "write it with + - * / ** and functions");
    }

    /// <summary>Whether an expression answers a question, so that nothing more is computed or compared with it.</summary>
    private static bool IsAnswer(RowExpression expression) => expression is Comparison or Junction or Negation or Membership or Likeness or NullTest;

    private Comparison Compared(string words, RowExpression left, RowExpression right, Func<int, bool> holds)
    {
        // Of a column without a type the row shows what it is.
        bool mixed = (left.Kind, right.Kind) is (RowKind.Text, RowKind.Number or RowKind.Truth) or (RowKind.Number or RowKind.Truth, RowKind.Text);
        return mixed
            ? throw Meaningless(words, Quoted(left, right) ?? "text is compared with text in quotes, and a number with a number")
            : new Comparison(words, left, right, holds);
    }

    /// <summary>What to do where a column's name stands in quotes; null where none does.</summary>
    private string? Quoted(params ReadOnlySpan<RowExpression> sides)
    {
        foreach (RowExpression side in sides)
        {
            if (side is Constant { Value.Text: { } text } && Array.Exists(table.Header, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)))
            {
                return $"quotes make text: for the column write {text}, or [{text}]";
            }
        }

        return null;
    }

    private int Column(string name)
    {
        string wanted = Spelling.Of(name);
        int[] found = [.. Enumerable.Range(0, table.Header.Length).Where(c => table.Header[c].Equals(wanted, StringComparison.OrdinalIgnoreCase))];
        int[] same = found.Length > 1 ? [.. found.Where(c => table.Header[c].Equals(wanted, StringComparison.Ordinal))] : found;
        if (same.Length == 1)
        {
            return Array.Exists([Contents.Numbers, Contents.Names, Contents.Values], contents => table.Allows(same[0], contents)) ? same[0] : throw new UsageException(
                $"{origin}: found the column {Excerpt.Of(wanted)} in {Excerpt.Of(written)}, which holds lists or the like in {table.File}, expected one of "
                    + "numbers, "
                    + "text or truth values; leave it out");
        }

        string known = found.Length > 1 ? $"{found.Length} columns of that name in {table.File}" : $"no column of {table.File}";
        string advice = found.Length > 1 ? "write it in the case of the one that is meant"
            : wanted.ToLowerInvariant() is "null" or "nan" or "none" ? "nothing equals null: ask isnull(X) or !isnull(X)"
            : DidYouMean.Advice(wanted, table.Header, $"the columns are {Excerpt.List(table.Header, most: 20)}; text stands in single quotes");
        throw new UsageException($"{origin}: found {Excerpt.Of(wanted)} in {Excerpt.Of(written)}, {known}, expected a column; {advice}");
    }

    private UsageException Unknown(Function call)
    {
        string name = call.Identifier.Name;
        bool known = Functions.Names.Contains(name, StringComparer.OrdinalIgnoreCase);
        string found = known ? $"{name} with {call.Parameters.Count} arguments" : $"a function {Excerpt.Of(name)}";
        return new UsageException($"{origin}: found {found} in {Excerpt.Of(written)}, expected one of {string.Join(", ", Functions.Names)}; "
            + DidYouMean.Advice(name, known ? [] : Functions.Names, "isnull(X) and one number for most, two for min, max, pow and ifnull(X, 0)"));
    }

    private UsageException Meaningless(string words, string advice) =>
        new($"{origin}: found {words} in {Excerpt.Of(written)}, expected a condition on columns; {advice}");
}
