using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry;

/// <summary>The kernels as ILGPU compiles them, on its CPU accelerator.</summary>
public sealed class AcceleratorTests
{
    [Fact]
    public void BothMethodsAgreeWithVectorRegisters()
    {
        ApertureProblem[] problems = [.. Apertures.Catalogue(200, seed: 11).Where(p => p.N + p.M is > 0 and < 2000)];
        using var accelerator = DeviceChoice.Parse("cpu").Open();
        using var exact = new ExactPhotometry(accelerator);
        using var ciao = new CiaoPhotometry(accelerator, new CiaoRule { Resolution = 0.1 });
        var (exactly, gridded) = (new PosteriorSummary[problems.Length], new PosteriorSummary[problems.Length]);
        exact.Solve(problems, exactly);
        ciao.Solve(problems, [.. problems.Select(p => ((p.R * p.N) - p.M) / ((p.R * p.F) - p.G))], gridded);
        Same(Apertures.Exact(problems), exactly);
        Same(Apertures.Ciao(problems, new CiaoRule { Resolution = 0.1 }), gridded);
    }

    /// <summary>A product and a sum may or may not be fused there.</summary>
    private static void Same(PosteriorSummary[] expected, PosteriorSummary[] found) => Assert.All(expected.Zip(found), pair =>
    {
        Assert.Equal(pair.First.Mode, pair.Second.Mode, 1e-10 * pair.First.High);
        Assert.Equal(pair.First.Low, pair.Second.Low, 1e-10 * pair.First.High);
        Assert.Equal(pair.First.High, pair.Second.High, 1e-10 * pair.First.High);
    });
}
