namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>What the values of a table measure, and how they become natural logarithms.</summary>
/// <param name="Quantity">Counts, fluxes or their logarithms.</param>
/// <param name="LogUnit">What a logarithm is multiplied by to be a natural one: 1, or ln 10.</param>
internal readonly record struct Measure(Quantity Quantity, double LogUnit = 1)
{
    /// <summary>True when the values are logarithms already.</summary>
    public bool IsLog => Quantity.IsLog();

    /// <summary>The natural logarithm of what a value stands for.</summary>
    /// <param name="value">A value, greater than 0 unless it is a logarithm.</param>
    public double Log(double value) => IsLog ? value * LogUnit : Math.Log(value);

    /// <summary>The value whose natural logarithm is <paramref name="y"/>, as the table would write it.</summary>
    /// <param name="y">A natural logarithm.</param>
    public double Value(double y) => IsLog ? y / LogUnit : Math.Exp(y);
}
