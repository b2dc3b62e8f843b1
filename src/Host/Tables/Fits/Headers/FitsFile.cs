using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>The HDUs of a FITS file, header by header; data are passed over.</summary>
/// <param name="file">The file in messages, without brackets.</param>
/// <param name="stream">
/// Its bytes from the first on. Data are passed over by seeking where it can seek, else by reading. Left open.
/// </param>
internal sealed class FitsFile(string file, Stream stream)
{
    private readonly List<FitsHdu> hdus = [];
    private long position;

    /// <summary>The HDUs that were found so far.</summary>
    public IReadOnlyList<FitsHdu> Hdus => hdus;

    /// <summary>Bytes that are missing at the end of the last HDU, when the file ends there: those of its data, then what fills its last block.</summary>
    public long Missing { get; private set; }

    /// <summary>All HDUs of a file that can seek.</summary>
    /// <exception cref="DataException">It is no FITS file, or a damaged one.</exception>
    public static IReadOnlyList<FitsHdu> ReadHdus(string file, Stream stream)
    {
        FitsFile read = new(file, stream);
        while (read.Next() is not null)
        {
        }

        return read.Hdus;
    }

    /// <summary>
    /// Reads the next header; the stream is then at its data. Null at the end of the file, and where something else than a header stands behind an HDU: the
    /// standard allows such records, and readers disregard them.
    /// </summary>
    /// <exception cref="DataException">It is no FITS file, or a damaged one.</exception>
    public FitsHdu? Next()
    {
        if (hdus.Count > 0 && !Pass(hdus[^1].End))
        {
            return null;
        }

        string place = $"{file}[{hdus.Count}]";
        FitsHeader? header = FitsHeaderReader.Read(place, stream, hdus.Count == 0 ? "SIMPLE" : "XTENSION");
        if (header is null)
        {
            return hdus.Count > 0 ? null : throw DataException.In(
                file, "a file that does not begin with SIMPLE", "a FITS file", "check that it was written in full, and is what its name says");
        }

        FitsHdu hdu = new(file, hdus.Count, header, position);
        position = hdu.DataOffset;
        hdus.Add(hdu);
        return hdu;
    }

    /// <summary>Says that the data of the last HDU were read by another, up to the start of the next one.</summary>
    public void PassedData() => position = hdus[^1].End;

    /// <summary>Goes forward to a position; false when the file ends before.</summary>
    private bool Pass(long to)
    {
        if (stream.CanSeek)
        {
            Missing = Math.Max(0, to - stream.Length);
            stream.Position = Math.Min(to, stream.Length);
            position = to;
            return Missing == 0;
        }

        byte[] passed = new byte[1 << 16];
        while (position < to)
        {
            int read = stream.Read(passed.AsSpan(0, (int)Math.Min(passed.Length, to - position)));
            if (read == 0)
            {
                Missing = to - position;
                return false;
            }

            position += read;
        }

        return true;
    }
}
