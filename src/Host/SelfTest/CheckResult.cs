namespace GpuConcord.Host.SelfTest;

/// <summary>What one check found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Found">The worst that was found, with its unit.</param>
/// <param name="Limit">What was allowed.</param>
/// <param name="Seconds">Time, the kernel's compilation included.</param>
public sealed record CheckResult(string Name, bool Passed, string Found, string Limit, double Seconds);

/// <summary>A measure against its limit, before the time is known.</summary>
/// <param name="Value">The worst value found; NaN fails.</param>
/// <param name="Limit">The largest allowed.</param>
/// <param name="Unit">What both are measured in.</param>
internal readonly record struct Finding(double Value, double Limit, string Unit)
{
    /// <summary>Whether the value is a number within the limit.</summary>
    public bool Passed => Value <= Limit;

    /// <summary>The worse of two findings of one kind: a NaN before anything else.</summary>
    public Finding Worse(Finding other) => double.IsNaN(Value) || other.Value <= Value ? this : other;
}
