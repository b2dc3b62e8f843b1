namespace GpuConcord.Host.Tables.Ecsv;

/// <summary>Enhanced CSV, astropy's text with types and units.</summary>
internal static class EcsvFormat
{
    /// <summary>The format.</summary>
    public static TableFormat Format { get; } = new(
        "ECSV", [".ecsv"], start => start.StartsWith("# %ECSV "u8), (file, stream, _) => EcsvReader.Open(file, stream), EcsvWriter.BeginAsync)
    {
        Found = "an ECSV file",
    };
}
