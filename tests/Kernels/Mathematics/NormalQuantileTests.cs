using GpuConcord.Host.Devices;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

public sealed class NormalQuantileTests
{
    // p and Φ⁻¹(p): mpmath 1.x, roots of ncdf with 40 digits.
    private static readonly (double P, double X)[] Reference =
    [
        (1.4e-11, -6.656723091518184), (1e-9, -5.9978070150076865), (1e-6, -4.753424308822899), (0.001, -3.0902323061678136), (0.0249, -1.961677869063786),
        (0.07499, -1.4396021182393162), (0.075, -1.439531470938456), (0.1, -1.2815515655446004), (0.25, -0.6744897501960817), (0.42, -0.20189347914185088),
        (0.499, -0.002506630899571766), (0.4999999999, -2.506628482030354e-10), (0.5, 0.0),
    ];

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Quantiles_are_those_of_mpmath(string way)
    {
        using Device device = Ways.Open(way);
        double[] found = Map.Over<Functions.NormalLower>(device, [.. Reference.Select(row => row.P)]);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.True(Math.Abs(found[i] - Reference[i].X) <= 1e-15 * Math.Abs(Reference[i].X), $"Φ⁻¹({Reference[i].P:R}) = {Reference[i].X:R}, found {found[i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Ways.SameBits), MemberType = typeof(Ways))]
    public void Every_width_gives_the_same_bits(string way)
    {
        using Device device = Ways.Open(way);
        using Device narrow = Device.OpenSimd(1);
        double[] points = [.. Enumerable.Range(1, 4000).Select(i => i / 8000.0)];
        Assert.Equal(Map.Over<Functions.NormalLower>(narrow, points), Map.Over<Functions.NormalLower>(device, points));
    }
}
