using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Selection;

/// <summary>The rows of a table for which conditions hold. Everything else is the table's own: its fields, its places, its errors.</summary>
internal sealed class SelectedTable : TableView
{
    private readonly (RowExpression Holds, SelectionStep Step)[] conditions;
    private readonly string advice;
    private bool any;

    private SelectedTable(ITable table, (RowExpression Holds, SelectionStep Step)[] conditions, string advice) : base(table) =>
        (this.conditions, this.advice) = (conditions, advice);

    /// <summary>Rows of the table so far, selected or not.</summary>
    public long RowsRead { get; private set; }

    /// <summary>The steps with what they did so far.</summary>
    public IReadOnlyList<SelectionStep> Steps => Array.ConvertAll(conditions, condition => condition.Step);

    /// <inheritdoc/>
    /// <remarks>How many are selected shows in the end; only that there is none is known before.</remarks>
    public override long? RowCount => Table.RowCount == 0 ? 0 : null;

    /// <summary>Selects rows of a table.</summary>
    /// <param name="table">The table, before its first row; closed with this.</param>
    /// <param name="conditions">What must hold, each with the reason; those that <c>&amp;&amp;</c> joins are steps of their own.</param>
    /// <param name="advice">What to do when no row is left.</param>
    /// <exception cref="UsageException">A condition does not suit the table.</exception>
    public static SelectedTable Of(ITable table, IEnumerable<(Condition Condition, string Because)> conditions, string advice) => new(
        table,
        [.. conditions.SelectMany(asked => asked.Condition.Parts.Select(part => (part.BindTruth(table), new SelectionStep(part.Text, asked.Because))))],
        advice);

    /// <inheritdoc/>
    /// <exception cref="DataException">There is a row, but none for which the conditions hold.</exception>
    public override bool Read()
    {
        while (Table.Read())
        {
            RowsRead++;
            if (Holds())
            {
                any = true;
                return true;
            }
        }

        return any || conditions.Length == 0 ? false : throw DataException.In(
            File, $"no row for which the conditions hold ({string.Join("; ", Steps.Select(Told))})", "at least one", advice);

        static string Told(SelectionStep step) => $"{step.Condition}: {step.Left} of {step.Reached}"
            + (step.Unknown > 0 ? $", {step.Unknown} because a column is null" : "");
    }

    private bool Holds()
    {
        foreach ((RowExpression holds, SelectionStep step) in conditions)
        {
            step.Reached++;
            bool? truth = holds.TruthOf(Table);
            if (truth != true)
            {
                step.Unknown += truth is null ? 1 : 0;
                return false;
            }

            step.Left++;
        }

        return true;
    }
}
