using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Summaries;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Host.Summaries;

/// <summary>Summaries made on a device are the host's, figure by figure.</summary>
public sealed class DrawSummariesTests
{
    private const double Rounding = 1e-10;

    /// <summary>Chains, draws of each, chains of a superchain: long and short, odd and even, with superchains and without.</summary>
    private static readonly (int Chains, int Length, int Superchain)[] Shapes =
        [(4, 51, 1), (3, 7, 1), (2, 2, 1), (2, 3, 1), (5, 12, 1), (1, 6, 1), (33, 8, 8), (4, 250, 32), (130, 18, 32), (2, 2500, 1)];

    // ILGPU's CPU accelerator takes a second for what a GPU does in a millisecond.
    private const int Few = 7;

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Every_figure_is_the_host_s(string way)
    {
        using Device device = Ways.Open(way);
        foreach ((int chains, int length, int superchain) in device.Kind is DeviceKind.Cpu ? Shapes[..Few] : Shapes)
        {
            using DrawSummaries summaries = new(device, chains, length);
            foreach ((string name, double[] draws) in Parameters(chains, length))
            {
                (ParameterSummary found, double nested) = summaries.Of(name, draws, superchain);
                Assert.Empty(Apart(found, ParameterSummary.Of(name, draws, chains)).Select(figure => $"{name} of {chains} × {length}: {figure}"));
                AssertSame($"{name} of {chains} × {length}: nested R-hat", SuperchainRhat.Of(draws, chains, superchain), nested);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Two_draws_that_change_places_are_noticed(string way)
    {
        using Device device = Ways.Open(way);
        using DrawSummaries summaries = new(device, 4, 100);
        double[] draws = Autoregressive(4, 100, 0.5);
        double[] wrong = [.. draws];
        (wrong[10], wrong[210]) = (wrong[210], wrong[10]);
        string[] apart = [.. Apart(summaries.Of("x", wrong, 1).Summary, ParameterSummary.Of("x", draws, 4))];
        Assert.Contains(apart, figure => figure.StartsWith(nameof(ParameterSummary.Rhat), StringComparison.Ordinal));
        Assert.Contains(apart, figure => figure.StartsWith(nameof(ParameterSummary.EssBulk), StringComparison.Ordinal));
        Assert.DoesNotContain(apart, figure => figure.StartsWith(nameof(ParameterSummary.Median), StringComparison.Ordinal));
    }

    [Fact]
    public void Draws_of_another_shape_are_refused()
    {
        using Device device = Device.OpenSimd(1);
        using DrawSummaries summaries = new(device, 4, 10);
        Assert.Throws<ArgumentException>(() => summaries.Of("x", new double[44], 1));
    }

    private static (string Name, double[] Draws)[] Parameters(int chains, int length)
    {
        double[] plain = Autoregressive(chains, length, 0.3);
        double[] infinite = [.. plain];
        infinite[^1] = double.PositiveInfinity;
        double[] undefined = [.. plain];
        undefined[0] = double.NaN;
        double[] zeros = [.. plain.Select((x, i) => i % 3 == 0 ? -0.0 : i % 3 == 1 ? 0.0 : x)];
        return
        [
            ("independent", Autoregressive(chains, length, 0.0)),
            ("correlated", plain),
            ("slow", Autoregressive(chains, length, 0.97)),
            ("antithetic", Autoregressive(chains, length, -0.8)),
            ("apart", [.. plain.Select((x, i) => x + (i / length % 2 == 0 ? 0.0 : 9.0))]),
            ("wider", [.. plain.Select((x, i) => x * (i / length % 2 == 0 ? 1.0 : 4.0))]),
            ("far from zero", [.. plain.Select(x => 1e6 + x)]),
            ("small", [.. plain.Select(x => 1e-13 * x)]),
            ("heavy-tailed", [.. plain.Select(x => Math.Sinh(3 * x))]),
            ("tied", [.. plain.Select(x => Math.Round(2 * x))]),
            ("binary", [.. plain.Select(x => x < 0.5 ? 0.0 : 1.0)]),
            ("zeros of both signs", zeros),
            ("constant", [.. plain.Select(_ => 0.1)]),
            ("nothing moves", [.. plain.Select((_, i) => i / length * 0.1)]),
            ("infinite", infinite),
            ("undefined", undefined),
        ];
    }

    private static double[] Autoregressive(int chains, int length, double rho)
    {
        Random random = new(17);
        double[] draws = new double[chains * length];
        for (int i = 0; i < draws.Length; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            draws[i] = (i % length == 0 ? 0.0 : rho * draws[i - 1]) + (Math.Sqrt(1 - (rho * rho)) * normal);
        }

        return draws;
    }

    private static IEnumerable<string> Apart(ParameterSummary found, ParameterSummary expected)
    {
        return Figures(found).Zip(Figures(expected)).Where(pair => !Same(pair.First.Value, pair.Second.Value))
            .Select(pair => $"{pair.First.Name}: found {pair.First.Value:R}, expected {pair.Second.Value:R}");

        static IEnumerable<(string Name, double Value)> Figures(ParameterSummary summary) => typeof(ParameterSummary).GetProperties()
            .Where(property => property.PropertyType == typeof(double)).Select(property => (property.Name, (double)property.GetValue(summary)!));
    }

    private static void AssertSame(string what, double expected, double found) => Assert.True(Same(found, expected), $"{what}: found {found:R}, expected {expected:R}");

    private static bool Same(double found, double expected) => found.Equals(expected) || Math.Abs(found - expected) <= Rounding * Math.Abs(expected);
}
