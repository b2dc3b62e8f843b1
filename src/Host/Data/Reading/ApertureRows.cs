namespace GpuConcord.Host.Data.Reading;

/// <summary>What the apertures of the rows of one band counted, row by row, with f, g and r of everything that S may still be.</summary>
/// <param name="reader">Adds the rows, and knows in the end what S is.</param>
internal sealed class ApertureRows(CountReader reader)
{
    private readonly List<double> source = [];
    private readonly List<double> background = [];
    private readonly List<double> known = [];

    /// <summary>f, g and r of the first candidate, of the second, …</summary>
    private readonly List<double>[] factors = [.. Enumerable.Range(0, 3 * reader.CandidateCount).Select(_ => new List<double>())];

    /// <summary>Adds a row that observed nothing.</summary>
    public void Skip() => Add(double.NaN, double.NaN, double.NaN, _ => (double.NaN, double.NaN, double.NaN));

    /// <summary>Adds a row.</summary>
    /// <param name="n">Counts in the source aperture.</param>
    /// <param name="m">Counts in the background aperture, 0 where the background is known.</param>
    /// <param name="b">The known background, NaN where it is fitted.</param>
    /// <param name="of">f, g and r of a candidate, by its number.</param>
    public void Add(double n, double m, double b, Func<int, (double F, double G, double R)> of)
    {
        source.Add(n);
        background.Add(m);
        known.Add(b);
        for (int k = 0; k < reader.CandidateCount; k++)
        {
            (double f, double g, double r) = of(k);
            factors[3 * k].Add(f);
            factors[(3 * k) + 1].Add(g);
            factors[(3 * k) + 2].Add(r);
        }
    }

    /// <summary>The counts of some rows, with the factors of what S is.</summary>
    /// <param name="rows">Their numbers, all observed.</param>
    public ApertureCounts Of(IReadOnlyList<int> rows)
    {
        int k = 3 * reader.Choice;
        return new ApertureCounts
        {
            Source = Pick(source),
            Background = Pick(background),
            SourceFactor = Pick(factors[k]),
            BackgroundFactor = Pick(factors[k + 1]),
            Ratio = Pick(factors[k + 2]),
            KnownBackground = Pick(known),
        };

        double[] Pick(List<double> column) => [.. rows.Select(row => column[row])];
    }
}
