using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Reads the counts of apertures, row by row, under the rules of aprates, and tells in the end what S is: the first candidate whose inputs no observed row
/// lacks.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="columns">Its columns.</param>
/// <param name="sentinels">Numbers that stand for nothing, in n, m and b.</param>
/// <param name="together">A reader of the same rows' counts in other columns, with which this one decides what S is; null for none.</param>
internal sealed class CountReader(ITable table, CountColumns columns, Sentinels sentinels, CountReader? together = null)
{
    /// <summary>Up to here every whole number is a double, with some to spare for sums.</summary>
    private const double MostCounts = 1e15;

    private static readonly int N = CountColumns.Place("n");
    private static readonly int M = CountColumns.Place("m");
    private static readonly int SourceArea = CountColumns.Place("A_s");
    private static readonly int BackgroundArea = CountColumns.Place("A_b");

    private readonly double[] values = new double[ParameterRules.Names.Count];

    /// <summary>Rows that lack an input of each candidate.</summary>
    private readonly long[] lacking = together?.lacking ?? new long[columns.Candidates.Count];

    private readonly HashSet<int> lackedHere = [];

    /// <summary>The parameters that some candidates need, and which do; blank ones rule those out.</summary>
    private readonly (int Parameter, int[] Candidates)[] needed =
    [
        .. columns.Candidates.SelectMany(candidate => candidate.Way.Needs()).Distinct(StringComparer.Ordinal).Select(name => (
            CountColumns.Place(name),
            (int[])[.. Enumerable.Range(0, columns.Candidates.Count).Where(k => columns.Candidates[k].Way.Needs().Contains(name, StringComparer.Ordinal))])),
    ];

    /// <summary>How many things S may be.</summary>
    public int CandidateCount => columns.Candidates.Count;

    /// <summary>The number of what S is; final when all rows are read.</summary>
    public int Choice => columns.Asked ? 0 : Array.FindIndex(lacking, rows => rows == 0);

    /// <summary>What S is.</summary>
    public CountedQuantity Quantity => columns.Candidates[Choice].Quantity;

    /// <summary>What was read, in a sentence for a person.</summary>
    public string Note
    {
        get
        {
            string read = string.Join(", ", ((string[])["n", "m", "A_s", "A_b", "alpha", "beta"]).Where(name => columns.Of[CountColumns.Place(name)] >= 0))
                + (columns.Known >= 0 ? ", b" : "");
            CountedAs chosen = columns.Candidates[Choice];
            string[] inputs = Inputs(chosen);
            string from = inputs.Length == 0 ? "" : $", from {string.Join(", ", inputs)}";
            string why = columns.Asked ? "" : string.Concat(columns.Candidates.Take(Choice).Select((candidate, k) =>
                $"; {lacking[k]} of the rows {(lacking[k] == 1 ? "lacks" : "lack")} {string.Join(" or ", Inputs(candidate))} for the {candidate.Quantity.Label()}"));
            return $"counts in apertures ({read}): S is the {(chosen.Quantity is CountedQuantity.Counts ? "source's counts" : chosen.Quantity.Label())} "
                + $"[{chosen.Quantity.Unit()}]{from}{(columns.Asked ? "" : " (--quantity chooses another)")}{why}";
        }
    }

    /// <summary>Reads the current row.</summary>
    /// <param name="rows">Receives it.</param>
    /// <returns>False when nothing was observed: n is blank, or m and b are.</returns>
    /// <exception cref="DataException">A field is at fault.</exception>
    public bool Read(ApertureRows rows)
    {
        double n = Counts(N), m = columns.HasBackground && !double.IsNaN(n) ? Counts(M) : double.NaN;
        bool known = double.IsNaN(m) && columns.Known >= 0 && !double.IsNaN(n);
        double b = known ? Background() : double.NaN;
        if (double.IsNaN(n) || (double.IsNaN(m) && double.IsNaN(b)))
        {
            rows.Skip();
            return false;
        }

        ApertureParameters.Defaults(confidence: 0.5).CopyTo(values, 0);
        (values[N], values[M]) = (n, known ? 0.0 : m);
        ReadOthers(known);
        ApertureParameters source = ApertureParameters.From(values);
        if (ParameterRules.FirstFault(source, MostCounts) is { } fault)
        {
            throw AtFault(fault);
        }

        rows.Add(n, known ? 0.0 : m, b, k => Factors(source, k, known));
        return true;
    }

    /// <summary>Whole numbers are looked at with the other parameters; NaN when blank.</summary>
    private double Counts(int parameter)
    {
        int column = columns.Of[parameter];
        double value = Number(column, "a whole number of counts, 0 or more", "correct it, or leave the field blank if nothing was observed");
        return !double.IsNaN(value) && sentinels.TakesValue(value) ? double.NaN : value;
    }

    private double Background()
    {
        const string Expected = "the background counts expected in the source aperture, 0 or more";
        double value = Number(columns.Known, Expected, "correct it, or leave the field blank if nothing was observed");
        if (double.IsNaN(value) || sentinels.TakesValue(value))
        {
            return double.NaN;
        }

        return value is >= 0 and <= MostCounts ? value : throw table.Fault(
            columns.Known, $"b = {value}", Expected, Missing(value) ?? "give the counts that the background alone would bring, not those of the source");
    }

    private void ReadOthers(bool known)
    {
        for (int parameter = 0; parameter < values.Length; parameter++)
        {
            int column = columns.Of[parameter];
            bool unused = known && (ParameterRules.IsOfBackground(ParameterRules.Names[parameter]) || parameter == SourceArea);
            if (column >= 0 && parameter != N && parameter != M && !unused)
            {
                values[parameter] = Number(column, "a number", "correct it");
            }
        }

        if (known)
        {
            (values[SourceArea], values[BackgroundArea]) = (1.0, 1.0);
        }

        foreach ((int parameter, int[] candidates) in columns.Asked ? [] : needed)
        {
            if (!double.IsNaN(values[parameter]))
            {
                continue;
            }

            values[parameter] = 1.0;
            foreach (int candidate in candidates)
            {
                lacking[candidate] += lackedHere.Add(candidate) ? 1 : 0;
            }
        }

        lackedHere.Clear();
    }

    /// <summary>The number of a field: NaN when blank, infinite when it says so, which the rules then refuse.</summary>
    private double Number(int column, string expected, string otherwise)
    {
        Cell cell = table.ReadNumber(column, out double value);
        return cell switch
        {
            Cell.Number => value,
            Cell.Missing => double.NaN,
            Cell.Infinite => double.PositiveInfinity,
            _ => throw Values.NotANumber(table, column, cell, expected, otherwise),
        };
    }

    private (double F, double G, double R) Factors(in ApertureParameters source, int candidate, bool known)
    {
        CountedAs counted = columns.Candidates[candidate];
        ApertureProblem problem = source.Problem(counted.Way);
        bool possible = double.IsNormal(problem.F) && (known || (double.IsNormal(problem.R) && double.IsFinite(problem.G)));
        return !possible
            ? throw table.Fault(
                columns.Of[N], $"f = {problem.F} counts and r = {problem.R} for the {counted.Quantity.Label()} of the row", "numbers that a double holds",
                "check areas, exposures and energies of the row, and their units")
            : known ? (problem.F, 0.0, 0.0) : (problem.F, problem.G, problem.R);
    }

    private DataException AtFault(ParameterFault fault)
    {
        int parameter = CountColumns.Place(fault.Parameter);
        double value = values[parameter];
        string advice = parameter == N || parameter == M ? Missing(value) ?? fault.Advice
            : fault.Parameter is "T_s" or "T_b" or "E_s" or "E_b" ? $"{fault.Advice}, or leave n blank if the instrument did not observe the source"
            : fault.Advice;
        return table.Fault(Math.Max(columns.Of[parameter], 0), fault.Found, fault.Expected, advice);
    }

    /// <summary>What to do about a number that programs write for nothing; null where it is none.</summary>
    private static string? Missing(double value) => value < 0 && Sentinels.IsUsual(value)
        ? $"leave the field blank if nothing was observed, or say --missing {Sentinels.Text(value)}"
        : null;

    private string[] Inputs(CountedAs candidate) => [.. candidate.Way.Needs().Where(name => columns.Of[CountColumns.Place(name)] >= 0)];
}
