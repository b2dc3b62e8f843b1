using System.Text;

namespace GpuConcord.Cli.Screen;

/// <summary>Where a command prints, and what it may print there. Tests make their own; <see cref="OfProcess"/> is the real one.</summary>
internal sealed record Terminal : IDisposable
{
    /// <summary>Width of text when nobody tells.</summary>
    public const int DefaultWidth = 100;

    /// <summary>Standard output, for documents that are written as bytes.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard output, for text; writes to <see cref="Output"/>.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether standard output is a screen: tables then keep to <see cref="Width"/> where they can.</summary>
    public bool OutIsScreen { get; init; }

    /// <summary>Whether standard error is a screen: progress is then a moving bar.</summary>
    public bool ErrorIsScreen { get; init; }

    /// <summary>Whether more than ASCII may be printed.</summary>
    public bool Unicode { get; init; } = true;

    /// <summary>Whether standard output may be coloured.</summary>
    public bool Color { get; init; }

    /// <summary>Columns of text.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>Whether the stack trace of an internal error is wanted (environment variable GPUCONCORD_DEBUG).</summary>
    public bool Debug { get; init; }

    /// <summary>The clock that paces progress.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The console of this process.</summary>
    public static Terminal OfProcess()
    {
        Stream output = StandardStream.Output;
        bool isScreen = !Console.IsOutputRedirected;
        return new Terminal
        {
            Output = output,
            Out = new StreamWriter(output, new UTF8Encoding(false), 4096) { NewLine = "\n" },
            Error = new VisibleWriter(TextWriter.Synchronized(new StreamWriter(StandardStream.Error, new UTF8Encoding(false), 256) { AutoFlush = true })) { NewLine = "\n" },
            OutIsScreen = isScreen,
            ErrorIsScreen = !Console.IsErrorRedirected && !IsSet("CI") && Variable("TERM") is not "dumb",
            Unicode = IsUnicode(Variable("LC_ALL") ?? Variable("LC_CTYPE") ?? Variable("LANG"), Console.OutputEncoding),
            Color = isScreen && !IsSet("NO_COLOR") && Variable("TERM") is not "dumb",
            Width = isScreen && Console.WindowWidth > 0 ? Math.Max(Console.WindowWidth, 60) : DefaultWidth,
            Debug = IsSet("GPUCONCORD_DEBUG"),
        };
    }

    /// <summary>Whether a locale such as en_GB.UTF-8 and the console's encoding allow more than ASCII; C and POSIX do not.</summary>
    internal static bool IsUnicode(string? locale, Encoding console)
    {
        if (locale is "C" or "POSIX")
        {
            return false;
        }

        string? charset = locale?.Split('.', '@') is [_, var set, ..] && locale.Contains('.', StringComparison.Ordinal) ? set : null;
        return charset is null
            ? console.CodePage == Encoding.UTF8.CodePage
            : charset.Replace("-", "", StringComparison.Ordinal).Equals("UTF8", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The same without standard output: for a command whose page nobody reads.</summary>
    public Terminal Silent() => this with { Output = Stream.Null, Out = TextWriter.Null };

    /// <inheritdoc/>
    public void Dispose()
    {
        // What could not be written was said when it was tried.
        Error.Flush();
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static bool IsSet(string name) => Variable(name) is not null;
}
