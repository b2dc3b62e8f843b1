namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>What a reader of tables is told about logarithms.</summary>
public enum LogChoice
{
    /// <summary>What the columns' names say.</summary>
    AsNamed,

    /// <summary>The values are natural logarithms.</summary>
    Natural,

    /// <summary>The values are logarithms to base 10.</summary>
    Ten,

    /// <summary>The values are no logarithms, whatever their name says.</summary>
    None,
}
