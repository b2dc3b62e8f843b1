using System.Runtime.InteropServices;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Draws;

/// <summary>Streams the numbers of arrays, little-endian: what is made at a time takes a few megabytes, and all cores.</summary>
internal static class NumberStream
{
    private const int Block = 1 << 20;

    /// <summary>Writes rows of an array.</summary>
    /// <param name="array">An array of numbers or whole numbers.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="cancellation">Stops it.</param>
    public static void Write(LabelledArray array, int first, int rows, Stream stream, CancellationToken cancellation)
    {
        if (array.Wholes is { } wholes)
        {
            long[] own = [.. wholes.Skip(first).Take(rows)];
            stream.Write(MemoryMarshal.AsBytes(own.AsSpan()));
            return;
        }

        int length = array.RowLength;
        int most = Math.Max(1, Block / length);
        double[] numbers = new double[Math.Min(most, rows) * length];
        for (int row = 0; row < rows; row += most)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(most, rows - row), start = first + row;
            SideBySide.Runs(count, Math.Max(1, count / (4 * Environment.ProcessorCount)), (from, to) =>
                array.Numbers!(start + from, numbers.AsSpan(from * length, (to - from) * length)), cancellation);
            stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan(0, count * length)));
        }
    }
}
