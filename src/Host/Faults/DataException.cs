namespace GpuConcord.Host.Faults;

/// <summary>
/// The input is at fault, not the program. The message is for a person: where it is (file:line:column), what was found,
/// what was expected, what to do. Names of files may hold anything: what a terminal would act on is spelt out. The command line prints it without a stack trace and exits with 65.
/// </summary>
public sealed class DataException(string message) : Exception(message)
{
    /// <summary>A fault at one place of a file.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="line">1-based line.</param>
    /// <param name="column">1-based column, in characters.</param>
    /// <param name="found">What stands there, to follow "found".</param>
    /// <param name="expected">What should stand there, to follow "expected".</param>
    /// <param name="advice">What to do, as an imperative.</param>
    public static DataException At(string file, int line, int column, string found, string expected, string advice) =>
        new(Visible.Of($"{file}:{line}:{column}: found {found}, expected {expected}; {advice}"));

    /// <summary>A fault of a file as a whole: it is absent, a directory, unreadable.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="found">What it is, to follow "found".</param>
    /// <param name="expected">What it should be, to follow "expected".</param>
    /// <param name="advice">What to do, as an imperative.</param>
    public static DataException In(string file, string found, string expected, string advice) =>
        new(Visible.Of($"{file}: found {found}, expected {expected}; {advice}"));
}
