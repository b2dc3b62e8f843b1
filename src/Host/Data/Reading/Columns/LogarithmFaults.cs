using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>What is said about logarithms: read as which, or not to be told.</summary>
internal static class LogarithmFaults
{
    /// <summary>What to do when a name says log and no base.</summary>
    public const string SayTheBase =
        "say --log 10, what log means in most catalogues, or --log e for natural logarithms; logarithms to base 10 that are taken for natural ones make every "
        + "difference between instruments 2.3 times too small";

    /// <summary>The error that a column holds logarithms that cannot be read as they stand.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="at">Its number.</param>
    /// <param name="choice">What was said about logarithms.</param>
    public static DataException Column(ITable table, ColumnName column, int at, LogChoice choice)
    {
        string name = $"the value column {Excerpt.Of(column.Text)}";
        return Logarithms.Mark(column) switch
        {
            LogMark.Other => table.HeaderFault(
                at, $"{name}, in decibels, magnitudes, base 2 or another scale by its name", "values, natural logarithms, or logarithms to base 10",
                "give the values themselves in a column flux or counts, or ln(value) in a column ln_flux or ln_counts; if the name means something else, say --log none"),
            LogMark.Natural or LogMark.Ten when choice is not LogChoice.AsNamed => table.HeaderFault(
                at, $"--log {Word(choice)} and {name}, {(choice is LogChoice.Ten ? "natural logarithms" : "logarithms to base 10")} by its name", "one base for both",
                "leave out --log, or rename the column"),
            _ => table.HeaderFault(at, $"{name}, a logarithm to a base that its name does not tell", "log10 or ln in the name, or --log", SayTheBase),
        };
    }

    /// <summary>Notes how a column of logarithms is read, unless its name begins with ln or log_counts and nothing was said.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="measure">How it is read.</param>
    /// <param name="choice">What was said about logarithms.</param>
    /// <param name="notes">Receives the note.</param>
    public static void Note(ColumnName column, Measure measure, LogChoice choice, List<string> notes)
    {
        if (measure.IsLog && (choice is not LogChoice.AsNamed || measure.LogUnit > 1 || Quantities.Rank(column) > 0))
        {
            notes.Add($"column {Excerpt.Of(column.Text)} read as {Words(measure)}");
        }
    }

    /// <summary>"natural logarithms" or "logarithms to base 10".</summary>
    /// <param name="measure">Logarithms.</param>
    public static string Words(Measure measure) => measure.LogUnit > 1 ? "logarithms to base 10" : "natural logarithms";

    private static string Word(LogChoice choice) => choice is LogChoice.Ten ? "10" : "e";
}
