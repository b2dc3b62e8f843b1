using System.Globalization;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Corrections;

/// <summary>Which draws of a run ARFs are made of.</summary>
public static class DrawChoice
{
    /// <summary>Numbers of draws, from 1; none for the posterior median.</summary>
    /// <param name="factors">The run.</param>
    /// <param name="draw">One draw; null for none.</param>
    /// <param name="draws">How many, evenly spaced over all that every band has: the middles of as many equal runs. Null for none.</param>
    /// <exception cref="UsageException">The run has not so many.</exception>
    public static IReadOnlyList<int> Of(RunFactors factors, int? draw, int? draws)
    {
        ArgumentNullException.ThrowIfNull(factors);
        int count = factors.DrawCount;
        if ((draw ?? draws) is { } asked && asked > count)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{(draw is null ? "--draws" : "--draw")}: found {asked}, expected 1 to {count}, the draws of the run; ask for a lower number"));
        }

        return draw is { } one ? [one] : draws is { } several ? [.. Enumerable.Range(0, several).Select(k => (int)((2L * k + 1) * count / (2L * several)) + 1)] : [];
    }
}
