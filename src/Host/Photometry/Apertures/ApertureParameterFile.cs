using System.Globalization;

namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>The parameter file that aprates leaves behind: its inputs, and every quantity under the names of 2013 and of today.</summary>
public static class ApertureParameterFile
{
    /// <summary>
    /// Its lines. Each quantity q has q and q_mode (the same number), q_err_lo, q_err_up, and q_signif = mode / half the interval's length, a
    /// signal-to-noise ratio. INDEF stands for a bound that does not exist.
    /// </summary>
    /// <param name="source">The inputs.</param>
    /// <param name="summaries">One a quantity, in the order of <see cref="ApertureQuantities.All"/>.</param>
    /// <param name="method">exact or ciao.</param>
    public static IEnumerable<ParameterLine> Lines(ApertureParameters source, IReadOnlyList<PosteriorSummary> summaries, string method)
    {
        double[] values = ApertureParameters.ToValues(source);
        for (int k = 0; k < values.Length; k++)
        {
            char type = ParameterRules.Names[k] is "n" or "m" ? 'i' : 'r';
            yield return new ParameterLine(ParameterRules.Names[k], type, "h", Text(values[k], digits: null), "");
        }
        yield return new ParameterLine("method", 's', "h", method, "exact posterior, or the grid inferred of CIAO's aprates");

        // aprates prints six digits; the exact posterior has more to give.
        string? digits = string.Equals(method, "ciao", StringComparison.Ordinal) ? "g6" : null;
        for (int q = 0; q < summaries.Count; q++)
        {
            (string name, PosteriorSummary s) = (ApertureQuantities.All[q].Name(), summaries[q]);
            yield return new ParameterLine(name, 'r', "h", Text(s.Mode, digits), "most probable value");
            yield return new ParameterLine($"{name}_err_lo", 'r', "h", Text(s.Low, digits), "lower end of the interval");
            yield return new ParameterLine($"{name}_err_up", 'r', "h", Text(s.High, digits), "upper end of the interval");
            yield return new ParameterLine($"{name}_mode", 'r', "h", Text(s.Mode, digits), "the same as today's aprates names it");
            double half = 0.5 * (s.High - (double.IsNaN(s.Low) ? 0.0 : s.Low));
            yield return new ParameterLine($"{name}_signif", 'r', "h", Text(s.Mode / half, digits), "most probable value / half the interval");
        }
    }

    private static string Text(double value, string? digits) => double.IsNaN(value) ? "INDEF" : value.ToString(digits, CultureInfo.InvariantCulture);
}
