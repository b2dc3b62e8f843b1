namespace GpuConcord.Host.Tables;

/// <summary>A table as a person names it: a file, and behind it in square brackets which of its tables, as CFITSIO and CIAO have it (<c>catalogue.fits[SRCLIST]</c>).</summary>
/// <param name="File">The file.</param>
/// <param name="Part">What stood in the brackets, blanks trimmed; null when there were none.</param>
public readonly record struct TableName(string File, string? Part)
{
    /// <summary>Takes a name apart. A file that exists under the whole name, brackets and all, is that file.</summary>
    public static TableName Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int open = name.LastIndexOf('[');
        return open > 0 && name[^1] == ']' && !System.IO.File.Exists(name) ? new TableName(name[..open], name[(open + 1)..^1].Trim()) : new TableName(name, null);
    }
}
