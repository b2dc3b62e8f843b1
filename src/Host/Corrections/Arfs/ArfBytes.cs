using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Corrections.Arfs;

/// <summary>The bytes of a FITS file that is small enough to be held, decompressed where it is gzipped.</summary>
internal static class ArfBytes
{
    /// <summary>A gibibyte: the largest ARFs have a few megabytes.</summary>
    private const int Most = 1 << 30;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="DataException">It is absent, begins as no FITS file does, or is larger than any ARF.</exception>
    public static byte[] Read(string file)
    {
        using Stream stream = Files.Open(file, "an ARF, a FITS file", []);
        Span<byte> start = stackalloc byte[2];
        bool zipped = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual<byte>([0x1F, 0x8B]);
        stream.Position = 0;
        using Stream content = zipped ? new UnzippedStream(file, stream) : stream;
        using MemoryStream held = new();
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
        {
            if (held.Length == 0 && !buffer.AsSpan(0, read).StartsWith("SIMPLE  ="u8))
            {
                throw DataException.In(
                    file, "a file that does not begin as FITS", "an ARF, a FITS file", "check the name: spectra, ARFs and matrices of X-ray telescopes are FITS");
            }

            held.Write(buffer, 0, read);
            if (held.Length > Most)
            {
                throw DataException.In(file, "more than a gibibyte", "an ARF, of some megabytes at most", "check the name");
            }
        }

        return held.Length > 0 ? held.ToArray() : throw DataException.In(file, "an empty file", "an ARF, a FITS file", "get it again");
    }
}
