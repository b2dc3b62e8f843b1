namespace GpuConcord.Host.Tables.Selection;

/// <summary>The functions that conditions may call.</summary>
internal static class Functions
{
    private static readonly Dictionary<string, Func<double, double>> OfOne = new(StringComparer.OrdinalIgnoreCase)
    {
        ["abs"] = Math.Abs,
        ["sqrt"] = Math.Sqrt,
        ["exp"] = Math.Exp,
        ["ln"] = Math.Log,
        ["log10"] = Math.Log10,
        ["floor"] = Math.Floor,
        ["ceil"] = Math.Ceiling,
        ["round"] = Math.Round,
    };

    private static readonly Dictionary<string, Func<double, double, double>> OfTwo = new(StringComparer.OrdinalIgnoreCase)
    {
        ["min"] = Math.Min,
        ["max"] = Math.Max,
        ["pow"] = Math.Pow,
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => [.. OfOne.Keys, .. OfTwo.Keys, "isnull", "ifnull", "if"];

    /// <summary>A call; null when there is no such function of so many arguments.</summary>
    /// <param name="words">The call as a person reads it.</param>
    /// <param name="name">The function, in any case.</param>
    /// <param name="arguments">Its arguments.</param>
    public static RowExpression? Call(string words, string name, IReadOnlyList<RowExpression> arguments) => (name.ToLowerInvariant(), arguments) switch
    {
        ("isnull", [var of]) => new NullTest(words, of),
        ("ifnull", [var of, var otherwise]) => new Replacement(words, of, otherwise),
        ("if", [var condition, var then, var otherwise]) => new Choice(words, condition, then, otherwise),
        (_, [var of]) when OfOne.TryGetValue(name, out Func<double, double>? one) => new Arithmetic(words, of, of, (x, _) => one(x)),
        (_, [var left, var right]) when OfTwo.TryGetValue(name, out Func<double, double, double>? two) => new Arithmetic(words, left, right, two),
        _ => null,
    };
}

/// <summary>Whether a value is null; never null itself.</summary>
internal sealed class NullTest(string words, RowExpression of) : RowExpression(words, RowKind.Truth)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row) => RowValue.Of(of.Of(row).Kind is RowKind.Null);
}

/// <summary>A value, or another where it is null.</summary>
internal sealed class Replacement(string words, RowExpression of, RowExpression otherwise) : RowExpression(words, of.Kind == otherwise.Kind ? of.Kind : RowKind.Null)
{
    /// <inheritdoc/>
    public override RowValue Of(ITable row) => of.Of(row) is { Kind: not RowKind.Null } value ? value : otherwise.Of(row);
}
