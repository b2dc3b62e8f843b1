using System.Runtime.InteropServices;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Hashing;

/// <summary>
/// The library that .NET computes hashes with on Linux. Where it lacks, the runtime aborts the process in the middle of its work, past every
/// handler; it is therefore looked for before.
/// </summary>
internal static class OpenSsl
{
    // What the runtime tries, in its order (opensslshim.c): another version by a variable, then these.
    private const string OtherVersion = "CLR_OPENSSL_VERSION_OVERRIDE";
    private static readonly string[] Versions = ["3", "1.1", "1.0.2", "1.0.0", "10"];
    private static readonly Lazy<bool> Found = new(() =>
        !OperatingSystem.IsLinux() || IsThere(Environment.GetEnvironmentVariable(OtherVersion), name => NativeLibrary.TryLoad(name, out _)));

    /// <summary>Sees to it that hashes can be computed.</summary>
    /// <exception cref="LibraryException">They cannot.</exception>
    public static void Require()
    {
        if (!Found.Value)
        {
            throw new LibraryException("libssl: found none on this computer, expected OpenSSL 3 or 1.1, with which the checksums of files are computed; "
                + "install it (Debian, Ubuntu: libssl3; Fedora, Rocky: openssl-libs; Alpine: openssl)");
        }
    }

    /// <summary>Whether one of the versions is there.</summary>
    /// <param name="other">Another version, that is tried too.</param>
    /// <param name="load">Whether a library of this name can be loaded.</param>
    internal static bool IsThere(string? other, Func<string, bool> load) =>
        Versions.Append(other).Any(version => !string.IsNullOrEmpty(version) && load($"libssl.so.{version}"));
}
