using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Hardness;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Hardness;

/// <summary>Weights on the host against those of the kernels, through the moments they give.</summary>
public sealed class BandGammaMixtureTests
{
    [Fact]
    public void MeanAndDeviationAreThoseOfTheKernels()
    {
        ApertureProblem[] problems = [.. MadeApertures.Catalogue(400, 3), new(0, 0, 1, 0.1, 3, 0.9), new(0, 9, 1, 0, 3, 0.9), new(9, 0, 1, 0.1, 3, 0.9),
            new(100_000, 2_000, 0.9, 0.05, 9, 0.9)];
        PosteriorSummary[] expected = MadeApertures.Exact(problems);
        for (int i = 0; i < problems.Length; i++)
        {
            BandGammaMixture mixture = BandGammaMixture.Of(problems[i]);
            double mean = 0.0, square = 0.0;
            for (int j = 0; j < mixture.Rows; j++)
            {
                double l = mixture.First + j;
                mean += mixture.Weights[j] * (l + 1.0) / mixture.H;
            }
            for (int j = 0; j < mixture.Rows; j++)
            {
                double l = mixture.First + j;
                square += mixture.Weights[j] * ((l + 1.0) / mixture.H / mixture.H + Math.Pow(((l + 1.0) / mixture.H) - mean, 2.0));
            }
            Assert.Equal(1.0, mean / expected[i].Mean, 1e-11);
            Assert.Equal(1.0, Math.Sqrt(square) / expected[i].Deviation, 1e-9);
        }
    }

    [Fact]
    public void OutsideTheWindowWeightsAreNothing()
    {
        BandGammaMixture mixture = BandGammaMixture.Of(new ApertureProblem(10_000, 100, 1, 0, 9, 0.9));
        Assert.True(mixture.First > 0.0);
        Assert.Equal((0.0, 1.0), (mixture.Weight(mixture.First - 1.0), mixture.UpperSum(mixture.First - 1.0)));
        Assert.Equal((0.0, 0.0), (mixture.Weight(mixture.First + mixture.Rows), mixture.UpperSum(mixture.First + mixture.Rows)));
        Assert.Equal(1.0, mixture.UpperSum(mixture.First), 1e-14);
    }
}
