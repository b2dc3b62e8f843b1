namespace GpuConcord.Host.Tables.Selection;

/// <summary>What one step of a selection did.</summary>
/// <param name="Condition">What was asked of a row, as it is written: <c>SUM_FLAG == 0</c>.</param>
/// <param name="Because">Why, in words; empty where a person asked for it.</param>
public sealed record SelectionStep(string Condition, string Because)
{
    /// <summary>Rows that came to it.</summary>
    public long Reached { get; internal set; }

    /// <summary>Rows that went on.</summary>
    public long Left { get; internal set; }

    /// <summary>Rows that fell because a column was null, so that nobody can tell; among those that fell.</summary>
    public long Unknown { get; internal set; }
}
