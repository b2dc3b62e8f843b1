namespace GpuConcord.Bench.Roofline;

/// <summary>The kinds of vector instruction that share a cost.</summary>
internal enum Operation
{
    /// <summary>Fused multiply-add: two floating-point operations.</summary>
    MultiplyAdd,

    /// <summary>Sum, difference, product.</summary>
    AddOrMultiply,

    /// <summary>Quotient.</summary>
    Divide,

    /// <summary>Square root.</summary>
    Root,

    /// <summary>Sign, magnitude, extremes, comparison, selection and the algebra of masks.</summary>
    Choose,

    /// <summary>Integer sum, logic, shift.</summary>
    Integer,

    /// <summary>Product of 32-bit integers.</summary>
    IntegerMultiply,

    /// <summary>A register read from memory.</summary>
    Load,

    /// <summary>A register written to memory.</summary>
    Store,
}

/// <summary>How often each kind of instruction ran since the last <see cref="Clear"/>; one thread only.</summary>
internal static class OperationCounts
{
    private static readonly long[] Counts = new long[Enum.GetValues<Operation>().Length];

    public static void Add(Operation operation) => Counts[(int)operation]++;

    public static void Clear() => Array.Clear(Counts);

    public static long[] Read() => [.. Counts];
}
