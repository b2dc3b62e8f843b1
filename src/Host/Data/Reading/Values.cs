using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using MathNet.Numerics;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Reads the numbers of a table, each with its own conditions and its own advice.</summary>
internal static class Values
{
    private const string Photometry = "turn source and background counts into fluxes first (gpuconcord aprates)";

    private const string Logarithms = "name the column log_counts (in a matrix: --value log_counts)";

    /// <summary>A count, flux or logarithm; NaN when not observed.</summary>
    /// <exception cref="DataException">Text, infinite, or (unless it is a logarithm) not greater than 0.</exception>
    public static double Read(ITable table, int column, Quantity quantity)
    {
        Cell cell = table.ReadNumber(column, out double value);
        if (cell == Cell.Missing || (cell == Cell.Number && (value > 0 || quantity.IsLog())))
        {
            return value;
        }

        if (cell != Cell.Number)
        {
            throw NotANumber(
                table, column, cell, quantity.IsLog() ? "a number" : "a number greater than 0", "correct it, or leave the field blank if nothing was observed");
        }
        string advice = (value, quantity) switch
        {
            (0, Quantity.Counts) => $"a zero count has no logarithm: leave the field blank, or {Photometry}",
            (0, _) => "zero has no logarithm: leave the field blank if the source was not detected",
            (_, Quantity.Counts) => $"leave the field blank if nothing was observed; if these are net counts, {Photometry}; if logarithms, {Logarithms}",
            _ => $"leave the field blank if the source was not detected; if these are logarithms, {Logarithms}",
        };
        throw table.Fault(column, $"{table[column]} {InColumn(table, column)}", "a number greater than 0", advice);
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
    /// The known variance s of y, dimensionless. Of a logarithm: the square of its standard deviation. Of a count or flux c with 1σ error e:
    /// ln(1 + (e/c)²), the log-variance of the log-Normal with mean c and standard deviation e; the model's half-variance term then gives it mean c.
    /// NaN when there is no error and none is required. An error of 0 is one only where the options take it.
    /// </summary>
    /// <exception cref="DataException">Not a finite number greater than 0 (or equal to it, where taken), or missing though required.</exception>
    public static double ReadVariance(ITable table, int column, Quantity quantity, double value, in ReadOptions options)
    {
        string expected = options.ZeroErrors ? "a 1σ error of 0 or more" : "a 1σ error greater than 0";
        Cell cell = table.ReadNumber(column, out double error);
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
                double ratio = quantity.IsLog() ? error : error / value;
                double variance = quantity.IsLog() ? ratio * ratio : SpecialFunctions.Log1p(ratio * ratio);
                return variance > 0 && double.IsFinite(variance) ? variance : throw table.Fault(
                    column, $"{table[column]} {InColumn(table, column)}", $"{expected} whose square a double can hold", "correct it");
            case Cell.Number:
                throw table.Fault(column, $"{table[column]} {InColumn(table, column)}", expected, "correct it, or leave the field blank if the error is not known");
            default:
                throw NotANumber(table, column, cell, expected, "correct it, or leave the field blank if the error is not known");
        }
    }

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
