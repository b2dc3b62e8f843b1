using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>Axes of ln(area) with their labels in percent: equal steps of the logarithm, round percentages.</summary>
internal static class PercentAxis
{
    /// <summary>Round percentages inside an axis of natural logarithms, and what they are called.</summary>
    public static (double Logarithm, string Label)[] Ticks(Axis axis, int most)
    {
        double low = Labelled.Percent(axis.Low), high = Labelled.Percent(axis.High);
        double[] ticks = Axis.Round(low, high, most).Where(percent => percent > -99).ToArray();
        // One tick tells no scale.
        for (int more = most + 1; ticks.Length < 2 && more <= 3 * most; more++)
        {
            ticks = [.. Axis.Round(low, high, more).Where(percent => percent > -99)];
        }

        string[] labels = Axis.Labels(ticks, signed: true);
        return [.. ticks.Select((percent, k) => (Labelled.Logarithm(percent), labels[k]))];
    }
}
