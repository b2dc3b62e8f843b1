using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Settles what the errors beside a value are in, or says why they cannot be used.</summary>
internal static class ErrorColumns
{
    /// <summary>What the errors are in. Sets <paramref name="error"/> to −1, with a note, when they cannot be used and need not be.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="value">The value column.</param>
    /// <param name="error">The error column.</param>
    /// <param name="measure">What the value measures.</param>
    /// <param name="options">Whether errors are required, or were asked for by name.</param>
    /// <param name="notes">Receives how they are read, or why they are not.</param>
    /// <exception cref="DataException">They are not 1σ, or their scale does not go with the value's.</exception>
    public static ErrorScale ScaleOf(
        ITable table, ColumnName[] columns, int value, ref int error, Measure measure, in ReadOptions options, List<string> notes)
    {
        ColumnName column = columns[error];
        string name = Excerpt.Of(column.Text), of = Excerpt.Of(columns[value].Text);
        if (ErrorColumn.Confidence(column, columns[value]) is { } confidence)
        {
            throw table.HeaderFault(
                error, $"the error column {name}, of {confidence.Confidence} confidence by its name", "1σ errors (68 %)",
                $"divide the errors by {confidence.Sigmas} and take the number out of the name");
        }

        ErrorScale scale = ErrorColumn.Scale(column, columns[value]);
        if (scale is ErrorScale.UntoldLogarithm && !measure.IsLog)
        {
            throw table.HeaderFault(
                error, $"the error column {name}, of a logarithm to a base that its name does not tell", "err, err_dex or err_ln in the name",
                $"name it so that it says what it is: an error of {of} itself, or the standard deviation of its logarithm to base 10 (dex) or its natural one (ln)");
        }

        if (measure.IsLog && OfTheValueItself(column, columns[value], scale) is { } why)
        {
            string advice = $"give the values themselves, or the standard deviation of the logarithm in a column named as {of} is, with err";
            if (options.RequireErrors || options.Error is not null)
            {
                throw table.HeaderFault(error, $"the error column {name}, {why}, beside logarithms in {of}", "errors of those logarithms", advice);
            }

            notes.Add($"errors not used: {name}, {why}, stands beside logarithms in {of}; {advice}");
            error = -1;
            return ErrorScale.Absolute;
        }

        if (scale is ErrorScale.Percent or ErrorScale.Fraction)
        {
            notes.Add($"column {name} read as errors in {(scale is ErrorScale.Percent ? "percent" : "fractions")} of the value");
        }
        else if (!measure.IsLog && scale is not ErrorScale.Absolute)
        {
            notes.Add($"column {name} read as errors of the logarithm {(scale is ErrorScale.LogarithmOfTen ? "to base 10 (dex)" : "(natural)")}");
        }

        return scale;
    }

    /// <summary>Why an error column is one of the values although the value column has their logarithms, or null when it is not.</summary>
    private static string? OfTheValueItself(ColumnName column, ColumnName value, ErrorScale scale)
    {
        if (scale is ErrorScale.Percent or ErrorScale.Fraction)
        {
            return $"in {(scale is ErrorScale.Percent ? "percent" : "fractions")} by its name";
        }

        bool marked = Logarithms.Mark(column) is not LogMark.None, valueMarked = Logarithms.Mark(value) is not LogMark.None;
        string[] measured = [.. Logarithms.Rest(value).Where(piece => piece.Length > 2)];
        return valueMarked && !marked && Logarithms.Rest(column).Any(piece => measured.Contains(piece, StringComparer.Ordinal)) ? "of the values by its name" : null;
    }
}
