using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Typed;

/// <summary>What is said of a column whose type does not suit.</summary>
internal static class TypedFault
{
    /// <summary>The error that a column cannot be read as something.</summary>
    public static DataException Of(ITable table, int column, TypedValue value, Contents contents)
    {
        string name = Excerpt.Of(table.Header[column]);
        return contents switch
        {
            Contents.Names => table.HeaderFault(column, $"{value.Holds} in column {name}", "text or whole numbers", "convert the column to text"),
            Contents.Numbers => table.HeaderFault(column, $"{value.Holds} in column {name}", "numbers", "convert the column to numbers"),
            _ => table.HeaderFault(column, $"a column {name} of {value.Holds}", "columns of numbers, text or truth values", "drop it or convert it"),
        };
    }
}
