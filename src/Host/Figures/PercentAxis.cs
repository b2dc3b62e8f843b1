namespace GpuConcord.Host.Figures;

/// <summary>Axes of ln(area) with their labels in percent: equal steps of the logarithm, round percentages.</summary>
internal static class PercentAxis
{
    /// <summary>Round percentages inside an axis of natural logarithms, and what they are called.</summary>
    public static (double Logarithm, string Label)[] Ticks(Axis axis, int most)
    {
        var ticks = Axis.Round(Labelled.Percent(axis.Low), Labelled.Percent(axis.High), most).Where(percent => percent > -99).ToArray();
        var labels = Axis.Labels(ticks, signed: true);
        return [.. ticks.Select((percent, k) => (Labelled.Logarithm(percent), labels[k]))];
    }
}
