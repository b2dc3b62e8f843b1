using System.Globalization;
using System.Text.RegularExpressions;
using GpuConcord.Host.Faults;
using NCalc;
using NCalc.Exceptions;

namespace GpuConcord.Host.Tables.Selection;

/// <summary>
/// A condition on the rows of a table, or a number computed from them, as a person writes it: <c>SUM_FLAG == 0 &amp;&amp; PN_ONTIME &gt; 1e4 &amp;&amp; !SC_VAR_FLAG</c>.
/// </summary>
/// <remarks>
/// The grammar is NCalc's, which parses it; what it means is computed here, because NCalc's own evaluation takes <c>null &gt; 0</c> for false and compares
/// text with numbers in silence. Null is unknown, as in SQL: a row whose condition is unknown falls, and is counted apart.
/// </remarks>
public sealed partial class Condition
{
    private const int LongestText = 4000;

    private const int Deepest = 50;

    private static readonly LogicalExpressionParserOptions Grammar = new();

    private readonly LogicalExpression parsed;

    private Condition(string origin, string text, LogicalExpression parsed) => (Origin, Text, this.parsed) = (origin, text, parsed);

    /// <summary>Where it was written, for messages: <c>--where</c>, or a profile's file.</summary>
    public string Origin { get; }

    /// <summary>The condition as it is shown.</summary>
    public string Text { get; }

    /// <summary>The conditions that must all hold, in order: those that <c>&amp;&amp;</c> joins.</summary>
    public IReadOnlyList<Condition> Parts => [.. Joined(parsed).Select(part => new Condition(Origin, ExpressionText.Of(part), part))];

    /// <summary>Reads a condition.</summary>
    /// <param name="origin">Where it was written.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="UsageException">It is no expression.</exception>
    public static Condition Parse(string origin, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new UsageException($"{origin}: found nothing, expected a condition on columns, as in SUM_FLAG == 0 && PN_ONTIME > 1e4");
        }

        if (text.Contains('{', StringComparison.Ordinal))
        {
            throw new UsageException($"{origin}: found braces in {Excerpt.Of(text)}, expected names of columns; marks like {{band}} belong to profiles, which fill them in");
        }

        RefuseDepth(origin, text);
        try
        {
            return new Condition(origin, text.Trim(), LogicalExpressionParser.Parse(text, Grammar, CultureInfo.InvariantCulture, CancellationToken.None));
        }
        catch (NCalcException fault)
        {
            throw Broken(origin, text, fault.Message);
        }
        catch (InvalidOperationException)
        {
            throw new UsageException(
                $"{origin}: found operators in a row in {Excerpt.Of(text)}, expected one between two values; write >=, <=, ==, != without blanks, and join conditions by && or ||");
        }
    }

    /// <summary>The condition over the columns of a table.</summary>
    /// <param name="table">The table, before its first row.</param>
    /// <exception cref="UsageException">It names a column that the table has not, or compares what cannot be compared.</exception>
    internal RowExpression Bind(ITable table) => new ExpressionBinding(Origin, Text, table).Of(parsed);

    /// <summary>The same of one that must be true or false.</summary>
    /// <param name="table">The table, before its first row.</param>
    /// <exception cref="UsageException">It is a number or text, or as <see cref="Bind"/>.</exception>
    internal RowExpression BindTruth(ITable table) => Bind(table) is var bound && bound.Kind is not (RowKind.Number or RowKind.Text) ? bound : throw new UsageException(
        $"{Origin}: found {Excerpt.Of(Text)}, a {(bound.Kind is RowKind.Number ? "number" : "text")}, expected a condition that is true or false; compare it, as in {Text} == 0");

    private static IEnumerable<LogicalExpression> Joined(LogicalExpression expression) =>
        expression is BinaryExpression { Type: BinaryExpressionType.And } both ? [.. Joined(both.LeftExpression), .. Joined(both.RightExpression)] : [expression];

    /// <summary>Refuses what no person writes: its parsing would take minutes.</summary>
    private static void RefuseDepth(string origin, string text)
    {
        (int depth, int deepest, int signs, int most) = (0, 0, 0, 0);
        foreach (char c in text)
        {
            depth += c is '(' ? 1 : c is ')' ? -1 : 0;
            signs = c is '!' or '-' or '+' or '~' ? signs + 1 : c is ' ' ? signs : 0;
            (deepest, most) = (Math.Max(deepest, depth), Math.Max(most, signs));
        }

        if (text.Length > LongestText || deepest > Deepest || most > Deepest)
        {
            throw new UsageException($"{origin}: found {text.Length} characters, {deepest} parentheses inside each other, expected at most {LongestText} and {Deepest}; "
                + "give several conditions (--where A --where B), which must all hold");
        }
    }

    private static UsageException Broken(string origin, string text, string fault)
    {
        Match place = Place().Match(fault);
        int line = place.Success ? int.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) : 1;
        int column = place.Success ? int.Parse(place.Groups["column"].ValueSpan, CultureInfo.InvariantCulture) : 1;
        string[] lines = text.Split('\n');
        string rest = line <= lines.Length && column <= lines[line - 1].Length ? lines[line - 1][(column - 1)..] : "";
        string found = rest.Trim().Length == 0 ? "its end" : Excerpt.Of(rest.Trim());
        string where = lines.Length == 1 ? $"character {column}" : $"line {line}, character {column}";
        string advice = Fortran().IsMatch(rest) ? "write the exponent with e, as in 1.5e-13"
            : fault.Contains("Parenthesis", StringComparison.Ordinal) ? "close the parenthesis"
            : "write == != < <= > >= && || !, names with blanks or signs in them in brackets ([Flux 1]), and text in single quotes";
        return new UsageException($"{origin}: found {found} at {where} of {Excerpt.Of(text)}, expected an expression to go on or end there; {advice}");
    }

    [GeneratedRegex(@"position \((?<line>\d+):(?<column>\d+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"^[dD][+-]?\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fortran();
}
