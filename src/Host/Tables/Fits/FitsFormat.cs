using GpuConcord.Host.Tables.Fits.Reading;
using GpuConcord.Host.Tables.Fits.Writing;

namespace GpuConcord.Host.Tables.Fits;

/// <summary>FITS: binary and text tables, standard 4.0.</summary>
internal static class FitsFormat
{
    /// <summary>The format. A file is read forward, so that a pipe will do.</summary>
    public static TableFormat Format { get; } = new("FITS", [".fits", ".fit"], start => start.StartsWith("SIMPLE  ="u8), FitsRows.Open, FitsWriter.BeginAsync)
    {
        HasParts = true,
    };
}
