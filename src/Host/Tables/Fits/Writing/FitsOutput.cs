using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>Encodes one column of a table that is written.</summary>
/// <param name="source">What the column holds.</param>
internal abstract class FitsOutput(OutputColumn source)
{
    /// <summary>What the column holds.</summary>
    public OutputColumn Source => source;

    /// <summary>TFORM: count and letter, as far as it is known.</summary>
    public abstract string Form { get; }

    /// <summary>Bytes in a row.</summary>
    public abstract int Width { get; }

    /// <summary>TZERO; 0 for none.</summary>
    public virtual double Zero => 0.0;

    /// <summary>TNULL, when some row has no value; null for none. Known at the end.</summary>
    public virtual long? Null => null;

    /// <summary>Whether <see cref="Null"/> may be other than null at the end.</summary>
    public virtual bool MayLack => false;

    /// <summary>The unit, where it is not that of the source.</summary>
    public virtual string Unit => source.StandardUnit;

    /// <summary>Whether some text had characters beyond ASCII. Known at the end.</summary>
    public virtual bool HasEscapes => false;

    /// <summary>Whether rows must be encoded one after another.</summary>
    public virtual bool InOrder => false;

    /// <summary>Takes the values of the run of rows that is written next.</summary>
    public virtual void Take()
    {
    }

    /// <summary>Encodes the value of a row; several threads may do so at once unless <see cref="InOrder"/>.</summary>
    public abstract void Encode(int row, Span<byte> cell);

    /// <summary>What a column was in a FITS file; null when it comes from elsewhere.</summary>
    protected FitsColumn? Original => source.Form as FitsColumn;
}
