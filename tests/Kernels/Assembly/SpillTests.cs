using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Intrinsics.X86;
using GpuConcord.Cli;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using Xunit;

namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>
/// The loops of kernels on vector registers, as the JIT compiles them for a self-test: none stores more vector registers to the stack than was recorded. A loop that outgrows
/// the JIT's budget for inlining, or the registers there are, gives right numbers slowly; nothing else would say so.
/// </summary>
public class SpillTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public async Task No_loop_of_a_kernel_gained_a_spill(int lanes)
    {
        SkipWhereNotMeasured(lanes);
        Dictionary<(string Method, int Lanes), int> record = SpillRecord.Read(SpillRecord.Path);
        Assert.SkipWhen(record.Keys.All(row => row.Lanes != lanes), $"{SpillRecord.Path} has no row of {lanes} lanes");
        Dictionary<string, int> found = await CountAsync(lanes, TestContext.Current.CancellationToken);
        string[] faults =
        [
            .. found.Where(loop => loop.Value > record.GetValueOrDefault((loop.Key, lanes)))
                .Select(loop => string.Create(CultureInfo.InvariantCulture, $"{loop.Key}: found {loop.Value}, recorded {Recorded(record, loop.Key, lanes)}")),
            .. record.Keys.Where(row => row.Lanes == lanes && !found.ContainsKey(row.Method)).Select(row => $"{row.Method}: recorded, but the self-test runs no such loop"),
        ];
        Assert.True(faults.Length == 0, $"vector stores to the stack in loops, {lanes} lanes:\n{string.Join('\n', faults)}\n{SpillRecord.Cure}");
    }

    [Theory]
    [InlineData("CollapsedHamiltonian[CompleteModel]:Travel[T]")]
    [InlineData("CollapsedIndependence[CompleteModel]:Run[T]")]
    [InlineData("CompleteModel:Precisions[T]")]
    [InlineData("CompleteModel:Slopes[T]")]
    [InlineData("CompleteModel:Value[T]")]
    [InlineData("PatternModel:Value[T]")]
    [InlineData("SourceSystem:Assemble[T]")]
    [InlineData("GeneralizedInverseGaussian:Draw[T]")]
    [InlineData("ScaleMixtureSources:Draw[LogTModel T]")]
    [InlineData("OrderTwoInverseGaussian:DrawReciprocal[T]")]
    [InlineData("ShortestInterval[T]:Search[SeriesGammaMixture[T]]")]
    public void The_record_has_the_loops_in_which_programs_spend_their_time(string method)
    {
        Dictionary<(string Method, int Lanes), int> record = SpillRecord.Read(SpillRecord.Path);
        Assert.Contains((method, 8), record.Keys);
        Assert.Contains((method, 4), record.Keys);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public async Task A_spill_would_be_noticed(int lanes)
    {
        SkipWhereNotMeasured(lanes);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "on Windows part of ten vector registers survives a call");
        IReadOnlyList<Listing> found = await JitDisassembly.OfAsync(
            lanes,
            $"{typeof(Spilling).FullName}:*",
            [typeof(SpillTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(SpillTests).FullName}.{nameof(Runs_loops_that_spill)}"],
            TestContext.Current.CancellationToken);
        Assert.Equal(3, Assert.Single(found, listing => listing.IsOn(lanes) && listing.Method is "Spilling:AcrossCalls[T]").StoresInLoops(lanes));
        Listing inRegisters = Assert.Single(found, listing => listing.IsOn(lanes) && listing.Method is "Spilling:InRegisters[T]");
        Assert.True(inRegisters.HasLoop);
        Assert.Equal(0, inRegisters.StoresInLoops(lanes));
    }

    [Fact]
    public void Only_vectors_that_go_to_the_stack_inside_a_loop_count()
    {
        Listing listing = Assert.Single(Listing.Read("""
            ; Assembly listing for method Some.Where.Model`1[Some.Other]:Run[GpuConcord.Kernels.Lanes.Vector512Lane](int,byref) (FullOpts)
            ; rsp based frame
            G_M000_IG01:                ;; offset=0x0000
                   vmovups  zmmword ptr [rsp+0x40], zmm1
            G_M000_IG02:                ;; offset=0x0010
                   vmovups  zmmword ptr [rsp+0x80], zmm2
                   vmovaps  zmmword ptr [rsp], zmm16
                   vmovups  ymmword ptr [rsp+0x20], ymm3
                   vmovups  zmmword ptr [rbp-0x40], zmm4
                   vmovups  zmmword ptr [rdi+0x40], zmm5
                   vmovups  zmm6, zmmword ptr [rsp+0x80]
                   jl       SHORT G_M000_IG02
                   jmp      G_M000_IG03
                   vmovups  zmmword ptr [rsp+0xC0], zmm7
            G_M000_IG03:                ;; offset=0x0040
                   ret
            """.Split('\n')));
        Assert.Equal("Model[Other]:Run[T]", listing.Method);
        Assert.True(listing.IsOn(8));
        Assert.False(listing.IsOn(4));
        Assert.True(listing.HasLoop);
        Assert.Equal(2, listing.StoresInLoops(8));
        Assert.Equal(1, listing.StoresInLoops(4));
    }

    /// <summary>Run in a process of its own by <see cref="A_spill_would_be_noticed"/>.</summary>
    [Fact(Explicit = true)]
    public void Runs_loops_that_spill()
    {
        bool wide = Avx512F.IsSupported;
        Assert.True(wide ? Spilling.AcrossCalls<Vector512Lane>(3, -1.0) : Spilling.AcrossCalls<Vector256Lane>(3, -1.0));
        Assert.True(wide ? Spilling.InRegisters<Vector512Lane>(3, -1.0) : Spilling.InRegisters<Vector256Lane>(3, -1.0));
    }

    /// <summary>Run by tests/data/spills/record.sh.</summary>
    [Fact(Explicit = true)]
    public async Task Records_the_spills_of_loops()
    {
        string? root = Environment.GetEnvironmentVariable("SPILLS_RECORD");
        Assert.SkipWhen(root is null, "not a test but the writer of a record; tests/data/spills/record.sh runs it");
        SkipWhereNotMeasured(4);
        foreach (int lanes in Avx512F.IsSupported ? new[] { 8, 4 } : [4])
        {
            SpillRecord.Write(root, lanes, await CountAsync(lanes, TestContext.Current.CancellationToken));
        }
    }

    private static void SkipWhereNotMeasured(int lanes)
    {
        Assert.SkipUnless(lanes == 8 ? Avx512F.IsSupported : Avx2.IsSupported, $"this processor has no vector registers of {lanes} lanes");
        Assert.SkipWhen(
            typeof(IKernel<>).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true }, "a debug build is compiled without optimisation");
    }

    /// <summary>Stores of every kernel's loops that a self-test runs.</summary>
    private static async Task<Dictionary<string, int>> CountAsync(int lanes, CancellationToken cancellation)
    {
        IReadOnlyList<Listing> listings = await JitDisassembly.OfAsync(
            lanes, $"{typeof(IKernel<>).Namespace}*:*", [typeof(Shell).Assembly.Location, "selftest", "--device", "simd"], cancellation);
        return listings.Where(listing => listing.IsOn(lanes) && listing.HasLoop)
            .DistinctBy(listing => listing.Title)
            .GroupBy(listing => listing.Method, StringComparer.Ordinal)
            .ToDictionary(overloads => overloads.Key, overloads => overloads.Sum(listing => listing.StoresInLoops(lanes)), StringComparer.Ordinal);
    }

    private static string Recorded(Dictionary<(string Method, int Lanes), int> record, string method, int lanes) =>
        record.TryGetValue((method, lanes), out int spills) ? spills.ToString(CultureInfo.InvariantCulture) : "none";
}
