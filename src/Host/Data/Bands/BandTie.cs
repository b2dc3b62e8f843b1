using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Data.Bands;

/// <summary>How the areas of one instrument correlate between energy bands a priori; different instruments stay independent.</summary>
public interface IBandTie
{
    /// <summary>The prior of one instrument's bands.</summary>
    /// <param name="instrument">The instrument, as the data name it.</param>
    /// <param name="bands">Its bands, as the data name them.</param>
    /// <exception cref="DataException">Something is missing for a band or a pair, or the matrix is not positive definite.</exception>
    TiedBands Of(string instrument, IReadOnlyList<string> bands);

    /// <summary>Compares names with the data's; what resembles one of the data's without being it is refused.</summary>
    /// <returns>Notes for a person.</returns>
    /// <exception cref="DataException">A name is probably misspelt, or no instrument is the data's.</exception>
    IEnumerable<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands);
}

/// <summary>Reads what <c>--band-correlation</c> was given.</summary>
public static class BandTie
{
    /// <summary>
    /// One number for every pair of bands of every instrument, or a CSV file whose columns say what it holds: correlations
    /// (<see cref="CorrelationTable"/>), uncertainties by component (<see cref="ComponentTable"/>), or draws of the areas
    /// (<see cref="AreaDrawTable"/>).
    /// </summary>
    /// <param name="text">What was given.</param>
    /// <param name="formats">The formats in which a file is read; null for the program's own.</param>
    /// <exception cref="UsageException">A number that is no correlation.</exception>
    /// <exception cref="DataException">The file is at fault.</exception>
    public static IBandTie Parse(string text, TableFormats? formats = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double correlation))
        {
            return TieFile.Read(text, formats);
        }

        return correlation is > -1 and < 1 ? new EqualCorrelation(correlation) : throw new UsageException(
            $"--band-correlation: found {text}, expected a correlation between -1 and 1, or a CSV file; two bands that correlate fully are one band");
    }
}

/// <summary>The prior of one instrument's bands.</summary>
/// <param name="Correlation">R, K × K.</param>
/// <param name="Tau">τ of each band when the file gives it, or null when the other priors do.</param>
public readonly record struct TiedBands(double[,] Correlation, double[]? Tau)
{
    /// <summary>R and τ of a covariance matrix.</summary>
    internal static TiedBands OfCovariance(double[,] covariance)
    {
        int n = covariance.GetLength(0);
        double[] tau = [.. Enumerable.Range(0, n).Select(k => Math.Sqrt(covariance[k, k]))];
        double[,] correlation = new double[n, n];
        for (int k = 0; k < n; k++)
        {
            for (int l = 0; l < n; l++)
            {
                correlation[k, l] = k == l ? 1 : covariance[k, l] / (tau[k] * tau[l]);
            }
        }
        return new TiedBands(correlation, tau);
    }
}

/// <summary>One correlation for every pair of bands of every instrument.</summary>
/// <param name="Correlation">It, between −1 and 1.</param>
internal sealed record EqualCorrelation(double Correlation) : IBandTie
{
    /// <inheritdoc/>
    public TiedBands Of(string instrument, IReadOnlyList<string> bands)
    {
        int n = bands.Count;
        if (1 + ((n - 1) * Correlation) <= 1e-9)
        {
            string least = (-1.0 / (n - 1)).ToString("G3", CultureInfo.InvariantCulture);
            throw new UsageException($"--band-correlation: found {Correlation.ToString(CultureInfo.InvariantCulture)} for {n} bands, expected more than {least}; {n} bands "
                + "cannot all oppose each other more");
        }
        double[,] correlation = new double[n, n];
        for (int k = 0; k < n; k++)
        {
            for (int l = 0; l < n; l++)
            {
                correlation[k, l] = k == l ? 1 : Correlation;
            }
        }
        return new TiedBands(correlation, null);
    }

    /// <inheritdoc/>
    public IEnumerable<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands) => [];
}
