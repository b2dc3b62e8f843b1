using GpuConcord.Host.Figures;

namespace GpuConcord.Host.Report;

/// <summary>What the scatter of a band's model means: which number compares with the table's errors, and in which words.</summary>
/// <param name="Symbol">What figures draw: σ, or σ/√ν.</param>
/// <param name="Factor">What σ is multiplied by for that.</param>
/// <param name="Axis">What it is, for an axis.</param>
/// <param name="Note">What a table's reader must know of σ; empty when it is a standard deviation.</param>
internal sealed record ScatterMeaning(string Symbol, double Factor, string Axis, string Note)
{
    /// <summary>The meaning in a band.</summary>
    public static ScatterMeaning Of(ReportBand band) => (band.Weights, band.KnownVariance) switch
    {
        ({ PriorMean: var nu }, _) => new(
            "σ/√ν", 1 / Math.Sqrt(nu), "scatter of most measurements about area × flux",
            $"σ is the scale of the t distribution as the papers define it: most measurements scatter by σ/√ν = {Labelled.Brief(1 / Math.Sqrt(nu))} σ, outliers by more."),
        (null, not null) => new("σ", 1, "scatter of ln(value) about area × flux beyond the table's errors", "σ is the scatter beyond the table's errors."),
        _ => new("σ", 1, "scatter of ln(value) about area × flux", ""),
    };

    /// <summary>What of σ holds for every instrument of a band, in words; empty where each instrument has its own, or none.</summary>
    public static string OfAll(ReportBand band) => band switch
    {
        { KnownScale: { } sigma } => $"σ = {Labelled.Brief(100 * sigma)} %, known.",
        { CommonScale: true } => "All instruments share one σ.",
        _ => "",
    };
}
