using System.Globalization;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Devices;

/// <summary>Amounts of memory as people write them: 512MB, 4GB, 1.5GiB.</summary>
public static class MemorySize
{
    private const int Kibi = 1 << 10;

    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KiB", Kibi), ("MiB", Kibi * Kibi), ("GiB", (double)Kibi * Kibi * Kibi),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1.0),
    ];

    /// <summary>Bytes of a text.</summary>
    /// <param name="option">The option that it belongs to, for the message.</param>
    /// <param name="text">A number, with or without a decimal point, and a unit.</param>
    /// <exception cref="UsageException">It is no amount of memory, or none at all.</exception>
    public static long Parse(string option, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach ((string unit, double bytes) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
                    out double number)
                && number * bytes is >= 1.0 and < 1e18)
            {
                return (long)(number * bytes);
            }
        }

        throw new UsageException($"{option}: found '{text}', expected a number greater than 0 with its unit, KB, MB, GB, KiB, MiB or GiB; write 512MB or 4GB");
    }

    /// <summary>Bytes in words.</summary>
    public static string Text(long bytes) => bytes switch
    {
        >= Kibi * Kibi * Kibi => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Kibi / Kibi / Kibi:F2} GiB"),
        >= Kibi * Kibi => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Kibi / Kibi:F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Kibi:F1} KiB"),
    };
}
