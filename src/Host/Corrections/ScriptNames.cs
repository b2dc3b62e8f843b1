namespace GpuConcord.Host.Corrections;

/// <summary>Names of the scripts of a run, without extension.</summary>
public static class ScriptNames
{
    /// <summary>One a band: constants where there is one without a name, else constants_BAND, in letters that any file system has.</summary>
    public static IReadOnlyList<string> Of(RunFactors factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        return factors.Bands.Count == 1 && factors.Bands[0].Band is null
            ? ["constants"]
            : [.. ScriptText.Words([.. factors.Bands.Select(band => band.Band ?? "")], '.', '-').Select(word => $"constants_{word}")];
    }
}
