using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Photometry.Hardness;

/// <summary>Hardness ratios of many sources, on all cores of this processor: no kernel has them, whatever the device.</summary>
internal static class HardnessPhotometry
{
    /// <summary>Computes every ratio.</summary>
    /// <param name="soft">The sources in the soft band, valid (<see cref="ParameterRules"/>); the intervals are of their confidence.</param>
    /// <param name="hard">The same sources in the hard band.</param>
    /// <param name="quantity">What H and S are.</param>
    /// <param name="summaries">One entry a source.</param>
    /// <param name="cancellation">Stops between sources.</param>
    /// <exception cref="ArgumentException">The bands differ in length, or there is no room for the results.</exception>
    public static void Solve(
        ReadOnlyMemory<ApertureParameters> soft,
        ReadOnlyMemory<ApertureParameters> hard,
        ApertureQuantity quantity,
        Memory<HardnessSummary> summaries,
        CancellationToken cancellation = default)
    {
        if (soft.Length != hard.Length || summaries.Length < soft.Length)
        {
            throw new ArgumentException($"found {soft.Length} sources in the soft band, {hard.Length} in the hard, room for {summaries.Length} results; expected as many of each",
                nameof(hard));
        }

        SideBySide.For(0, soft.Length, i =>
        {
            ref readonly ApertureParameters source = ref soft.Span[i];
            summaries.Span[i] = new HardnessPosterior(source.Problem(quantity), hard.Span[i].Problem(quantity)).Summary(source.Confidence);
        }, cancellation);
    }
}
