using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models.LogT;

namespace GpuConcord.Host.Models.LogT;

/// <summary>What <see cref="CollapsedLogT"/> reads, on a device.</summary>
internal sealed class CollapsedMemory : IDisposable
{
    private readonly Memory rules;
    private readonly Memory law;
    private readonly int instruments;
    private readonly int scales;

    /// <param name="device">The device.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="rules">See <see cref="FluxRule"/>, with numbers of <see cref="KappaPolynomials"/> for where they begin.</param>
    public CollapsedMemory(Device device, CollapsedPlan plan, double[] rules)
    {
        instruments = plan.Region.Areas;
        scales = plan.Region.Dimension - instruments;
        (double[] kappas, Dictionary<int, int> starts) = plan.Kappas.Table();
        int first = CollapsedLaw.Polynomials(plan.Region.Dimension, instruments);
        for (long at = 0; at < rules.Length; at += FluxRule.Length((int)rules[at], (int)rules[at + 1]))
        {
            int members = (int)rules[at];
            MostNodes = Math.Max(MostNodes, (int)rules[at + 1]);
            for (int m = 0; m < (int)rules[at + 1]; m++)
            {
                foreach (ref double kappa in rules.AsSpan((int)at + FluxRule.Nodes(members) + (m * FluxRule.Node(members)) + FluxRule.Polynomial, members))
                {
                    kappa = first + starts[(int)kappa];
                }
            }
        }

        this.rules = device.Upload(rules);
        law = device.Upload([.. Law(plan), .. kappas]);
    }

    /// <summary>Nodes of the longest rule.</summary>
    public int MostNodes { get; }

    /// <summary>The model.</summary>
    public CollapsedLogT Model => new(rules.View, law.View, instruments, scales);

    /// <summary>What all sources share, but for the polynomials.</summary>
    private static double[] Law(CollapsedPlan plan)
    {
        (CollapsedRegion region, double unit) = (plan.Region, plan.Unit);
        (int n, int dimension) = (region.Areas, region.Dimension);
        double[] numbers = new double[CollapsedLaw.Polynomials(dimension, n)];
        numbers[CollapsedLaw.Unit] = unit;
        numbers[CollapsedLaw.TwiceShape] = plan.Error.Nu + 1;
        numbers[CollapsedLaw.KnownScale] = (region.Known ?? 0) / (unit * unit);
        numbers[CollapsedLaw.Reach] = region.Radius * region.Radius;
        numbers[CollapsedLaw.Sources] = plan.Sources.Count;
        region.Centre.CopyTo(numbers.AsSpan(CollapsedLaw.Centre));
        for (int i = 0; i < dimension; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                numbers[CollapsedLaw.Precision(dimension) + Cholesky.Length(i) + k] = region.Precision[i, k];
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                numbers[CollapsedLaw.AreaPrecision(dimension, n) + Cholesky.Length(i) + k] = plan.Areas.Precision[i, k];
            }
        }

        foreach (int i in plan.Sources.Instrument)
        {
            numbers[CollapsedLaw.Counts(dimension) + i]++;
        }

        region.Shares.CopyTo(numbers.AsSpan(CollapsedLaw.Shares(dimension, n)));
        plan.Alpha.CopyTo(numbers.AsSpan(CollapsedLaw.Alpha(dimension, n)));
        plan.Beta.CopyTo(numbers.AsSpan(CollapsedLaw.Alpha(dimension, n) + plan.Alpha.Length));
        return numbers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rules.Dispose();
        law.Dispose();
    }
}
