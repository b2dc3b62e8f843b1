using Xunit;

namespace GpuConcord.Tests.Cuda;

/// <summary>
/// The stand-in card does what a card does, refuses what it does not know, and stops what a card would stop or, worse, would not. Numbers of errors are the driver's
/// (CUresult): 1 invalid value, 2 out of memory, 218 invalid PTX, 222 unsupported PTX version, 700 illegal address, 716 misaligned address, 719 launch failure.
/// </summary>
[Trait("Device", "stand-in")]
public sealed class StandInTests
{
    // The thread's own double is at %rd2.
    private const string Own = """
            .reg .pred %p<9>; .reg .b32 %r<9>; .reg .b64 %rd<9>; .reg .f64 %fd<9>;
            ld.param.b64 %rd1, [data];
            cvta.to.global.u64 %rd1, %rd1;
            mov.u32 %r1, %tid.x;
            mul.wide.u32 %rd2, %r1, 8;
            add.u64 %rd2, %rd2, %rd1;

        """;

    [Fact]
    public void A_launch_computes()
    {
        using StandIn card = StandIn.Open();
        double[] data = [.. Enumerable.Range(0, 70).Select(k => (double)k)];
        Assert.Equal(0, card.Run(Own + "ld.global.f64 %fd1, [%rd2];\nmul.f64 %fd1, %fd1, 0d4000000000000000;\nst.global.f64 [%rd2], %fd1;", 70, data));
        Assert.Equal(Enumerable.Range(0, 70).Select(k => 2.0 * k), data);
    }

    [Theory]
    [InlineData("sin.approx.f32 %fd1, %fd2;")]
    [InlineData("add.f64 %fd1, %fd2;")]
    [InlineData("mov.f64 %fd1, nonsense;")]
    [InlineData("bra nowhere;")]
    [InlineData("mov.u32 %r1, %clock.x;")]
    [InlineData("add.f64 %fd1, %fd2, %fd3")]
    [InlineData("mov.f64 %fd1, 1.5;")]
    [InlineData("bra;")]
    [InlineData("ld.global.f64 %fd1;")]
    [InlineData("ld.global.v2.b32 %r3, [%rd1];")]
    [InlineData("ld.param.b64 %rd3, [data+8];")]
    public void What_it_does_not_know_is_refused(string instruction)
    {
        using StandIn card = StandIn.Open();
        Assert.Equal(218, card.Load(Own + instruction, out _));
    }

    [Theory]
    [InlineData(".version 7.0\n.target sm_999", 218)]
    [InlineData(".version 9.9\n.target sm_70", 222)]
    public void A_module_for_a_newer_card_or_driver_is_refused(string head, int error)
    {
        using StandIn card = StandIn.Open();
        Assert.Equal(error, card.Load("", out _, "", head));
    }

    [Theory]
    [InlineData("st.global.f64 [%rd2], 0d0000000000000000;", 33, 700)]
    [InlineData("ld.global.f64 %fd1, [%rd2+256];", 1, 700)]
    [InlineData("ld.global.f64 %fd1, [%rd2+-8];", 1, 700)]
    [InlineData("ld.global.f64 %fd1, [%rd2+4];", 1, 716)]
    [InlineData("ld.global.v2.b32 {%r3, %r4}, [%rd1+4];", 1, 716)]
    [InlineData("shfl.sync.idx.b32 %r2, %r1, 0, 31, 1;", 4, 719)]
    [InlineData("ld.shared.f64 %fd1, [%rd1];", 1, 700)]
    [InlineData("add.f64 %fd1, %fd2, %fd3;", 1, 700)]
    [InlineData("setp.eq.s32 %p1, %r1, 0;\n@%p1 bra L;\nbar.sync 0;\nL:", 32, 719)]
    [InlineData("setp.eq.s32 %p1, %r1, 0;\n@%p1 bra L;\nshfl.sync.up.b32 %r2, %r1, 1, 0, 4294967295;\nL:", 32, 719)]
    public void A_fault_stops_the_context_and_no_other(string instruction, int threads, int error)
    {
        double[] data = new double[32];
        using (StandIn card = StandIn.Open())
        {
            Assert.Equal(error, card.Run(Own + instruction, threads, data));
            Assert.Equal(error, card.Synchronize());
        }

        using StandIn next = StandIn.Open();
        Assert.Equal(0, next.Run(Own, 32, data));
    }

    [Fact]
    public void Memory_that_nothing_was_written_to_is_not_read()
    {
        using StandIn card = StandIn.Open();
        Assert.SkipWhen(StandIn.IsUnified, "where the processor may write device memory, nobody knows what was written");
        Assert.Equal(0, card.Load(Own + "ld.global.f64 %fd1, [%rd2];", out nint module));
        Assert.Equal(700, card.Launch(module, 1, card.Allocate(64)));
    }

    [Fact]
    public void The_processor_cannot_follow_an_address_of_the_card()
    {
        using StandIn card = StandIn.Open();
        Assert.SkipWhen(StandIn.IsUnified, "here it may");
        ulong address = card.Allocate(64);
        // Addresses of a process on x86-64 and ARM64 have 47 or 48 bits, those of its kernel the same with ones in front.
        Assert.InRange(address, 1UL << 48, ulong.MaxValue - (1UL << 48));
    }

    [Fact]
    public void Memory_ends()
    {
        using StandIn card = StandIn.Open();
        Assert.Equal(2, card.Allocate(1L << 60, out _));
        Assert.Equal(1, card.Allocate(0, out _));
    }

    [Fact]
    public void A_block_has_a_limit()
    {
        using StandIn card = StandIn.Open();
        Assert.Equal(0, card.Load("", out nint module));
        Assert.Equal(1, card.Launch(module, 4096, card.Allocate(8)));
    }

    [Fact]
    public void Threads_that_part_meet_again()
    {
        // The way of the odd threads stands behind the place where all meet, where a shuffle wants them all.
        const string Body = """
                and.b32 %r2, %r1, 1;
                setp.eq.s32 %p1, %r2, 1;
                @%p1 bra Odd;
                mov.b32 %r3, 10;
            Meet:
                shfl.sync.up.b32 %r4, %r3, 1, 0, 4294967295;
                cvt.rn.f64.s32 %fd1, %r4;
                st.global.f64 [%rd2], %fd1;
                ret;
            Odd:
                mov.b32 %r3, 20;
                bra Meet;
            """;
        using StandIn card = StandIn.Open();
        double[] data = new double[32];
        Assert.Equal(0, card.Run(Own + Body, 32, data));
        // Each gets its neighbour's; the first has none and keeps its own.
        Assert.Equal(Enumerable.Range(0, 32).Select(k => k is 0 || k % 2 is 1 ? 10.0 : 20.0), data);
    }

    [Fact]
    public void A_loop_lasts_for_each_thread_as_long_as_it_says()
    {
        const string Body = """
                mov.b32 %r2, 0;
            Again:
                add.s32 %r2, %r2, 1;
                setp.le.s32 %p1, %r2, %r1;
                @%p1 bra Again;
                cvt.rn.f64.s32 %fd1, %r2;
                st.global.f64 [%rd2], %fd1;
            """;
        using StandIn card = StandIn.Open();
        double[] data = new double[100];
        Assert.Equal(0, card.Run(Own + Body, 100, data));
        Assert.Equal(Enumerable.Range(1, 100).Select(k => (double)k), data);
    }

    [Fact]
    public void A_barrier_waits_for_the_whole_block()
    {
        // Every thread reads what the one at the other end of the block has written.
        const string Body = """
                mov.b64 %rd3, own;
                mul.wide.u32 %rd4, %r1, 8;
                add.u64 %rd4, %rd4, %rd3;
                cvt.rn.f64.u32 %fd1, %r1;
                st.shared.f64 [%rd4], %fd1;
                bar.sync 0;
                sub.s32 %r2, 99, %r1;
                mul.wide.u32 %rd4, %r2, 8;
                add.u64 %rd4, %rd4, %rd3;
                ld.shared.f64 %fd1, [%rd4];
                st.global.f64 [%rd2], %fd1;
            """;
        using StandIn card = StandIn.Open();
        double[] data = new double[100];
        Assert.Equal(0, card.Run(Own + Body, 100, data, "\t.shared .align 8 .b8 own[800];"));
        Assert.Equal(Enumerable.Range(0, 100).Select(k => 99.0 - k), data);
        Assert.Equal(700, card.Run(Own + Body.Replace("st.shared.f64 [%rd4], %fd1;", "", StringComparison.Ordinal), 100, data, "\t.shared .align 8 .b8 own[800];"));
    }

    [Theory]
    [InlineData("lt", false)]
    [InlineData("gt", false)]
    [InlineData("eq", false)]
    [InlineData("ne", false)]
    [InlineData("ltu", true)]
    [InlineData("leu", true)]
    [InlineData("gtu", true)]
    [InlineData("geu", true)]
    [InlineData("neu", true)]
    public void Comparisons_with_NaN_are_what_their_names_say(string comparison, bool holds)
    {
        using StandIn card = StandIn.Open();
        double[] data = [double.NaN];
        string body = $"ld.global.f64 %fd1, [%rd2];\nsetp.{comparison}.f64 %p1, 0d3FF0000000000000, %fd1;\nselp.f64 %fd2, 0d3FF0000000000000, 0d0000000000000000, %p1;\n"
            + "st.global.f64 [%rd2], %fd2;";
        Assert.Equal(0, card.Run(Own + body, 1, data));
        Assert.Equal(holds ? 1.0 : 0.0, data[0]);
    }

    [Theory]
    [InlineData(double.NaN, int.MinValue)]
    [InlineData(1e300, int.MaxValue)]
    [InlineData(-1e300, int.MinValue)]
    [InlineData(-2.9, -2)]
    public void Numbers_become_integers_as_the_manual_says(double number, int expected)
    {
        using StandIn card = StandIn.Open();
        double[] data = [number];
        Assert.Equal(0, card.Run(Own + "ld.global.f64 %fd1, [%rd2];\ncvt.rzi.s32.f64 %r2, %fd1;\ncvt.rn.f64.s32 %fd1, %r2;\nst.global.f64 [%rd2], %fd1;", 1, data));
        Assert.Equal(expected, data[0]);
    }

    [Fact]
    public void Products_are_fused_into_sums_where_asked()
    {
        // (1 + 2⁻³⁰)² = 1 + 2⁻²⁹ + 2⁻⁶⁰, whose last term a rounded product has lost.
        using StandIn card = StandIn.Open();
        double[] data = [1.0 + Math.ScaleB(1, -30), -1.0 - Math.ScaleB(1, -29)];
        string body = "ld.global.f64 %fd1, [%rd1];\nld.global.f64 %fd2, [%rd1+8];\nmul.f64 %fd3, %fd1, %fd1;\nadd.f64 %fd4, %fd3, %fd2;\nst.global.f64 [%rd1], %fd4;";
        Assert.Equal(0, card.Run(Own + body, 1, data));
        Assert.Equal(StandIn.IsFused ? Math.ScaleB(1, -60) : 0.0, data[0]);
    }
}
