using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Host.Models.Counts;

/// <summary>The same draws to the bit on every way to run a kernel, chains to a thread or sources dealt out, and whatever chains run beside.</summary>
public sealed class CountsSamplerTests
{
    private static readonly FitOptions Options = new() { Chains = 40, WarmUp = 6, Draws = 3, Thin = 2, Sampler = Sampler.BlockGibbs };

    private static readonly Dictionary<string, CountsModel> Models = new()
    {
        ["fitted"] = new CountsModel(),
        ["known"] = new CountsModel(Sigma: 0.2),
        ["none"] = new CountsModel(Sigma: 0),
        ["mean told"] = new CountsModel(PopulationMean: (-6, 1)),
    };

    public static TheoryData<string, string> Cases =>
        [.. from way in (string[])["simd:8", "simd:4", "cpu"] from model in Models.Keys select Ways.Marked(new TheoryDataRow<string, string>(way, model), way)];

    public static TheoryData<string> Kinds => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_way_draws_the_same_bits(string way, string model)
    {
        using Device device = Ways.Open(way);
        using Device narrow = Device.OpenSimd(1);
        Same(Draw("counts_mixed", Models[model], narrow), Draw("counts_mixed", Models[model], device));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sources_dealt_to_threads_of_their_own_draw_the_same_bits(string model)
    {
        using Device device = Device.OpenSimd();
        Same(Draw("counts_mixed", Models[model], device), Draw("counts_mixed", Models[model], device, dealt: true));
    }

    [Fact]
    public void Waves_draw_the_same_bits()
    {
        using Device device = Device.OpenSimd();
        using Device small = Device.OpenSimd();
        CountsSampling whole = Draw("counts_faint", Models["fitted"], device);
        List<string> notices = [];
        small.Notice = notices.Add;
        small.MemoryLimit = 1_200_000;
        Same(whole, Draw("counts_faint", Models["fitted"], small));
        Assert.NotEmpty(notices);
    }

    private static void Same(CountsSampling expected, CountsSampling found)
    {
        Assert.Equal(expected.Columns.SelectMany(own => own).Select(BitConverter.DoubleToInt64Bits), found.Columns.SelectMany(own => own).Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(
            expected.Snapshots.Draws.SelectMany(own => own).Select(BitConverter.DoubleToInt64Bits), found.Snapshots.Draws.SelectMany(own => own)
                .Select(BitConverter.DoubleToInt64Bits));
        Assert.All(found.Columns.SelectMany(own => own), value => Assert.True(double.IsFinite(value)));
    }

    private static CountsSampling Draw(string name, CountsModel model, Device device, bool? dealt = null)
    {
        CountsOracle oracle = CountsOracle.Read(name);
        using CountsMemory data = new(device, model, [oracle.Data], [oracle.Priors]);
        CountsSampling sampling = new(device, data, model, new CountsStarts(data, model, oracle.Priors), [0, data.Sources.Length - 1], Options, dealt);
        sampling.Run(null, TestContext.Current.CancellationToken);
        return sampling;
    }
}
