using System.Globalization;

namespace GpuConcord.Cli.Screen;

/// <summary>A time for a person.</summary>
internal static class Duration
{
    /// <summary>12 s, 3 min, 5 h 20 min, 2 d 3 h.</summary>
    /// <param name="seconds">Seconds.</param>
    public static string Of(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), 1e9));
        return time.TotalSeconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
            : time.TotalMinutes < 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min")
            : time.TotalHours < 48 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h");
    }
}
