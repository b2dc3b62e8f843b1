namespace GpuConcord.Host.Data;

/// <summary>How a table lays out its observations.</summary>
public enum TableLayout
{
    /// <summary>One row an observation: columns instrument, source, a value, and optionally band, error, exposure.</summary>
    Long,

    /// <summary>One row a source, one column an instrument.</summary>
    Matrix,

    /// <summary>One row a source or a detection of one, columns of instruments and bands that a profile or a person named.</summary>
    Catalogue,
}

/// <summary>A table that was read and validated, one <see cref="Observations"/> an energy band.</summary>
/// <param name="Name">A short name for titles and folders: the file's name without extension, or the built-in set's name.</param>
/// <param name="Path">The file as the user named it, or null for a built-in set.</param>
/// <param name="Sha256">SHA-256 of the file's bytes, lower-case hexadecimal.</param>
/// <param name="Bands">The bands in the order of their first row; one without a name when the table has no bands. Never empty.</param>
/// <param name="Layout">The layout the table was found to have.</param>
/// <param name="Instruments">Every instrument the table names, in the order of first appearance, those left out of a band included.</param>
/// <param name="Notes">What was left out or ignored, and why, in sentences for a person.</param>
public sealed record DataSet(
    string Name,
    string? Path,
    string Sha256,
    IReadOnlyList<Observations> Bands,
    TableLayout Layout,
    IReadOnlyList<string> Instruments,
    IReadOnlyList<string> Notes)
{
    /// <summary>The built-in data set this is, with its citation and default priors, or null for a file.</summary>
    public Example? Example { get; init; }

    /// <summary>What a profile says to cite; null for none. That of a built-in set is the set's.</summary>
    public string? Citation { get; init; }

    /// <summary>How the rows of the table became what is fitted; null where nothing was selected.</summary>
    public Waterfall? Waterfall { get; init; }

    /// <summary>
    /// The columns with counts in apertures that the table has, as in "n, m"; null where it has none. Whether they were read is what
    /// <see cref="Observations.Counts"/> tells.
    /// </summary>
    public string? CountColumns { get; init; }
}
