namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>Truth values: T, F, and a zero byte, or a blank as some programs write it, where there is none.</summary>
internal sealed class FitsFlagField : FitsField
{
    /// <inheritdoc/>
    public override Type Type => typeof(bool);

    /// <inheritdoc/>
    public override bool IsNumber => false;

    /// <inheritdoc/>
    public override Cell Number(ReadOnlySpan<byte> cell, out double value)
    {
        value = double.NaN;
        return Text(cell).IsEmpty ? Cell.Missing : Cell.Text;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(ReadOnlySpan<byte> cell) => cell[0] switch
    {
        (byte)'T' => "True",
        (byte)'F' => "False",
        _ => "",
    };

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new bool?[rows];

    /// <inheritdoc/>
    public override bool Copy(ReadOnlySpan<byte> cell, Array to, int at)
    {
        ((bool?[])to)[at] = cell[0] switch
        {
            (byte)'T' => true,
            (byte)'F' => false,
            _ => null,
        };
        return cell[0] is (byte)'T' or (byte)'F' or (byte)' ' or 0;
    }
}
