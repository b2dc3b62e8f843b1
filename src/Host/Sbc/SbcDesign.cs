using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Sampling;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Sbc;

/// <summary>
/// Which instrument sees which source in every replicate, and with what known error: drawn once, and the same for all, as calibration holds
/// for any design. Its numbers make it again.
/// </summary>
public sealed class SbcDesign
{
    private const int SeenSite = 0;
    private const int ErrorSite = 1;
    private const int FewestSeen = 2;

    // Known errors differ by up to e between observations: a known part that is the same everywhere could not be told from v.
    private const double HalfWidth = 0.5;

    // Apertures of a model of counts: most of a source's photons in one, few in the other, which is 8 to 17 times as large; two counts of background.
    private const double SourceShare = 0.9;
    private const double BackgroundShare = 0.02;
    private static readonly double[] Ratios = [8.0, 12.5, 17.0];
    private static readonly (double Shape, double Rate) Background = (2.0, 1.0);

    private SbcDesign(int bands, double missing, double? error, ulong seed, Observations table) =>
        (Bands, Missing, Error, Seed, Table) = (bands, missing, error, seed, table);

    /// <summary>Energy bands that are fitted together; those of one instrument follow each other at the distance of a band's instruments.</summary>
    public int Bands { get; }

    /// <summary>Probability that an instrument did not see a source.</summary>
    public double Missing { get; }

    /// <summary>Typical known error σ of an observation, or null when there are none.</summary>
    public double? Error { get; }

    /// <summary>Seed that decides what is missing, and how errors differ.</summary>
    public ulong Seed { get; }

    /// <summary>Who sees what, all bands in one table; its y are unread, its variances read by models that take known errors besides a fitted scatter.</summary>
    public Observations Table { get; }

    /// <summary>Instruments I1 … and sources S1 …, every one of which is seen by all.</summary>
    public static SbcDesign Complete(int instruments, int sources) => Of(instruments, sources, 1, 0, null, 0);

    /// <summary>Makes a design.</summary>
    /// <param name="instruments">Instruments in each band.</param>
    /// <param name="sources">Sources in each band.</param>
    /// <param name="bands">Energy bands that are fitted together; instruments and sources are named after their band when there are several.</param>
    /// <param name="missing">Probability that an instrument did not see a source; every source is seen by two at least.</param>
    /// <param name="error">Typical known error σ of an observation, or null when there are none.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="counts">Whether observations are counts in apertures; those of one instrument are alike.</param>
    public static SbcDesign Of(int instruments, int sources, int bands, double missing, double? error, ulong seed, bool counts = false)
    {
        // The number of no replicate.
        StreamKey key = AddressedRandom.KeyOf(seed, int.MaxValue);
        List<int> first = [0];
        List<int> instrument = [];
        List<double> variance = [];
        for (int source = 0; source < bands * sources; source++)
        {
            int offset = source / sources * instruments;
            foreach (int i in Seen(new AddressedRandom(key, source, 0, SeenSite), instruments, missing))
            {
                instrument.Add(offset + i);
                double size = HalfWidth * ((2 * new AddressedRandom(key, source, i, ErrorSite).NextDouble()) - 1);
                variance.Add((error ?? 0) * (error ?? 0) * Math.Exp(2 * size));
            }

            first.Add(instrument.Count);
        }

        Observations table = new()
        {
            Instruments = Names("I", instruments, bands),
            Sources = Names("S", sources, bands),
            First = [.. first],
            Instrument = [.. instrument],
            Y = new double[instrument.Count],
            Variance = error is null ? null : [.. variance],
            Quantity = "log counts",
            Counts = counts ? Apertures([.. instrument.Select(i => i % instruments)]) : null,
        };
        return new SbcDesign(bands, missing, error, seed, table);
    }

    /// <summary>R of the areas: <paramref name="correlation"/> between any two bands of one instrument, 0 between instruments.</summary>
    public static double[,] Correlation(int instruments, int bands, double correlation)
    {
        double[,] matrix = new double[instruments * bands, instruments * bands];
        for (int i = 0; i < instruments * bands; i++)
        {
            for (int k = i % instruments; k < instruments * bands; k += instruments)
            {
                matrix[i, k] = i == k ? 1 : correlation;
            }
        }

        return matrix;
    }

    private static ApertureCounts Apertures(int[] instrument) => new()
    {
        Source = new double[instrument.Length],
        Background = new double[instrument.Length],
        SourceFactor = Array.ConvertAll(instrument, _ => SourceShare),
        BackgroundFactor = Array.ConvertAll(instrument, _ => BackgroundShare),
        Ratio = Array.ConvertAll(instrument, i => Ratios[i % Ratios.Length]),
        KnownBackground = Array.ConvertAll(instrument, _ => double.NaN),
        BackgroundPrior = Background,
    };

    private static int[] Seen(AddressedRandom random, int instruments, double missing)
    {
        int[] seen;
        do
        {
            seen = [.. Enumerable.Range(0, instruments).Where(_ => missing == 0 || random.NextDouble() >= missing)];
        }
        while (seen.Length < FewestSeen);
        return seen;
    }

    private static string[] Names(string letter, int count, int bands) =>
    [
        .. from band in Enumerable.Range(1, bands)
           from k in Enumerable.Range(1, count)
           select bands == 1 ? $"{letter}{k}" : JointBands.Name($"{letter}{k}", $"b{band}"),
    ];
}
