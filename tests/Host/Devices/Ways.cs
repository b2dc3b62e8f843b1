using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Host.Devices;

/// <summary>
/// Every way to run a kernel, as test cases. A way whose hardware is absent skips the test and says why; a processor without a
/// working CPU device fails it.
/// </summary>
public static class Ways
{
    /// <summary>All ways: vector registers of every width, ILGPU's CPU accelerator, and a GPU of either make.</summary>
    public static TheoryData<string> All { get; } = Rows("simd:8", "simd:4", "simd:1", "cpu", "cuda", "opencl");

    /// <summary>The ways that give the same bits, besides the narrowest registers that they are compared with.</summary>
    public static TheoryData<string> SameBits { get; } = Rows("simd:8", "simd:4", "cpu");

    /// <summary>The ways that ILGPU compiles for.</summary>
    public static TheoryData<string> Accelerators { get; } = Rows("cpu", "cuda", "opencl");

    /// <summary>The ways whose compilers choose where to fuse products into sums.</summary>
    public static TheoryData<string> Gpus { get; } = Rows("cuda", "opencl");

    /// <summary>
    /// Marks a case with the device it runs on, so that a machine that has one can run its cases alone and take no skip for an
    /// answer: <c>-preEnumerateTheories -trait Device=opencl -failSkips</c>.
    /// </summary>
    public static TRow Marked<TRow>(TRow row, string way)
        where TRow : TheoryDataRowBase
    {
        row.Traits.Add("Device", [way.Split(':')[0]]);
        return row;
    }

    /// <summary>Opens one of them.</summary>
    public static Device Open(string way)
    {
        try
        {
            return DeviceChoice.Parse(way).Open();
        }
        catch (DeviceException absent) when (way is not ("cpu" or "simd:1"))
        {
            Assert.Skip(absent.Message);
            throw;
        }
    }

    private static TheoryData<string> Rows(params string[] ways) => [.. ways.Select(way => Marked(new TheoryDataRow<string>(way), way))];
}
