using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Hardness;

namespace GpuConcord.Host.SelfTest;

/// <summary>Hardness ratios of a device's kernel beside those of this processor, which sums other series in double precision.</summary>
internal static class HardnessCheck
{
    /// <summary>How many ratios.</summary>
    public const int Count = 40;

    /// <summary>The largest difference of median, mean and both ends.</summary>
    public static Finding Run(Device device)
    {
        ApertureParameters[] soft = new ApertureParameters[Count], hard = new ApertureParameters[Count];
        for (int i = 0; i < Count; i++)
        {
            ApertureParameters source = new() { SourceArea = 1.0, BackgroundArea = 3.0 + i, Alpha = 0.9, Confidence = 0.5 + (0.01 * i) };
            soft[i] = source with { N = i % 7 * 3, M = i % 5 * 4, Beta = i % 2 == 0 ? 0.0 : 0.03 };
            hard[i] = source with { N = i % 11 * 2, M = i % 3 * 9, Alpha = 0.5 + (0.01 * i), Beta = i % 4 < 2 ? 0.0 : 0.05 };
        }

        HardnessSummary[] found = new HardnessSummary[Count];
        using HardnessPhotometry photometry = new(device);
        photometry.Solve(soft, hard, ApertureQuantity.Counts, found);
        Finding worst = new(0.0, 1e-10, "absolute");
        for (int i = 0; i < Count; i++)
        {
            HardnessSummary expected = new HardnessPosterior(soft[i].Problem(ApertureQuantity.Counts), hard[i].Problem(ApertureQuantity.Counts)).Summary(soft[i].Confidence);
            double[] differences = [found[i].Median - expected.Median, found[i].Mean - expected.Mean, found[i].Low - expected.Low, found[i].High - expected.High];
            foreach (double difference in differences)
            {
                worst = worst.Worse(worst with { Value = Math.Abs(difference) });
            }
        }

        return worst;
    }
}
