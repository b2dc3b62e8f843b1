using System.Security.Cryptography;

namespace GpuConcord.Host.Hashing;

/// <summary>The checksum that every record names: SHA-256 in lower-case hexadecimal digits, as <c>sha256sum</c> prints it.</summary>
internal static class Checksum
{
    /// <summary>Of bytes in memory.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        OpenSsl.Require();
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>Of what a stream still has.</summary>
    public static string Of(Stream stream)
    {
        OpenSsl.Require();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The same.</summary>
    public static async Task<string> OfAsync(Stream stream, CancellationToken cancellation)
    {
        OpenSsl.Require();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }

    /// <summary>Begins one that gets its bytes in pieces.</summary>
    public static IncrementalHash Begin()
    {
        OpenSsl.Require();
        return IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    /// <summary>Ends it.</summary>
    public static string End(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
