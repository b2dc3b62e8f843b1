namespace GpuConcord.Tests.Fuzz;

/// <summary>One way into the program: valid files of one format, and the command line that reads one of them.</summary>
/// <param name="Name">What the table of results calls it.</param>
/// <param name="Extension">Ending of the file's name, with its dot.</param>
/// <param name="Command">The command line, given the file.</param>
/// <param name="Files">Valid files that the others are made from; each must be read without an error.</param>
internal sealed record Kind(string Name, string Extension, Func<string, string[]> Command, byte[][] Files)
{
    /// <summary>Whether the file is text, so that words and numbers in it are worth changing.</summary>
    public bool IsText { get; } = Array.TrueForAll(Files, file => !file.AsSpan(0, Math.Min(file.Length, 400)).Contains((byte)0));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
