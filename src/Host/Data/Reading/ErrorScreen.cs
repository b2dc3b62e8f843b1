using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Looks at the errors of a table as a whole: those that cannot be 1σ errors of the values beside them are refused, or noted where they might be.</summary>
internal sealed class ErrorScreen
{
    /// <summary>ln(1 + 10²), the variance of a logarithm whose value has an error of ten times itself.</summary>
    private const double TenTimes = 4.61512051684126;

    private const double Once = 0.6931471805599453;

    /// <summary>The square of a millionth.</summary>
    private const double Millionth = 1e-12;

    private long count;
    private long beyond;
    private long larger;
    private long tiny;
    private long belowPoisson;
    private (long Row, double Error)? usual;

    /// <summary>Takes an error and the variance of y that it means.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="error">The number in the table.</param>
    /// <param name="variance">The variance of y.</param>
    /// <param name="lessThanCounting">Whether the value is a whole number of counts and the error less than half its square root.</param>
    public void Add(long row, double error, double variance, bool lessThanCounting)
    {
        count++;
        belowPoisson += lessThanCounting ? 1 : 0;
        if (variance <= Millionth)
        {
            tiny++;
        }

        if (variance <= Once)
        {
            return;
        }

        larger++;
        if (variance > TenTimes)
        {
            beyond++;
            usual ??= Sentinels.IsUsual(error) ? (row, error) : null;
        }
    }

    /// <summary>What the errors look like altogether.</summary>
    /// <param name="table">The table, read to its end.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="suspects">Whether a number that programs write for nothing is refused.</param>
    /// <param name="notes">Receives what looks wrong and may be right.</param>
    /// <exception cref="DataException">
    /// More than half of the errors are more than ten times their value (or, in a column of fractions, larger than 1), or an error beyond that is a number
    /// that programs write for nothing.
    /// </exception>
    public void Check(ITable table, LongColumns columns, bool suspects, List<string> notes)
    {
        if (count == 0)
        {
            return;
        }

        string name = Excerpt.Of(table.Header[columns.Error]), value = Excerpt.Of(table.Header[columns.Value]);
        string beside = columns.Measure.IsLog ? $"a standard deviation of more than 2 (a factor of 9) for {value}" : $"more than ten times the value in {value}";
        string advice = columns.Scale switch
        {
            ErrorScale.Percent or ErrorScale.Fraction => $"if they are in the unit of {value} or in percent, name the column so: flux_err, flux_err_pct",
            _ when columns.Measure.IsLog => $"give the standard deviation of the logarithm; if these are errors in percent, a hundredth of them is that of ln({value})",
            _ => $"if they are in percent, name the column so: flux_err_pct (or flux_err_frac for fractions); else give {name} the unit of {value}",
        };
        if (2 * beyond > count)
        {
            throw table.HeaderFault(columns.Error, $"{beyond} of {count} errors in column {name} that mean {beside}", "1σ errors of those values", advice);
        }

        if (columns.Scale is ErrorScale.Fraction && 2 * larger > count)
        {
            throw table.HeaderFault(
                columns.Error, $"{larger} of {count} errors in column {name} that are larger than 1", "fractions of the values",
                "if they are in percent, name the column so: flux_err_pct");
        }

        if (suspects && usual is { } found)
        {
            string number = Sentinels.Text(found.Error);
            throw table.RowFault(
                found.Row, $"{number} in column {name}, {beside}", "a 1σ error",
                $"leave the field blank if the error is not known, or say --missing {number} (--missing none takes every number as it stands)");
        }

        if (2 * larger > count)
        {
            string question = columns.Measure.IsLog ? "are they those of the logarithm?" : "are they in percent?";
            notes.Add($"{larger} of {count} errors in column {name} are larger than their values: {question}");
        }
        else if (tiny == count && count > 1)
        {
            notes.Add($"every error in column {name} is below a millionth of its value: check their unit");
        }
        else if (2 * belowPoisson > count)
        {
            notes.Add($"{belowPoisson} of {count} errors in column {name} are less than half the square root of their counts: "
                + "are they in percent?");
        }
    }
}
