using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Bands;

/// <summary>Rows of a file of <c>--band-correlation</c> gathered by instrument; a blank instrument stands for every one without rows of its own.</summary>
/// <typeparam name="T">What a row holds.</typeparam>
/// <param name="origin">The table they are of; nothing is read of it here.</param>
internal sealed class NamedRows<T>(ITable origin)
{
    private readonly Dictionary<string, List<T>> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> bands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> instruments = new(StringComparer.Ordinal);

    /// <summary>The file as the user named it.</summary>
    public string File => origin.File;

    /// <summary>Adds a row, unless it <paramref name="repeats"/> another.</summary>
    /// <exception cref="DataException">The row repeats another.</exception>
    public void Add(ITable table, int instrumentColumn, T row, bool repeats, string what, params ReadOnlySpan<(int Column, string Band)> bands)
    {
        string instrument = NamedRows.Instrument(table, instrumentColumn);
        if (!this.rows.TryGetValue(instrument, out List<T>? rows))
        {
            this.rows.Add(instrument, rows = []);
        }

        if (repeats)
        {
            throw table.Fault(bands[0].Column, $"{what}{OfInstrument(instrument)} a second time", "each once", "remove one of the two rows");
        }

        rows.Add(row);
        instruments.TryAdd(instrument, table.Row);
        foreach ((int _, string? band) in bands)
        {
            this.bands.TryAdd(band, table.Row);
        }
    }

    /// <summary>The rows so far that name the instrument of the current record, or name none as it does.</summary>
    public IReadOnlyList<T> Like(ITable table, int instrumentColumn) =>
        rows.GetValueOrDefault(NamedRows.Instrument(table, instrumentColumn)) ?? [];

    /// <summary>The rows of an instrument, those for every instrument if it has none, or null.</summary>
    public IReadOnlyList<T>? Of(string instrument) =>
        rows.TryGetValue(instrument, out List<T>? own) ? own : rows.GetValueOrDefault("");

    /// <summary>Compares names with the data's.</summary>
    /// <exception cref="DataException">A name is probably misspelt, or no instrument is the data's.</exception>
    public IEnumerable<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands)
    {
        string[] named = [.. this.instruments.Keys.Where(name => name.Length > 0)];
        Refuse("instrument", instruments.Except(named, StringComparer.Ordinal), named.Except(instruments, StringComparer.Ordinal), instruments, name => this.instruments[name]);
        Refuse(
            "band", bands.Where(band => !this.bands.Keys.Any(name => EnergyRange.SameBand(name, band))),
            this.bands.Keys.Where(name => !bands.Any(band => EnergyRange.SameBand(name, band))), bands, name => this.bands[name]);
        if (rows.ContainsKey(""))
        {
            return [];
        }

        List<string> free = instruments.Except(named, StringComparer.Ordinal).ToList();
        return free.Count < instruments.Count ? free.Count == 0 ? [] : [$"{File} has no row for {Excerpt.List(free)}: no correlation between bands there"]
            : throw DataException.In(File, $"rows for {Excerpt.List(named)} only", $"one of the data's instruments: {Excerpt.List([.. instruments])}", "write them as the data do");
    }

    /// <summary>" of pn", or " of every instrument".</summary>
    public static string OfInstrument(string instrument) => instrument.Length > 0 ? $" of {Excerpt.Of(instrument)}" : " of every instrument";

    private void Refuse(string kind, IEnumerable<string> free, IEnumerable<string> unknown, IReadOnlyCollection<string> known, Func<string, long> row)
    {
        List<string> candidates = free.ToList();
        foreach (string name in unknown)
        {
            if (DidYouMean.Closest(name, candidates) is { } near)
            {
                throw origin.RowFault(row(name), $"{kind} {Excerpt.Of(name)}", $"one of the data's: {Excerpt.List([.. known])}", $"did you mean '{near}'?");
            }
        }
    }
}

/// <summary>What rows have in common, whatever they hold.</summary>
internal static class NamedRows
{
    /// <summary>The instrument of a row, empty where the table has no such column.</summary>
    public static string Instrument(ITable table, int column) => column < 0 ? "" : Spelling.Of(table[column]);
}
