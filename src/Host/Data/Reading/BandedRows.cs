using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>The rows of a table gathered by energy band, with names shared by the bands.</summary>
/// <param name="wanted">The only band to keep, or null for all.</param>
internal sealed class BandedRows(string? wanted)
{
    private readonly List<ObservationRows?> bandRows = [];
    private readonly Names bands = new(bands: true);
    private readonly string? wantedKey = wanted is null ? null : BandName.Key(BandName.Of(wanted));
    private ObservationRows? only;

    /// <summary>Every instrument the table names.</summary>
    public Names Instruments { get; } = new();

    /// <summary>Every source of the bands kept.</summary>
    public Names Sources { get; } = new();

    /// <summary>The rows of a table without bands.</summary>
    public ObservationRows Only => only ??= new ObservationRows(null);

    /// <summary>The number of a band, or −1 when nothing of its name can be seen.</summary>
    public int Band(ReadOnlySpan<char> name) => bands.Add(name);

    /// <summary>The rows of a band, or null when it is not wanted.</summary>
    public ObservationRows? InBand(int band)
    {
        if (band == bandRows.Count)
        {
            bandRows.Add(wantedKey is null || BandName.Key(bands[band]).Equals(wantedKey, StringComparison.Ordinal) ? new ObservationRows(bands[band]) : null);
        }

        return bandRows[band];
    }

    /// <summary>Refuses numbers that stand for nothing, band by band.</summary>
    /// <param name="table">The table.</param>
    /// <param name="measure">What the values measure.</param>
    /// <param name="column">The value column, or −1 where every instrument has its own.</param>
    /// <param name="perExposure">Whether values were divided by an exposure.</param>
    /// <exception cref="DataException">There is one.</exception>
    public void RefuseSentinels(ITable table, Measure measure, int column, bool perExposure)
    {
        foreach (ObservationRows rows in bandRows.OfType<ObservationRows>())
        {
            rows.RefuseSentinels(table, Instruments, measure, column, perExposure);
        }

        only?.RefuseSentinels(table, Instruments, measure, column, perExposure);
    }

    /// <summary>
    /// The observations of every band in order of appearance. With several bands, one in which nothing can be compared is left out with a note.
    /// </summary>
    /// <exception cref="DataException">A duplicate, an unknown band, or no band in which two instruments can be compared.</exception>
    public List<Observations> Build(ITable table, Func<Observations, Observations> label, List<string> notes)
    {
        if (wanted is not null && !bands.All.Select(BandName.Key).Contains(wantedKey, StringComparer.Ordinal))
        {
            throw DataException.In(
                table.File, $"no band {Excerpt.Of(wanted)}", $"one of {Excerpt.List(bands.All, most: 20)}",
                DidYouMean.Advice(wanted, bands.All, "give --band one of these names"));
        }
        notes.AddRange([.. Instruments.Notes("instrument"), .. Sources.Notes("source"), .. bands.Notes("band")]);
        List<ObservationRows> kept = [.. bandRows.OfType<ObservationRows>()];
        if (only is not null)
        {
            kept.Add(only);
        }

        List<Observations> built = [];
        List<Refusal> refused = [];
        foreach (ObservationRows rows in kept)
        {
            (Observations? observations, Refusal? refusal) = rows.Build(table, Instruments, Sources, notes);
            if (observations is not null)
            {
                built.Add(label(observations));
            }
            else
            {
                refused.Add(refusal!.Value);
            }
        }
        if (built.Count > 0)
        {
            notes.AddRange(refused.Select(refusal => $"band {Excerpt.Of(refusal.Band)} left out: {refusal.Found}"));
        }

        return built.Count > 0 ? built : throw DataException.In(
            table.File, string.Join("; ", refused.Take(3).Select(Found)), "observations by at least two instruments", refused[0].Advice);

        static string Found(Refusal refusal) => refusal.Band is null ? refusal.Found : $"in band {Excerpt.Of(refusal.Band)} {refusal.Found}";
    }
}
