using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace GpuConcord.Tests.Cuda;

/// <summary>The library of <c>tests/Cuda/driver</c> by its own entry points, those of NVIDIA's driver (CUDA Driver API), in a context of its own.</summary>
internal sealed unsafe class StandIn : IDisposable
{
    private const string Library = "libcuda.so.1";
    private const string NameBegins = "stand-in";
    private readonly nint library;
    private readonly nint context;

    private StandIn(nint library)
    {
        this.library = library;
        nint own;
        Assert.Equal(0, ((delegate* unmanaged<nint*, uint, int, int>)Entry("cuCtxCreate_v2"))(&own, 0, 0));
        context = own;
    }

    /// <summary>Whether this process was started with the stand-in card.</summary>
    public static bool IsHere
    {
        get
        {
            if (!NativeLibrary.TryLoad(Library, out nint library))
            {
                return false;
            }

            byte* name = stackalloc byte[64];
            return ((delegate* unmanaged<byte*, int, int, int>)NativeLibrary.GetExport(library, "cuDeviceGetName"))(name, 64, 0) is 0
                && Marshal.PtrToStringUTF8((nint)name)!.StartsWith(NameBegins, StringComparison.Ordinal);
        }
    }

    /// <summary>Whether its arithmetic fuses products into sums.</summary>
    public static bool IsFused => Environment.GetEnvironmentVariable("STAND_IN_FUSED") is "1";

    /// <summary>Whether the processor may use its addresses, as comparisons have to.</summary>
    public static bool IsUnified => Environment.GetEnvironmentVariable("STAND_IN_UNIFIED") is "1";

    /// <summary>Opens it, or skips the test.</summary>
    public static StandIn Open()
    {
        Assert.SkipUnless(IsHere, "the stand-in card is not here: bash tests/Cuda/run.sh builds it and runs this");
        return new StandIn(NativeLibrary.Load(Library));
    }

    /// <summary>Loads a module of one entry, "test", with one parameter, "data"; the driver's error.</summary>
    /// <param name="body">Its instructions.</param>
    /// <param name="declarations">Arrays that it declares.</param>
    /// <param name="head">Version and target.</param>
    /// <param name="module">What was loaded.</param>
    public int Load(string body, out nint module, string declarations = "", string head = ".version 7.0\n.target sm_70")
    {
        string text = $"{head}\n.address_size 64\n.visible .entry test(\n\t.param .b64 data\n)\n{{\n{declarations}\n{body}\n\tret;\n}}\n";
        nint own;
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text + '\0'))
        {
            int error = ((delegate* unmanaged<nint*, byte*, int>)Entry("cuModuleLoadData"))(&own, bytes);
            module = own;
            return error;
        }
    }

    /// <summary>Runs instructions over one block of threads; the error that waiting for them gives.</summary>
    /// <param name="body">Instructions; the parameter "data" is the address of <paramref name="data"/> on the card.</param>
    /// <param name="threads">Threads of the block.</param>
    /// <param name="data">What they work on; overwritten with what they leave.</param>
    /// <param name="declarations">Arrays that they declare.</param>
    public int Run(string body, int threads, Span<double> data, string declarations = "")
    {
        Assert.Equal(0, Load(body, out nint module, declarations));
        ulong address = Allocate(data.Length * sizeof(double));
        Copy(address, data);
        int error = Launch(module, threads, address);
        if (error == 0)
        {
            fixed (double* to = data)
            {
                Assert.Equal(0, ((delegate* unmanaged<ulong, ulong, nuint, nint, int>)Entry("cuMemcpyAsync"))((ulong)to, address, (nuint)(data.Length * sizeof(double)), 0));
            }
        }

        return error;
    }

    /// <summary>Launches a module's entry and waits.</summary>
    public int Launch(nint module, int threads, ulong address)
    {
        nint function;
        fixed (byte* name = "test\0"u8)
        {
            Assert.Equal(0, ((delegate* unmanaged<nint*, nint, byte*, int>)Entry("cuModuleGetFunction"))(&function, module, name));
        }

        void* argument = &address;
        int launched = ((delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Entry("cuLaunchKernel"))(
            function, 1, 1, 1, (uint)threads, 1, 1, 0, 0, &argument, null);
        return launched != 0 ? launched : Synchronize();
    }

    /// <summary>The error that waiting for the card gives.</summary>
    public int Synchronize() => ((delegate* unmanaged<int>)Entry("cuCtxSynchronize"))();

    /// <summary>Memory of the card.</summary>
    public ulong Allocate(long bytes)
    {
        Assert.Equal(0, Allocate(bytes, out ulong address));
        return address;
    }

    /// <summary>Memory of the card, or the driver's error.</summary>
    public int Allocate(long bytes, out ulong address)
    {
        ulong own;
        int error = ((delegate* unmanaged<ulong*, nuint, int>)Entry("cuMemAlloc_v2"))(&own, (nuint)bytes);
        address = own;
        return error;
    }

    /// <inheritdoc/>
    public void Dispose() => ((delegate* unmanaged<nint, int>)Entry("cuCtxDestroy_v2"))(context);

    private void Copy(ulong address, ReadOnlySpan<double> data)
    {
        fixed (double* from = data)
        {
            Assert.Equal(0, ((delegate* unmanaged<ulong, ulong, nuint, nint, int>)Entry("cuMemcpyAsync"))(address, (ulong)from, (nuint)(data.Length * sizeof(double)), 0));
        }
    }

    private nint Entry(string name) => NativeLibrary.GetExport(library, name);
}
