using GpuConcord.Host.Devices;
using GpuConcord.Tests.Host.Devices;
using GpuConcord.Tests.Kernels.Lanes;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

/// <summary>Every elementary function against 32-digit values: at the edges of its domain, near its zeros, and spread over it.</summary>
public class AccuracyTests
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Every_function_keeps_its_promise_on_every_device(string way)
    {
        using Device device = Ways.Open(way);
        bool fused = device.Kind is DeviceKind.Simd or DeviceKind.Cpu;
        Check<Functions.Log>("log", device, 1.0);
        Check<Functions.Log1p>("log1p", device, 1.0);
        Check<Functions.Exp>("exp", device, 1.1);
        Check<Functions.Sine>("sin", device, fused ? 1.5 : 2.0);
        Check<Functions.Cosine>("cos", device, fused ? 1.5 : 2.0);
        Check<Functions.LogOfGamma>("log_gamma", device, fused ? 1.5 : 2.0);
    }

    /// <summary>The same where every product is rounded before it is added, as on an accelerator without fused multiply-add.</summary>
    [Fact]
    public void Every_function_keeps_its_promise_without_fused_multiply_add()
    {
        Check("log", Unfused<Functions.Log>, 1.0);
        Check("log1p", Unfused<Functions.Log1p>, 1.0);
        Check("exp", Unfused<Functions.Exp>, 1.1);
        Check("sin", Unfused<Functions.Sine>, 2.0);
        Check("cos", Unfused<Functions.Cosine>, 2.0);
        Check("log_gamma", Unfused<Functions.LogOfGamma>, 2.0);
    }

    [Fact]
    public void An_error_of_three_units_would_be_noticed()
    {
        Reference log = Reference.Of("log");
        double[] off = [.. log.Values.Select(value => value + (3.0 * Ulp.Of(value)))];
        Assert.InRange(log.Worst(off).Error, 2.5, 3.5);
    }

    private static double[] Unfused<TFunction>(double[] points)
        where TFunction : IFunction => Array.ConvertAll(points, x => TFunction.At(UnfusedLane.Of(x)).Value);

    private static void Check<TFunction>(string name, Device device, double bound)
        where TFunction : IFunction => Check(name, points => Map.Over<TFunction>(device, points), bound);

    private static void Check(string name, Func<double[], double[]> function, double bound)
    {
        Reference reference = Reference.Of(name);
        Assert.InRange(reference.Arguments.Length, 200, int.MaxValue);
        (double error, double argument) = reference.Worst(function(reference.Arguments));
        Assert.True(error <= bound, $"{name}({argument:R}): found an error of {error:F3} ulp, promised is {bound}");
    }
}
