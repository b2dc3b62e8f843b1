using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using MathNet.Numerics;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Reads the numbers of a table, each with its own conditions and its own advice.</summary>
internal static class Values
{
    private const string Photometry = "turn source and background counts into fluxes first (gpuconcord aprates)";

    private const string IfLogarithms = "if these are logarithms, say --log 10 or --log e";

    /// <summary>Nothing that was measured is so large in any unit, or so small as one over it.</summary>
    public const double Beyond = 1e260;

    /// <summary>Its natural logarithm.</summary>
    private const double LogBeyond = 598.6721039318118;

    /// <summary>ln 1e30: no instrument has counted so many.</summary>
    private const double MostLogCounts = 69.07755278982137;

    /// <summary>A count, flux or logarithm; NaN when not observed.</summary>
    /// <param name="table">The table, at its row.</param>
    /// <param name="column">The column.</param>
    /// <param name="measure">What it measures.</param>
    /// <param name="sentinels">Numbers that stand for nothing.</param>
    /// <exception cref="DataException">Text, infinite, (unless it is a logarithm) not greater than 0, or nothing that can be measured.</exception>
    public static double Read(ITable table, int column, Measure measure, Sentinels sentinels)
    {
        Cell cell = table.ReadNumber(column, out double value);
        if (cell == Cell.Number && sentinels.TakesValue(value))
        {
            return double.NaN;
        }

        if (cell == Cell.Missing || (cell == Cell.Number && (value > 0 || measure.IsLog)))
        {
            // NaN is none of these.
            bool unmeasurable = measure.IsLog
                ? Math.Abs(measure.Log(value)) > LogBeyond || (measure.Quantity is Quantity.LogCounts && measure.Log(value) > MostLogCounts)
                : value is > Beyond or < 1 / Beyond;
            return unmeasurable ? throw Unmeasurable(table, column, measure, value) : value;
        }

        if (cell != Cell.Number)
        {
            throw NotANumber(
                table, column, cell, measure.IsLog ? "a number" : "a number greater than 0", "correct it, or leave the field blank if nothing was observed");
        }
        string advice = (value, measure.Quantity) switch
        {
            (0, _) when CountColumns.Describes(table.Header) && Array.Exists(table.Header, name => new ColumnName(name).Begins("instrument")) =>
                $"zero has no logarithm: leave the field blank, or fit the counts themselves (columns {CountColumns.In(table.Header)}): --quantity "
                    + string.Join('|', CountedQuantities.All.Select(CountedQuantities.Word)),
            (0, Quantity.Counts) => $"a zero count has no logarithm: leave the field blank, or {Photometry}",
            (0, _) => "zero has no logarithm: leave the field blank if the source was not detected",
            _ when Sentinels.IsUsual(value) => $"leave the field blank if nothing was observed, or say --missing {Sentinels.Text(value)}; {IfLogarithms}",
            (_, Quantity.Counts) => $"leave the field blank if nothing was observed; if these are net counts, {Photometry}; {IfLogarithms}",
            _ => $"leave the field blank if the source was not detected; {IfLogarithms}",
        };
        throw table.Fault(column, $"{table[column]} {InColumn(table, column)}", "a number greater than 0", advice);
    }

    private static DataException Unmeasurable(ITable table, int column, Measure measure, double value)
    {
        string missing = $"if it stands for nothing, leave the field blank or say --missing {Sentinels.Text(value)}";
        return measure switch
        {
            { Quantity: Quantity.LogCounts } when value > 0 => table.Fault(
                column, $"{table[column]} {InColumn(table, column)}", $"the logarithm of a count, at most {(measure.LogUnit > 1 ? "30" : "69")} (1e30 counts)",
                $"if these are the counts themselves, say --log none; {missing}"),
            { IsLog: true } => table.Fault(
                column, $"{table[column]} {InColumn(table, column)}, the logarithm of 1e{Sentinels.Text(Math.Round(value * measure.LogUnit / Logarithms.OfTen))}",
                "the logarithm of something measured", $"zero has no logarithm; {missing}"),
            _ => table.Fault(column, $"{table[column]} {InColumn(table, column)}", "a number that can have been measured", missing),
        };
    }

    /// <summary>The exposure of an observation that was made.</summary>
    /// <exception cref="DataException">Not a finite number greater than 0.</exception>
    public static double ReadExposure(ITable table, int column)
    {
        const string Expected = "an exposure greater than 0";
        Cell cell = table.ReadNumber(column, out double value);
        if (cell == Cell.Number && value > 0)
        {
            return value;
        }

        if (cell is Cell.Text or Cell.Infinite)
        {
            throw NotANumber(table, column, cell, Expected, "correct it");
        }

        string found = $"{(cell == Cell.Missing ? Excerpt.Of(table[column]) : table[column].ToString())} {InColumn(table, column)} beside a value";
        throw table.Fault(column, found, Expected, "correct it, or leave the value blank too if nothing was observed");
    }

    /// <summary>
    /// The known variance s of y, dimensionless. Of a logarithm: the square of its standard deviation, in natural logarithms. Of a count or flux c with 1σ
    /// error e: ln(1 + (e/c)²), the log-variance of the log-Normal with mean c and standard deviation e; the model's half-variance term then gives it
    /// mean c. NaN when there is no error and none is required. An error of 0 is one only where the options take it.
    /// </summary>
    /// <param name="table">The table, at its row.</param>
    /// <param name="columns">Which column holds the errors, and in what.</param>
    /// <param name="value">The value beside.</param>
    /// <param name="options">Whether errors are required, and may be 0.</param>
    /// <param name="screen">Looks at the errors as a whole.</param>
    /// <param name="sentinels">Numbers that stand for nothing.</param>
    /// <exception cref="DataException">Not a finite number greater than 0 (or equal to it, where taken), or missing though required.</exception>
    public static double ReadVariance(ITable table, LongColumns columns, double value, in ReadOptions options, ErrorScreen screen, Sentinels sentinels)
    {
        int column = columns.Error;
        string expected = options.ZeroErrors ? "a 1σ error of 0 or more" : "a 1σ error greater than 0";
        Cell cell = table.ReadNumber(column, out double error);
        if (cell == Cell.Number && sentinels.TakesError(error))
        {
            cell = Cell.Missing;
        }

        switch (cell)
        {
            case Cell.Missing when options.RequireErrors:
                throw table.Fault(
                    column, $"{Excerpt.Of(table[column])} {InColumn(table, column)} beside a value", $"{expected}, because known variances were asked for",
                    "give the error, leave the value blank too, or fit the variances (--variances fitted)");
            case Cell.Missing:
                return double.NaN;
            case Cell.Number when error == 0 && options.ZeroErrors:
                return 0;
            case Cell.Number when error > 0:
                (double ratio, bool ofLogarithm) = (columns.Scale, columns.Measure.IsLog) switch
                {
                    (ErrorScale.NaturalLogarithm, _) => (error, true),
                    (ErrorScale.LogarithmOfTen, _) => (error * Logarithms.OfTen, true),
                    (_, true) => (error * columns.Measure.LogUnit, true),
                    (ErrorScale.Percent, _) => (error / 100, false),
                    (ErrorScale.Fraction, _) => (error, false),
                    _ => (error / value, false),
                };
                double variance = Variance(ratio, ofLogarithm);
                if (!(variance > 0 && double.IsFinite(variance)))
                {
                    throw table.Fault(column, $"{table[column]} {InColumn(table, column)}", $"{expected} whose square a double can hold", "correct it");
                }

                bool belowPoisson = columns is { Scale: ErrorScale.Absolute, Measure.Quantity: Quantity.Counts, Exposure: < 0 }
                    && double.IsInteger(value) && error < 0.5 * Math.Sqrt(value);
                screen.Add(table.Row, error, variance, belowPoisson);
                return variance;
            case Cell.Number:
                throw table.Fault(
                    column, $"{table[column]} {InColumn(table, column)}", expected,
                    Sentinels.IsUsual(error) || error is -1
                        ? $"correct it, or leave the field blank or say --missing {Sentinels.Text(error)} if the error is not known"
                        : "correct it, or leave the field blank if the error is not known");
            default:
                throw NotANumber(table, column, cell, expected, "correct it, or leave the field blank if the error is not known");
        }
    }

    /// <summary>The variance of y that an error means: of a logarithm its square, of a value c with error e ln(1 + (e/c)²).</summary>
    /// <param name="ratio">The error of a natural logarithm, or e/c.</param>
    /// <param name="ofLogarithm">Which of the two.</param>
    public static double Variance(double ratio, bool ofLogarithm) => ofLogarithm ? ratio * ratio : SpecialFunctions.Log1p(ratio * ratio);

    /// <summary>The error that a field holds text or an infinite number.</summary>
    public static DataException NotANumber(ITable table, int column, Cell cell, string expected, string otherwise)
    {
        ReadOnlySpan<char> text = table[column];
        string advice = cell == Cell.Text ? Cells.Advice(text, otherwise) : otherwise;
        return table.Fault(column, $"{Excerpt.Of(text)} {InColumn(table, column)}", expected, advice);
    }

    /// <summary>"in column 'x'", for the found part of a message.</summary>
    public static string InColumn(ITable table, int column) => $"in column {Excerpt.Of(table.Header[column])}";
}
