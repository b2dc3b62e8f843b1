using System.Text;

namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>Bytes that are kept until they can be written: in memory, or in a temporary file when there are many. The file is gone when this is disposed.</summary>
internal sealed class SpooledBytes : IDisposable
{
    private const int MostInMemory = 1 << 26;

    private Stream bytes = new MemoryStream();
    private byte[] buffer = new byte[256];

    /// <summary>Number of bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a text of ASCII.</summary>
    public void Add(string text)
    {
        if (buffer.Length < text.Length)
        {
            buffer = new byte[text.Length];
        }

        if (bytes is MemoryStream && Length + text.Length > MostInMemory)
        {
            FileStream file = new(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            bytes.Position = 0;
            bytes.CopyTo(file);
            bytes.Dispose();
            bytes = file;
        }

        int length = Encoding.ASCII.GetBytes(text, buffer);
        bytes.Write(buffer, 0, length);
        Length += length;
    }

    /// <summary>Reads bytes from a place on.</summary>
    public void Read(long from, Span<byte> to)
    {
        bytes.Position = from;
        bytes.ReadExactly(to);
    }

    /// <summary>Hands on all bytes in pieces.</summary>
    public async Task CopyAsync(Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellation)
    {
        bytes.Position = 0;
        byte[] piece = new byte[1 << 16];
        while (await bytes.ReadAsync(piece, cancellation) is > 0 and int read)
        {
            await write(piece.AsMemory(0, read));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => bytes.Dispose();
}
