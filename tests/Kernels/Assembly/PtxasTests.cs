using GpuConcord.Host.Devices;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Xunit;

namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>
/// Every kernel as NVIDIA machine code, without a GPU: it assembles, keeps to registers, and takes as many as were recorded. Skipped
/// where there is no ptxas.
/// </summary>
public class PtxasTests
{
    // ILGPU writes one text for everything from sm_80 on (PtxTests holds it to that); the assembler makes different code of it.
    private static readonly (CudaArchitecture Architecture, string[] Names)[] Texts =
    [
        (CudaArchitecture.SM_75, ["sm_75"]),
        (CudaArchitecture.SM_90, ["sm_80", "sm_90"]),
    ];

    private static readonly string[] Architectures = [.. Texts.SelectMany(text => text.Names)];

    public static TheoryData<Type> Programs => [.. KernelTypes.All];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Takes_the_registers_that_were_recorded(Type kernel)
    {
        Ptxas assembler = Assembler();
        Dictionary<(string, string), Footprint> record = FootprintRecord.Read();
        foreach ((_, string architecture, Footprint found) in Assemble(assembler, kernel))
        {
            Assert.True(
                record.TryGetValue((CudaText.Name(kernel), architecture), out Footprint recorded) && found == recorded,
                $"{CudaText.Name(kernel)} on {architecture}: found {found}, recorded {recorded}. {FootprintRecord.Cure}");
        }
    }

    [Fact]
    public void Every_kernel_has_a_record_on_every_architecture()
    {
        IEnumerable<(string, string)> expected =
            from kernel in KernelTypes.All from architecture in Architectures select (CudaText.Name(kernel), architecture);
        string[] apart = [.. expected.Except(FootprintRecord.Read().Keys).Select(key => $"no record of {key}")
            .Concat(FootprintRecord.Read().Keys.Except(expected).Select(key => $"no kernel {key}"))];
        Assert.True(apart.Length == 0, $"{FootprintRecord.Path}: {string.Join(", ", apart)}. {FootprintRecord.Cure}");
    }

    [Fact]
    public void No_kernel_has_a_stack_or_spills() =>
        Assert.Empty(FootprintRecord.Read().Where(row => !row.Value.KeepsToRegisters).Select(row => row.Key));

    [Fact]
    public void A_stack_would_be_noticed()
    {
        Ptxas assembler = Assembler();
        using Context context = Device.NewContext();
        string ptx = PtxTests.Compile(context, typeof(PtxTests.CallAndStack), CudaArchitecture.SM_90, CudaInstructionSet.ISA_78);
        Footprint footprint = assembler.Assemble(ptx, "sm_90");
        Assert.Equal(16 * sizeof(double), footprint.Stack);
        Assert.False(footprint.KeepsToRegisters);
    }

    [Fact]
    public void What_is_no_ptx_is_refused_with_the_assembler_s_words()
    {
        Ptxas assembler = Assembler();
        string message = Assert.Throws<InvalidOperationException>(() => assembler.Assemble("no kernel", "sm_90")).Message;
        Assert.Contains("ptxas", message, StringComparison.Ordinal);
    }

    /// <summary>Run by tests/data/ptxas/record.sh.</summary>
    [Fact(Explicit = true)]
    public void Records_what_the_assembler_makes()
    {
        string? root = Environment.GetEnvironmentVariable("PTXAS_RECORD");
        Assert.SkipWhen(root is null, "not a test but the writer of a record; tests/data/ptxas/record.sh runs it");
        Ptxas assembler = Assembler();
        (string, string, Footprint)[] rows =
        [
            .. KernelTypes.All.OrderBy(CudaText.Name, StringComparer.Ordinal).AsParallel().AsOrdered().SelectMany(kernel => Assemble(assembler, kernel)),
        ];
        FootprintRecord.Write(Path.Combine(root, "tests", "data", "ptxas", "registers.csv"), rows);
        FootprintRecord.WriteTable(Path.Combine(root, "bench", "results", "ptxas-11.8.md"), Architectures, rows);
    }

    private static Ptxas Assembler()
    {
        Ptxas? assembler = Ptxas.Find();
        Assert.SkipWhen(assembler is null, Ptxas.Absence);
        return assembler;
    }

    private static IEnumerable<(string Kernel, string Architecture, Footprint Footprint)> Assemble(Ptxas assembler, Type kernel)
    {
        foreach ((CudaArchitecture architecture, string[] names) in Texts)
        {
            string ptx = PtxTests.Text(kernel, architecture);
            foreach (string name in names)
            {
                yield return (CudaText.Name(kernel), name, assembler.Assemble(ptx, name));
            }
        }
    }
}
