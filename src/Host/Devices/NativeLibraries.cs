using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace GpuConcord.Host.Devices;

/// <summary>
/// Finds the vendors' libraries under the names they really have. ILGPU looks on Linux for libcuda.so and libOpenCL.so, which
/// come with development packages; a driver alone installs libcuda.so.1 and libOpenCL.so.1 (and WSL keeps its own folder).
/// </summary>
internal static class NativeLibraries
{
    /// <summary>What ILGPU calls NVIDIA's driver library.</summary>
    public const string Cuda = "cuda";

    /// <summary>What ILGPU calls the OpenCL loader.</summary>
    public const string OpenCL = "OpenCL";

    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>The names to try for a library of this platform, in order.</summary>
    public static IReadOnlyList<string> Names(string library) => (library, OperatingSystem.IsWindows()) switch
    {
        (Cuda, true) => ["nvcuda"],
        (Cuda, false) => ["libcuda.so", "libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"],
        (OpenCL, true) => ["opencl"],
        (OpenCL, false) when OperatingSystem.IsMacOS() => ["/System/Library/Frameworks/OpenCL.framework/OpenCL"],
        (OpenCL, false) => ["libOpenCL.so", "libOpenCL.so.1"],
        _ => [],
    };

    /// <summary>Loads a library under the first name that is there.</summary>
    public static bool TryLoad(string library, out nint handle)
    {
        foreach (string name in Names(library))
        {
            if (NativeLibrary.TryLoad(name, out handle))
            {
                return true;
            }
        }

        handle = 0;
        return false;
    }

    /// <summary>Makes ILGPU look for the same names; once a process, before its first look.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (!registered && !OperatingSystem.IsWindows())
            {
                NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
                registered = true;
            }
        }
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path) =>
        TryLoad(library, out nint handle) ? handle : 0;
}
