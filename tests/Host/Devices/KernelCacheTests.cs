using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.SelfTest;
using GpuConcord.Tests.Host.Runs;
using GpuConcord.Tests.Kernels;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Xunit;

namespace GpuConcord.Tests.Host.Devices;

public sealed class KernelCacheTests : IDisposable
{
    private const string Text = ".version 7.8\n.visible .entry test()\n{\n\tret;\n}\n";
    private static readonly Type Kernel = typeof(PhiloxProbe);
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void What_was_kept_is_found_by_another_process_for_the_same_target_only()
    {
        new KernelCache(scratch["cache"]).Keep(Kernel, "sm_90-isa_78", Text);
        KernelCache other = new(scratch["cache"]);
        Assert.Equal(Text, other.Find(Kernel, "sm_90-isa_78"));
        Assert.Null(other.Find(Kernel, "sm_80-isa_78"));
        Assert.Null(other.Find(typeof(DrawProbe), "sm_90-isa_78"));
        Assert.Single(Files());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(75)]
    [InlineData(-1)]
    public void A_file_that_is_cut_off_is_none(int length)
    {
        KernelCache cache = new(scratch["cache"]);
        cache.Keep(Kernel, "sm_90", Text);
        string file = Files().Single();
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Assert.Null(cache.Find(Kernel, "sm_90"));

        // It is made anew.
        cache.Keep(Kernel, "sm_90", Text);
        Assert.Equal(Text, cache.Find(Kernel, "sm_90"));
    }

    [Fact]
    public void A_file_that_was_changed_is_none()
    {
        KernelCache cache = new(scratch["cache"]);
        cache.Keep(Kernel, "sm_90", Text);
        string file = Files().Single();
        File.WriteAllText(file, File.ReadAllText(file).Replace("ret", "nop", StringComparison.Ordinal));
        Assert.Null(cache.Find(Kernel, "sm_90"));
    }

    [Fact]
    public void Where_nothing_can_be_written_nothing_is_kept_and_nothing_fails()
    {
        File.WriteAllText(scratch["file"], "");
        foreach (KernelCache cache in (KernelCache[])[KernelCache.None, new(scratch["file"]), new(Path.Combine(scratch["file"], "below"))])
        {
            cache.Keep(Kernel, "sm_90", Text);
            Assert.Null(cache.Find(Kernel, "sm_90"));
        }
    }

    [Fact]
    public void A_kernel_of_another_assembly_is_not_kept()
    {
        KernelCache cache = new(scratch["cache"]);
        cache.Keep(typeof(Map<>), "sm_90", Text);
        Assert.False(Directory.Exists(scratch["cache"]));
    }

    [Fact]
    public void Builds_of_long_ago_go_and_what_is_none_of_ours_stays()
    {
        for (int k = 0; k < 6; k++)
        {
            DirectoryInfo old = Directory.CreateDirectory(Path.Combine(scratch["cache"], $"{k:x16}"));
            old.LastWriteTimeUtc = new DateTime(2020, 1, 1 + k, 0, 0, 0, DateTimeKind.Utc);
        }

        Directory.CreateDirectory(Path.Combine(scratch["cache"], "notes")).LastWriteTimeUtc = new DateTime(2019, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        KernelCache cache = new(scratch["cache"]);
        cache.Keep(Kernel, "sm_90", Text);
        Assert.Equal(Text, cache.Find(Kernel, "sm_90"));
        string[] left = [.. Directory.GetDirectories(scratch["cache"]).Select(own => Path.GetFileName(own)!)];
        Assert.Equal(5, left.Length);
        string[] before = ["notes", .. Enumerable.Range(0, 6).Select(k => $"{k:x16}")];
        Assert.Equal(["0000000000000003", "0000000000000004", "0000000000000005", "notes"], left.Intersect(before).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/data/kernels", "/cache", "/data/kernels")]
    [InlineData("", "/cache", null)]
    [InlineData(null, "/cache", "/cache/gpuconcord")]
    public void A_user_says_where(string? said, string caches, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "other systems have folders of their own");
        Assert.Equal(expected, KernelCache.UserFolder(name => name is KernelCache.Variable ? said : name is "XDG_CACHE_HOME" ? caches : null));
        string usual = Assert.IsType<string>(KernelCache.UserFolder(_ => null));
        Assert.EndsWith("/.cache/gpuconcord", usual, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kernel_has_a_name_of_its_own()
    {
        string[] names = [.. KernelTypes.All.Select(CudaText.Name)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void A_kernel_is_compiled_once_and_then_taken_as_it_is()
    {
        KernelCache cache = new(scratch["cache"]);
        int compiled = 0;
        string[] texts =
        [
            .. Enumerable.Range(0, 3).Select(_ =>
            {
                using Context context = Device.NewContext();
                using PTXBackend backend = new(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, null!);
                PTXCompiledKernel found = CudaText.Compile(backend, KernelTypes.Entry(Kernel), Kernel, cache, () => compiled++);
                Assert.Contains($".entry {found.Name}(", found.PTXAssembly, StringComparison.Ordinal);
                return found.PTXAssembly;
            }),
        ];
        Assert.Equal(1, compiled);
        Assert.All(texts, text => Assert.Equal(texts[0], text));
    }

    private string[] Files() => Directory.GetFiles(scratch["cache"], "*", SearchOption.AllDirectories);
}
