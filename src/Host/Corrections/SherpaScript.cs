using System.Globalization;

namespace GpuConcord.Host.Corrections;

/// <summary>Factors as frozen model components for Sherpa: a Python script of one band.</summary>
public static class SherpaScript
{
    /// <summary>Writes the script, which makes a component <c>area_NAME</c> of type scale1d for every instrument.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="band">The band.</param>
    /// <param name="origin">Where they come from.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(RunFactors factors, BandFactors band, CorrectionOrigin origin, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(band);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(writer);
        foreach (string line in ScriptText.About(factors, band, origin))
        {
            writer.WriteLine($"# {line}");
        }

        string[] components = Array.ConvertAll(ScriptText.Words([.. band.Instruments]), word => $"area_{word}");
        writer.WriteLine("#");
        writer.WriteLine("# In Sherpa: run this file, then put each component before the model of that instrument's data set:");
        for (int i = 0; i < components.Length; i++)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#   set_source({i + 1}, {components[i]} * xsphabs.abs1 * xspowerlaw.pl)"));
        }

        writer.WriteLine("from sherpa.astro.ui import create_model_component, set_par");
        for (int i = 0; i < components.Length; i++)
        {
            writer.WriteLine();
            writer.WriteLine($"# {ScriptText.Plain(band.Instruments[i])}: {ScriptText.Interval(band.Factors[i])}");
            writer.WriteLine($"create_model_component(\"scale1d\", \"{components[i]}\")");
            writer.WriteLine($"set_par(\"{components[i]}.c0\", val={ScriptText.Number(band.Factors[i].Median)}, frozen=True)");
        }
    }
}
