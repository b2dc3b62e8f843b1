using GpuConcord.Tests.Host.Runs;

namespace GpuConcord.Tests.Judges;

/// <summary>Headless Chromium: what a reader's browser makes of a page.</summary>
internal static class Browser
{
    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--allow-file-access-from-files", "--virtual-time-budget=20000", "--window-size=1600,1000",
    ];

    /// <summary>Opens a page and gives what the browser prints; skips the test where there is no browser.</summary>
    /// <param name="scratch">Where its profile may lie.</param>
    /// <param name="page">The page's file, and any fragment behind it.</param>
    /// <param name="flags">What to do: <c>--dump-dom</c>, <c>--print-to-pdf=FILE</c>.</param>
    public static string Open(ScratchFolder scratch, string page, params string[] flags) =>
        Judge.Run("chromium", "--version", [.. Flags, .. flags, $"--user-data-dir={scratch["profile"]}", $"file://{page}"]);
}
