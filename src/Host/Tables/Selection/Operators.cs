using NCalc;

namespace GpuConcord.Host.Tables.Selection;

/// <summary>Arithmetic on two numbers; null when one of them is, or where it has no value, as 1/0.</summary>
internal sealed class Arithmetic(string words, RowExpression left, RowExpression right, Func<double, double, double> compute) : RowExpression(words, RowKind.Number)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row) => RowValue.Of(compute(left.NumberOf(row), right.NumberOf(row)));

    /// <summary>What an operator computes; null when it is none of arithmetic.</summary>
    public static Func<double, double, double>? By(BinaryExpressionType type) => type switch
    {
        BinaryExpressionType.Plus => (a, b) => a + b,
        BinaryExpressionType.Minus => (a, b) => a - b,
        BinaryExpressionType.Times => (a, b) => a * b,
        BinaryExpressionType.Div => (a, b) => b == 0 ? double.NaN : a / b,
        BinaryExpressionType.Modulo => (a, b) => a % b,
        BinaryExpressionType.Exponentiation => Math.Pow,
        _ => null,
    };
}

/// <summary>Bits of two whole numbers; null when one of them is.</summary>
internal sealed class BitArithmetic(string words, RowExpression left, RowExpression right, Func<long, long, long> compute) : RowExpression(words, RowKind.Number)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row)
    {
        (double a, double b) = (left.WholeOf(row), right.WholeOf(row));
        return double.IsNaN(a) || double.IsNaN(b) ? RowValue.Null : RowValue.Of(compute((long)a, (long)b));
    }

    /// <summary>What an operator computes; null when it is none of bits.</summary>
    public static Func<long, long, long>? By(BinaryExpressionType type) => type switch
    {
        BinaryExpressionType.BitwiseAnd => (a, b) => a & b,
        BinaryExpressionType.BitwiseOr => (a, b) => a | b,
        BinaryExpressionType.BitwiseXOr => (a, b) => a ^ b,
        BinaryExpressionType.LeftShift => (a, b) => a << (int)b,
        BinaryExpressionType.RightShift => (a, b) => a >> (int)b,
        _ => null,
    };
}

/// <summary>A comparison of numbers, or of texts where one side is one; null when a side is.</summary>
internal sealed class Comparison(string words, RowExpression left, RowExpression right, Func<int, bool> holds) : RowExpression(words, RowKind.Truth)
{
    private readonly bool texts = left.Kind is RowKind.Text || right.Kind is RowKind.Text;

    /// <inheritdoc/>
    public override RowValue Of(ITable row)
    {
        if (texts)
        {
            (RowValue a, RowValue b) = (left.TextOf(row), right.TextOf(row));
            return a.Text is null || b.Text is null ? RowValue.Null : RowValue.Of(holds(string.CompareOrdinal(a.Text, b.Text)));
        }

        RowValue x = left.Of(row), y = right.Of(row);
        if (x.Text is not null && y.Text is not null)
        {
            return RowValue.Of(holds(string.CompareOrdinal(x.Text, y.Text)));
        }

        (double p, double q) = (left.NumberOf(row), right.NumberOf(row));
        return double.IsNaN(p) || double.IsNaN(q) ? RowValue.Null : RowValue.Of(holds(p.CompareTo(q)));
    }

    /// <summary>Which results of comparing two values an operator means; null when it is no comparison.</summary>
    public static Func<int, bool>? By(BinaryExpressionType type) => type switch
    {
        BinaryExpressionType.Equal => order => order == 0,
        BinaryExpressionType.NotEqual => order => order != 0,
        BinaryExpressionType.Lesser => order => order < 0,
        BinaryExpressionType.LesserOrEqual => order => order <= 0,
        BinaryExpressionType.Greater => order => order > 0,
        BinaryExpressionType.GreaterOrEqual => order => order >= 0,
        _ => null,
    };
}

/// <summary>Both, or one of two at least: null where what is not null does not decide (Kleene's logic, as in SQL).</summary>
internal sealed class Junction(string words, RowExpression left, RowExpression right, bool both) : RowExpression(words, RowKind.Truth)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row)
    {
        bool? a = left.TruthOf(row);
        if (a == !both)
        {
            return RowValue.Of(!both);
        }

        bool? b = right.TruthOf(row);
        return b == !both ? RowValue.Of(!both) : a is null || b is null ? RowValue.Null : RowValue.Of(both);
    }
}

/// <summary>The opposite; null of null.</summary>
internal sealed class Negation(string words, RowExpression of) : RowExpression(words, RowKind.Truth)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row) => of.TruthOf(row) is { } truth ? RowValue.Of(!truth) : RowValue.Null;
}

/// <summary>The first where a condition holds, else the second; null where the condition is null.</summary>
internal sealed class Choice(string words, RowExpression condition, RowExpression then, RowExpression otherwise)
    : RowExpression(words, then.Kind == otherwise.Kind ? then.Kind : RowKind.Null)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row) => condition.TruthOf(row) switch
    {
        true => then.Of(row),
        false => otherwise.Of(row),
        null => RowValue.Null,
    };
}

/// <summary>Whether a value is one of several; null of null.</summary>
internal sealed class Membership(string words, IReadOnlyList<RowExpression> equalities, bool among) : RowExpression(words, RowKind.Truth)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row)
    {
        bool unknown = false;
        foreach (RowExpression equality in equalities)
        {
            bool? equal = equality.TruthOf(row);
            if (equal == true)
            {
                return RowValue.Of(among);
            }

            unknown |= equal is null;
        }

        return unknown ? RowValue.Null : RowValue.Of(!among);
    }
}

/// <summary>Whether a text looks like a pattern in which % stands for any characters and _ for one; null of null.</summary>
internal sealed class Likeness(string words, RowExpression text, string pattern, bool alike) : RowExpression(words, RowKind.Truth)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row) => text.TextOf(row).Text is { } value ? RowValue.Of(Matches(value, pattern) == alike) : RowValue.Null;

    /// <summary>In time proportional to the product of both lengths: the last % is tried again one character further on.</summary>
    private static bool Matches(ReadOnlySpan<char> value, ReadOnlySpan<char> pattern)
    {
        int v = 0, p = 0, star = -1, from = 0;
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == '%')
            {
                (star, from) = (p++, v);
            }
            else if (p < pattern.Length && (pattern[p] == '_' || pattern[p] == value[v]))
            {
                (p, v) = (p + 1, v + 1);
            }
            else if (star >= 0)
            {
                (p, v) = (star + 1, ++from);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('%').IsEmpty;
    }
}
