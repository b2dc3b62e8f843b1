using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Screen;

/// <summary>How long the stage that is being done will still take, by how long its share so far took; the next stage begins anew.</summary>
/// <param name="clock">The clock.</param>
internal sealed class StageClock(TimeProvider clock)
{
    // Sooner, or with less done, the first launches and compilations would be taken for the whole.
    private const double LeastSeconds = 3;
    private const double LeastShare = 0.01;

    private const double LongSeconds = 60;

    private string stage = "";
    private double first;
    private long start;
    private bool told;

    /// <summary>Seconds that the stage will still take; NaN while that is not known.</summary>
    public double ToGo { get; private set; } = double.NaN;

    /// <summary>Hears how far it is.</summary>
    /// <param name="label">What is being fitted.</param>
    /// <param name="value">Stage and share.</param>
    /// <returns>A sentence, once a stage, when it will take more than a minute yet; else null.</returns>
    public string? Hear(string label, FitProgress value)
    {
        string own = $"{label}: {value.Stage}";
        if (!own.Equals(stage, StringComparison.Ordinal) || value.Fraction < first)
        {
            (stage, first, start, told, ToGo) = (own, value.Fraction, clock.GetTimestamp(), false, double.NaN);
            return null;
        }

        double seconds = clock.GetElapsedTime(start).TotalSeconds, share = value.Fraction - first;
        if (seconds < LeastSeconds || share < LeastShare)
        {
            return null;
        }

        ToGo = seconds * Math.Max(0, 1 - value.Fraction) / share;
        if (told || ToGo < LongSeconds)
        {
            return null;
        }

        told = true;
        return $"{stage} takes about {Duration.Of(ToGo)} more. Ctrl-C stops it.";
    }

    /// <summary>", 3 min to go", or nothing while that is not known.</summary>
    public string Suffix => double.IsNaN(ToGo) ? "" : $", {Duration.Of(ToGo)} to go";
}
