using System.Text;

namespace GpuConcord.Host.Sampling;

/// <summary>
/// The number that tells the random streams of one run's problems apart. It is a function of the band's name alone: a band fitted by
/// itself, among others, or a thousand times in a sweep draws from the same streams.
/// </summary>
/// <remarks>
/// Priors, left-out instruments and file names are kept out on purpose. A problem of a sweep is then the fit of that table under that
/// prior, to the bit; and problems that differ in their prior only share their random numbers, so that what they differ by is the
/// prior's doing and hardly Monte Carlo noise (common random numbers).
/// </remarks>
public static class ProblemNumber
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The 64-bit FNV-1a hash of the name's UTF-8 bytes; 0 for a table without bands.</summary>
    /// <param name="band">Name of the band, or null.</param>
    public static ulong Of(string? band)
    {
        if (band is null)
        {
            return 0;
        }

        ulong hash = Offset;
        foreach (byte value in Encoding.UTF8.GetBytes(band))
        {
            hash = unchecked((hash ^ value) * Prime);
        }

        return hash;
    }
}
