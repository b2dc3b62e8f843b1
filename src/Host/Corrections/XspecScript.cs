using System.Globalization;

namespace GpuConcord.Host.Corrections;

/// <summary>Factors as frozen constants for XSPEC: a Tcl script of one band.</summary>
public static class XspecScript
{
    /// <summary>Writes the script: the first component must be <c>constant</c>, and spectra be loaded one instrument a data group in the order of the instruments.</summary>
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

        string groups = string.Join(' ', band.Instruments.Select((name, i) => string.Create(
            CultureInfo.InvariantCulture, $"{i + 1}:{i + 1} {ScriptText.Word(name)}.pha")));
        writer.WriteLine("#");
        writer.WriteLine("# In XSPEC: load one instrument a data group in this order (or change the numbers of groups below), put constant first, and run this file:");
        writer.WriteLine($"#   data {groups}");
        writer.WriteLine("#   model constant*phabs*powerlaw");
        writer.WriteLine("#   @THIS_FILE");
        writer.WriteLine("# To spread the uncertainty into a fit, thaw all constants but one and give them priors (bayes PARAMETER gauss VALUE SD).");
        writer.WriteLine("set gpuconcord_per_group [expr {[tcloutr modpar] / [tcloutr datagrp]}]");
        writer.WriteLine("proc gpuconcord_constant {group value} {");
        writer.WriteLine("    global gpuconcord_per_group");
        writer.WriteLine("    set parameter [expr {$gpuconcord_per_group * ($group - 1) + 1}]");
        writer.WriteLine("    if {![string match factor* [string trim [tcloutr pinfo $parameter]]]} {");
        writer.WriteLine("        error \"parameter $parameter is not that of a constant: put constant first, and load $group data groups or more\"");
        writer.WriteLine("    }");
        writer.WriteLine("    newpar $parameter $value -1");
        writer.WriteLine("}");
        for (int i = 0; i < band.Instruments.Count; i++)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"gpuconcord_constant {i + 1} {ScriptText.Number(band.Factors[i].Median)} ;# {ScriptText.Plain(band.Instruments[i])}: {ScriptText.Interval(band.Factors[i])}"));
        }
    }
}
