using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Samplers;

/// <summary>A trajectory that ends in an energy that is no number counts as divergent, and its end is not taken.</summary>
public class DivergenceTests
{
    private const int Iterations = 5;
    private const int Lanes = Tiles.Width;

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void No_energy_is_a_divergence(string way)
    {
        (double[] state, double[] totals) = Sample(way, double.NaN);
        Assert.All(Column(totals, TotalsRow.Divergences), divergences => Assert.Equal(Iterations, divergences));
        Assert.All(Column(totals, TotalsRow.Acceptance), acceptance => Assert.Equal(0.0, acceptance));
        Assert.All(state, number => Assert.Equal(0.0, number));
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void A_flat_density_has_none(string way)
    {
        (double[] state, double[] totals) = Sample(way, 0.0);
        Assert.All(Column(totals, TotalsRow.Divergences), divergences => Assert.Equal(0.0, divergences));
        Assert.All(Column(totals, TotalsRow.Acceptance), acceptance => Assert.Equal(Iterations, acceptance, 1e-12));
        Assert.All(Column(state, 0), eta => Assert.NotEqual(0.0, eta));
    }

    private static IEnumerable<double> Column(double[] rows, int column) => rows.Skip(column * Lanes).Take(Lanes);

    private static (double[] State, double[] Totals) Sample(string way, double slope)
    {
        using Device device = Ways.Open(way);
        double[] row = new double[TuningRow.Length(1)];
        row[TuningRow.KeyLow] = 1.0;
        row[TuningRow.Step] = 0.1;
        row[TuningRow.Leapfrogs] = 1.0;
        row[TuningRow.Centre + 1] = 1.0;
        using Memory tuning = device.Upload(row);
        using Memory state = device.Allocate(HamiltonianArguments<Sloping>.StateLength(1) * Lanes);
        using Memory scratch = device.Allocate(HamiltonianArguments<Sloping>.ScratchLength(default) * Lanes);
        using Memory draws = device.Allocate(Lanes);
        using Memory totals = device.Allocate(TotalsRow.Length(1) * Lanes);
        device.Launch<CollapsedHamiltonian<Sloping>, HamiltonianArguments<Sloping>>(Lanes, new HamiltonianArguments<Sloping>
        {
            Model = new Sloping(slope),
            Tuning = tuning.View,
            State = state.View,
            Scratch = scratch.View,
            Draws = draws.View,
            Totals = totals.View,
            Chains = Lanes,
            Iterations = Iterations,
        });
        return (state.ToArray(), totals.ToArray());
    }

    /// <summary>One variance, of a density that is 1 everywhere and whose slope is said to be <paramref name="slope"/>.</summary>
    public readonly struct Sloping(double slope) : ICollapsedModel<Sloping>
    {
        private readonly double slope = slope;

        public static int Instruments(in Sloping model) => 1;

        public static int Scratch(in Sloping model) => 1;

        public static T Evaluate<T>(in Sloping model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
            where T : unmanaged, ILane<T>
        {
            T.Store(gradient, 0, T.Of(model.slope));
            return T.Of(0.0);
        }

        public static T Density<T>(in Sloping model, int problem, in Strip eta, in Strip scratch)
            where T : unmanaged, ILane<T> => T.Of(0.0);

        public static void DrawAreas<T>(
            in Sloping model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
            where T : unmanaged, ILane<T> => T.Store(areas, 0, T.Of(0.0));

        public static void AreaMoments<T>(in Sloping model, int problem, in Strip eta, in Strip scratch, in Strip means, in Strip variances)
            where T : unmanaged, ILane<T>
        {
            T.Store(means, 0, T.Of(0.0));
            T.Store(variances, 0, T.Of(0.0));
        }
    }
}
