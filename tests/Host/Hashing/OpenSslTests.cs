using GpuConcord.Cli.Help;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Hashing;
using Xunit;

namespace GpuConcord.Tests.Host.Hashing;

public sealed class OpenSslTests
{
    /// <summary>FIPS 180-4, "abc".</summary>
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Theory]
    [InlineData(null, "libssl.so.3", true)]
    [InlineData(null, "libssl.so.1.1", true)]
    [InlineData("4", "libssl.so.4", true)]
    [InlineData(null, "libssl.so.4", false)]
    [InlineData("", "libssl.so.", false)]
    [InlineData(null, "", false)]
    public void A_version_that_the_runtime_takes_is_found(string? other, string there, bool found) =>
        Assert.Equal(found, OpenSsl.IsThere(other, name => name.Equals(there, StringComparison.Ordinal)));

    [Fact]
    public void A_library_that_lacks_is_said_with_an_exit_code()
    {
        (int code, string message) = Explanation.Of(new LibraryException("libssl: found none"), "gpuconcord fit", CancellationToken.None);
        Assert.Equal(ExitCode.DeviceUnavailable, code);
        Assert.Equal("libssl: found none", message);
    }

    [Fact]
    public async Task All_roads_lead_to_one_hash()
    {
        byte[] bytes = "abc"u8.ToArray();
        using MemoryStream one = new(bytes), other = new(bytes);
        using System.Security.Cryptography.IncrementalHash pieces = Checksum.Begin();
        pieces.AppendData(bytes, 0, 1);
        pieces.AppendData(bytes, 1, 2);
        Assert.Equal(OfAbc, Checksum.Of(bytes));
        Assert.Equal(OfAbc, Checksum.Of(one));
        Assert.Equal(OfAbc, await Checksum.OfAsync(other, TestContext.Current.CancellationToken));
        Assert.Equal(OfAbc, Checksum.End(pieces));
    }
}
