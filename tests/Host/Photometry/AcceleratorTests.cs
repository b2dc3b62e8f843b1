using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry;

/// <summary>The photometry kernels as ILGPU compiles them, against vector registers.</summary>
public sealed class AcceleratorTests
{
    private static readonly ApertureProblem[] Problems = [.. MadeApertures.Catalogue(200, seed: 11).Where(p => p.N + p.M is > 0 and < 2000)];

    /// <summary>Apertures with and without source photons in the background, few counts and many: both kernels of the exact method.</summary>
    [Theory]
    [MemberData(nameof(Ways.Accelerators), MemberType = typeof(Ways))]
    public void ExactPosteriorsAgreeWithVectorRegisters(string way)
    {
        using Device accelerator = Ways.Open(way);
        using ExactPhotometry photometry = new(accelerator);
        PosteriorSummary[] found = new PosteriorSummary[Problems.Length];
        photometry.Solve(Problems, found, cancellation: TestContext.Current.CancellationToken);
        Same(MadeApertures.Exact(Problems), found);
    }

    /// <summary>Sums on a grid by series and by window, and the Gaussian in their place.</summary>
    [Theory]
    [MemberData(nameof(Ways.Accelerators), MemberType = typeof(Ways))]
    public void GridPosteriorsAgreeWithVectorRegisters(string way)
    {
        using Device accelerator = Ways.Open(way);
        foreach (CiaoRule rule in (CiaoRule[])[new() { Resolution = 0.1 }, new() { Resolution = 0.1, Gaussian = true }])
        {
            using CiaoPhotometry photometry = new(accelerator, rule);
            PosteriorSummary[] found = new PosteriorSummary[Problems.Length];
            photometry.Solve(Problems, [.. Problems.Select(p => ((p.R * p.N) - p.M) / ((p.R * p.F) - p.G))], found);
            Same(MadeApertures.Ciao(Problems, rule), found);
        }
    }

    /// <summary>A product and a sum may or may not be fused there.</summary>
    private static void Same(PosteriorSummary[] expected, PosteriorSummary[] found) => Assert.All(expected.Zip(found), pair =>
    {
        Assert.Equal(pair.First.Mode, pair.Second.Mode, 1e-10 * pair.First.High);
        Assert.Equal(pair.First.Low, pair.Second.Low, 1e-10 * pair.First.High);
        Assert.Equal(pair.First.High, pair.Second.High, 1e-10 * pair.First.High);
    });
}
