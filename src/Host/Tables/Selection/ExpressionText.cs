using System.Globalization;
using NCalc;

namespace GpuConcord.Host.Tables.Selection;

/// <summary>Expressions as text, with the fewest parentheses.</summary>
internal static class ExpressionText
{
    private const int Highest = 100;

    /// <summary>The text of an expression.</summary>
    public static string Of(LogicalExpression expression) => expression switch
    {
        ValueExpression { Type: NCalc.ValueType.String or NCalc.ValueType.Char } text => $"'{text.Value}'",
        ValueExpression { Value: bool truth } => truth ? "true" : "false",
        ValueExpression value => Convert.ToString(value.Value, CultureInfo.InvariantCulture)!,
        Identifier column => IsPlain(column.Name) ? column.Name : $"[{column.Name}]",
        UnaryExpression unary => Sign(unary.Type) + Inside(unary.Expression, Highest - 1),
        BinaryExpression binary => $"{Inside(binary.LeftExpression, Rank(binary.Type))} {Sign(binary.Type)} {Inside(binary.RightExpression, Rank(binary.Type) + 1)}",
        TernaryExpression choice => $"{Inside(choice.LeftExpression, 1)} ? {Inside(choice.MiddleExpression, 1)} : {Inside(choice.RightExpression, 1)}",
        Function call => $"{call.Identifier.Name}({List(call.Parameters)})",
        LogicalExpressionList list => $"({List(list)})",
        _ => expression.ToString() ?? "",
    };

    /// <summary>The members of a list.</summary>
    public static IEnumerable<LogicalExpression> Members(LogicalExpressionList list) => Enumerable.Range(0, list.Count).Select(k => list[k]);

    private static string List(LogicalExpressionList list) => string.Join(", ", Members(list).Select(Of));

    private static string Inside(LogicalExpression expression, int least) => expression switch
    {
        BinaryExpression binary when Rank(binary.Type) < least => $"({Of(expression)})",
        TernaryExpression when least > 0 => $"({Of(expression)})",
        _ => Of(expression),
    };

    private static bool IsPlain(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string Sign(UnaryExpressionType type) => type switch
    {
        UnaryExpressionType.Not => "!",
        UnaryExpressionType.Negate => "-",
        UnaryExpressionType.BitwiseNot => "~",
        _ => "+",
    };

    private static string Sign(BinaryExpressionType type) => type switch
    {
        BinaryExpressionType.And => "&&",
        BinaryExpressionType.Or => "||",
        BinaryExpressionType.Equal => "==",
        BinaryExpressionType.NotEqual => "!=",
        BinaryExpressionType.Lesser => "<",
        BinaryExpressionType.LesserOrEqual => "<=",
        BinaryExpressionType.Greater => ">",
        BinaryExpressionType.GreaterOrEqual => ">=",
        BinaryExpressionType.Plus => "+",
        BinaryExpressionType.Minus => "-",
        BinaryExpressionType.Times => "*",
        BinaryExpressionType.Div => "/",
        BinaryExpressionType.Modulo => "%",
        BinaryExpressionType.Exponentiation => "**",
        BinaryExpressionType.BitwiseAnd => "&",
        BinaryExpressionType.BitwiseOr => "|",
        BinaryExpressionType.BitwiseXOr => "^",
        BinaryExpressionType.LeftShift => "<<",
        BinaryExpressionType.RightShift => ">>",
        BinaryExpressionType.In => "in",
        BinaryExpressionType.NotIn => "not in",
        BinaryExpressionType.Like => "like",
        BinaryExpressionType.NotLike => "not like",
        _ => type.ToString(),
    };

    /// <summary>How tightly an operator binds.</summary>
    private static int Rank(BinaryExpressionType type) => type switch
    {
        BinaryExpressionType.Or => 1,
        BinaryExpressionType.And => 2,
        BinaryExpressionType.BitwiseOr or BinaryExpressionType.BitwiseXOr or BinaryExpressionType.BitwiseAnd => 4,
        BinaryExpressionType.LeftShift or BinaryExpressionType.RightShift => 5,
        BinaryExpressionType.Plus or BinaryExpressionType.Minus => 6,
        BinaryExpressionType.Times or BinaryExpressionType.Div or BinaryExpressionType.Modulo => 7,
        BinaryExpressionType.Exponentiation => 8,
        _ => 3,
    };
}
