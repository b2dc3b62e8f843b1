namespace GpuConcord.Host.Data.Reading.Columns;

/// <summary>What the numbers of an error column are in.</summary>
internal enum ErrorScale
{
    /// <summary>The value's own unit; beside a logarithm, its standard deviation to the same base.</summary>
    Absolute,

    /// <summary>A fraction of the value.</summary>
    Fraction,

    /// <summary>Percent of the value.</summary>
    Percent,

    /// <summary>The standard deviation of the natural logarithm.</summary>
    NaturalLogarithm,

    /// <summary>The standard deviation of the logarithm to base 10 (dex).</summary>
    LogarithmOfTen,

    /// <summary>The standard deviation of a logarithm whose base the name does not tell.</summary>
    UntoldLogarithm,
}
