namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>A parameter that no posterior can be computed with.</summary>
/// <param name="Parameter">Its name on the help page.</param>
/// <param name="Found">What it is, to follow "found".</param>
/// <param name="Expected">What it must be, to follow "expected".</param>
/// <param name="Advice">What to do.</param>
public readonly record struct ParameterFault(string Parameter, string Found, string Expected, string Advice);

/// <summary>What inputs of aprates are possible.</summary>
public static class ParameterRules
{
    /// <summary>Most counts in an aperture.</summary>
    public const double MostCounts = 1e9;

    /// <summary>The smallest and the largest of areas, times, exposures, energies and fluxes, and of alpha the smallest: products of a few are still doubles.</summary>
    public const double LeastScale = 1e-30, MostScale = 1e30;

    /// <summary>
    /// The smallest probability of an interval: the width of a smaller one is lost in the rounding of its ends, which lie that close about the mode.
    /// </summary>
    private const double LeastConfidence = 1e-6;

    /// <summary>What the probability of an interval must be, to follow "expected".</summary>
    public const string ConfidenceRule = "a probability (1e-6 ≤ conf < 1)";

    /// <summary>Whether an interval may have this probability.</summary>
    public static bool IsConfidence(double value) => value is >= LeastConfidence and < 1.0;

    /// <summary>Every parameter of a source, in the order of the help page.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["n", "A_s", "alpha", "T_s", "E_s", "eng_s", "flux_s", "m", "A_b", "beta", "T_b", "E_b", "eng_b", "flux_b", "conf"];

    /// <summary>Whether a parameter tells of the background aperture alone.</summary>
    /// <param name="name">Its name.</param>
    internal static bool IsOfBackground(string name) => name is "m" or "beta" || name.EndsWith("_b", StringComparison.Ordinal);

    /// <summary>True when nothing is at fault; the quick check of a table's rows.</summary>
    public static bool Allow(in ApertureParameters p) =>
        p.N >= 0.0 && p.N <= MostCounts && Math.Floor(p.N) == p.N && p.M >= 0.0 && p.M <= MostCounts && Math.Floor(p.M) == p.M
        && p.Alpha >= LeastScale && p.Alpha <= 1.0 && p.Beta >= 0.0 && p.Beta < 1.0 && IsConfidence(p.Confidence)
        && Scale(p.SourceArea) && Scale(p.BackgroundArea) && Scale(p.SourceTime) && Scale(p.BackgroundTime)
        && Scale(p.SourceExposure) && Scale(p.BackgroundExposure) && Scale(p.SourceEnergy) && Scale(p.BackgroundEnergy)
        && Scale(p.SourceFlux) && Scale(p.BackgroundFlux);

    /// <summary>The first fault, or null.</summary>
    /// <param name="p">The parameters.</param>
    /// <param name="mostCounts">Most counts in an aperture: a power of ten.</param>
    public static ParameterFault? FirstFault(in ApertureParameters p, double mostCounts = MostCounts)
    {
        return Count("n", p.N, mostCounts) ?? Count("m", p.M, mostCounts)
            ?? Positive("A_s", p.SourceArea, "an area") ?? Positive("A_b", p.BackgroundArea, "an area")
            ?? (p.Alpha >= LeastScale && p.Alpha <= 1.0 ? default(ParameterFault?) : new ParameterFault(
                "alpha", Text("alpha", p.Alpha), "a PSF fraction (0 < alpha ≤ 1)", "give the fraction of the source's photons inside the source aperture"))
            ?? (p.Beta >= 0.0 && p.Beta < 1.0 ? default(ParameterFault?) : new ParameterFault(
                "beta", Text("beta", p.Beta), "a PSF fraction (0 ≤ beta < 1)", "give the fraction of the source's photons inside the background aperture"))
            ?? Positive("T_s", p.SourceTime, "a time in s") ?? Positive("T_b", p.BackgroundTime, "a time in s")
            ?? Positive("E_s", p.SourceExposure, "an exposure in cm² s") ?? Positive("E_b", p.BackgroundExposure, "an exposure in cm² s")
            ?? Positive("eng_s", p.SourceEnergy, "an energy in erg") ?? Positive("eng_b", p.BackgroundEnergy, "an energy in erg")
            ?? Positive("flux_s", p.SourceFlux, "a flux in erg/cm²/s") ?? Positive("flux_b", p.BackgroundFlux, "a flux in erg/cm²/s")
            ?? (IsConfidence(p.Confidence) ? default(ParameterFault?) : new ParameterFault(
                "conf", Text("conf", p.Confidence), ConfidenceRule, "write 90 % as 0.9"));
    }

    private static bool Scale(double value) => value >= LeastScale && value <= MostScale;

    private static ParameterFault? Positive(string name, double value, string what) => Scale(value)
        ? null
        : new ParameterFault(
            name, Text(name, value), value is > 0.0 and < double.PositiveInfinity ? $"{what} from 1e-30 to 1e30" : $"{what} greater than 0",
            double.IsNaN(value) ? "fill it in" : "correct it");

    private static ParameterFault? Count(string name, double value, double most)
    {
        string expected = $"a whole number of counts from 0 to 1e{Math.Round(Math.Log10(most))}";
        return double.IsNaN(value) ? new ParameterFault(name, Text(name, value), expected, "fill it in")
            : value < 0.0 ? new ParameterFault(name, Text(name, value), expected, "give the counts found in the aperture, background not subtracted")
            : Math.Floor(value) != value ? new ParameterFault(name, Text(name, value), expected, "give counted photons, neither scaled nor background-subtracted")
            : value > most ? new ParameterFault(name, Text(name, value), expected, "check the column; beyond that many counts √n is exact enough")
            : null;
    }

    private static string Text(string name, double value) => double.IsNaN(value) ? $"no {name}" : $"{name} = {value}";
}
