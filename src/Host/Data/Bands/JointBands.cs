using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Data.Bands;

/// <summary>
/// The bands of a data set as one fit: (instrument, band) plays instrument, (source, band) plays source. No source joins two bands, so
/// they are connected through the prior alone: T is block-diagonal by instrument, T_(i,k),(i,l) = τ_ik R_kl τ_il.
/// </summary>
public sealed record JointBands
{
    /// <summary>The data of each band.</summary>
    public required IReadOnlyList<Observations> Bands { get; init; }

    /// <summary>The priors of each band by itself: those of <see cref="Priors"/> without the correlation.</summary>
    public required IReadOnlyList<Priors> BandPriors { get; init; }

    /// <summary>All bands, one after another; names are those of <see cref="Name"/>.</summary>
    public required Observations Observations { get; init; }

    /// <summary>The priors of <see cref="Observations"/>, the correlation among them.</summary>
    public required Priors Priors { get; init; }

    /// <summary>What was used of the tie, in sentences for a person.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The first instrument of <see cref="Observations"/> that belongs to a band.</summary>
    public int FirstInstrument(int band) => Bands.Take(band).Sum(data => data.InstrumentCount);

    /// <summary>The first source of <see cref="Observations"/> that belongs to a band.</summary>
    public int FirstSource(int band) => Bands.Take(band).Sum(data => data.SourceCount);

    /// <summary>The bands in which an instrument was used, and where it stands in each.</summary>
    public IEnumerable<(int Band, int Instrument)> Of(string instrument) => Bands
        .Select((data, band) => (band, Array.IndexOf(data.Instruments, instrument))).Where(pair => pair.Item2 >= 0);

    /// <summary>Name of an instrument or a source in a band: pn:1.0-2.0.</summary>
    public static string Name(string name, string? band) => $"{name}:{band}";

    /// <summary>Joins the bands of a data set.</summary>
    /// <param name="data">The data; two bands or more.</param>
    /// <param name="priors">The priors of each band.</param>
    /// <param name="tie">How the areas of one instrument correlate between bands.</param>
    /// <exception cref="UsageException">There is one band only.</exception>
    /// <exception cref="DataException">The tie does not fit the data.</exception>
    public static JointBands Of(DataSet data, IReadOnlyList<Priors> priors, IBandTie tie)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(priors);
        ArgumentNullException.ThrowIfNull(tie);
        if (data.Bands.Count < 2)
        {
            throw new UsageException($"--bands: found joint with one band of {data.Name}, expected two or more; leave it out, or fit all bands (without --band)");
        }

        string[] instruments = [.. data.Bands.SelectMany(band => band.Instruments).Distinct(StringComparer.Ordinal)];
        string[] names = [.. data.Bands.Select(band => band.Band!)];
        List<string> notes = [.. tie.CheckNames(instruments, names)];
        JointBands joined = new()
        {
            Bands = data.Bands,
            BandPriors = [.. priors.Select(prior => prior with { Tau = (double[])prior.Tau.Clone() })],
            Observations = Join(data.Bands),
            Priors = priors[0],
            Notes = notes,
        };
        double[,] correlation = new double[joined.Observations.InstrumentCount, joined.Observations.InstrumentCount];
        foreach (string instrument in instruments)
        {
            joined.Tie(instrument, tie, correlation, notes);
        }

        return joined with { Priors = joined.Concatenated() with { Correlation = correlation } };
    }

    private void Tie(string instrument, IBandTie tie, double[,] correlation, List<string> notes)
    {
        (int Band, int Instrument)[] places = [.. Of(instrument)];
        int[] at = [.. places.Select(place => FirstInstrument(place.Band) + place.Instrument)];
        if (at.Length == 1)
        {
            notes.Add($"{instrument} is in band {Bands[places[0].Band].Band} only: nothing ties it to another band");
        }

        TiedBands tied = tie.Of(instrument, [.. places.Select(place => Bands[place.Band].Band!)]);
        for (int k = 0; k < at.Length; k++)
        {
            for (int l = 0; l < at.Length; l++)
            {
                correlation[at[k], at[l]] = tied.Correlation[k, l];
            }

            if (tied.Tau is not null)
            {
                BandPriors[places[k].Band].Tau[places[k].Instrument] = tied.Tau[k];
            }
        }
        if (tied.Tau is not null)
        {
            notes.Add($"tau of {instrument} comes from the file of --band-correlation");
        }
    }

    private Priors Concatenated() => new(
        [.. BandPriors.SelectMany(prior => prior.LogArea)], [.. BandPriors.SelectMany(prior => prior.Tau)],
        [.. BandPriors.SelectMany(prior => prior.Alpha)], [.. BandPriors.SelectMany(prior => prior.Beta)]);

    private static Observations Join(IReadOnlyList<Observations> bands)
    {
        List<int> first = [0], instrument = [];
        int before = 0;
        foreach (Observations band in bands)
        {
            first.AddRange(band.First.Skip(1).Select(end => instrument.Count + end));
            instrument.AddRange(band.Instrument.Select(i => before + i));
            before += band.InstrumentCount;
        }
        return new Observations
        {
            Instruments = [.. bands.SelectMany(band => band.Instruments, (band, name) => Name(name, band.Band))],
            Sources = [.. bands.SelectMany(band => band.Sources, (band, name) => Name(name, band.Band))],
            First = [.. first],
            Instrument = [.. instrument],
            Y = [.. bands.SelectMany(band => band.Y)],
            Variance = bands.All(band => band.Variance is not null) ? [.. bands.SelectMany(band => band.Variance!)] : null,
            Counts = bands.All(band => band.Counts is not null) ? ApertureCounts.Join([.. bands.Select(band => band.Counts!)]) : null,
            BandOfInstrument = [.. bands.SelectMany(band => band.Instruments.Select(_ => band.Band!))],
            Quantity = bands[0].Quantity,
            Unit = bands[0].Unit,
        };
    }
}
