namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>Is told what stands in a structure that is walked.</summary>
internal interface IThriftVisitor
{
    /// <summary>A structure begins.</summary>
    void Begin(ThriftShape shape);

    /// <summary>A field of a structure is a number or a truth value, 0 or 1.</summary>
    void Number(ThriftShape shape, int field, long value);

    /// <summary>A field of a structure is text or bytes.</summary>
    /// <param name="shape">The structure.</param>
    /// <param name="field">The field.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="position">Where they begin.</param>
    void Bytes(ThriftShape shape, int field, ReadOnlySpan<byte> bytes, int position);
}
