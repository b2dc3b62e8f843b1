namespace GpuConcord.Host.Hdf5;

/// <summary>Everything in a file begins at a multiple of 8 bytes.</summary>
internal static class Alignment
{
    /// <summary>Bytes from here to the next multiple of 8.</summary>
    /// <param name="position">Where one is.</param>
    public static int Padding(long position) => (int)(-position & 7);
}
