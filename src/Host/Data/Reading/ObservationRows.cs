using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Why a band is not fitted.</summary>
/// <param name="Band">The band's name, or null.</param>
/// <param name="Found">What was found, to follow "found".</param>
/// <param name="Advice">What to do.</param>
internal readonly record struct Refusal(string? Band, string Found, string Advice);

/// <summary>
/// The rows of one band as they come: (instrument, source, y, variance, row of the table), in columns that grow at most a few times, because the
/// share of the file already read tells how many rows are to come. Rows without an observation (y NaN) stay until the end, so that
/// duplicates of them are found too.
/// </summary>
internal sealed class ObservationRows(string? band)
{
    private const int FirstEstimate = 1 << 14;

    private int[] _instrument = new int[256];
    private int[] _source = new int[256];
    private int[] _row = new int[256];
    private double[] _y = new double[256];

    /// <summary>Empty until an error is read.</summary>
    private double[] _variance = [];
    private int _count;
    private int _observed;
    private int _withVariance;

    /// <summary>Adds a row; numbers of instrument and source are those of the table's names.</summary>
    /// <param name="instrument">Number of the instrument.</param>
    /// <param name="source">Number of the source.</param>
    /// <param name="y">ln(value / exposure), NaN when not observed.</param>
    /// <param name="variance">Known variance of y, NaN when not known.</param>
    /// <param name="row">Where the table has the row, for messages about duplicates.</param>
    /// <param name="fraction">Share of the file read so far, or null.</param>
    public void Add(int instrument, int source, double y, double variance, int row, double? fraction)
    {
        if (_count == _y.Length)
            Grow(fraction);
        (_instrument[_count], _source[_count], _row[_count], _y[_count]) = (instrument, source, row, y);
        if (!double.IsNaN(variance))
        {
            if (_variance.Length == 0)
                _variance = NewVariances();
            _variance[_count] = variance;
            _withVariance++;
        }
        else if (_variance.Length > 0)
        {
            _variance[_count] = double.NaN;
        }
        if (!double.IsNaN(y))
            _observed++;
        _count++;
    }

    /// <summary>Sorts the rows by source and instrument and drops what was not observed.</summary>
    /// <returns>The observations, or null and why no instruments can be compared here.</returns>
    /// <exception cref="DataException">Two rows for one instrument and source.</exception>
    public (Observations? Observations, Refusal? Refusal) Build(ITable table, Names instruments, Names sources, List<string> notes)
    {
        var start = SourceStarts(sources.Count);
        var order = BySourceAndInstrument(start);
        RefuseDuplicates(order, table, instruments, sources);
        var where = band is null ? "" : $"band {Excerpt.Of(band)}: ";
        var (seen, position) = ObservedInstruments(instruments, where, notes);
        if (seen.Length < 2)
        {
            return (null, seen.Length == 0
                ? new Refusal(band, "no observation (every value is blank)", "check that the value column is the right one")
                : new Refusal(
                    band, $"observations by a single instrument, {Excerpt.Of(seen[0])}",
                    "with one instrument there is nothing to compare: add another's observations"));
        }
        var complete = _withVariance == _observed;
        if (_withVariance > 0 && !complete)
            notes.Add($"{where}errors not used: {_observed - _withVariance} of {_observed} observations have none");
        return (Fill(order, start, seen, position, complete, sources, where, notes), null);
    }

    private Observations Fill(
        int[] order, int[] start, string[] seen, int[] position, bool withVariance, Names sources, string where, List<string> notes)
    {
        var first = new List<int>(sources.Count + 1);
        var names = new List<string>(sources.Count);
        List<string> unseen = [];
        var instrument = new int[_observed];
        var y = new double[_observed];
        var variance = withVariance ? new double[_observed] : null;
        var next = 0;
        for (var j = 0; j < sources.Count; j++)
        {
            var before = next;
            foreach (var row in order.AsSpan(start[j], start[j + 1] - start[j]))
            {
                if (double.IsNaN(_y[row]))
                    continue;
                (instrument[next], y[next]) = (position[_instrument[row]], _y[row]);
                if (variance is not null)
                    variance[next] = _variance[row];
                next++;
            }
            if (next > before)
            {
                first.Add(before);
                names.Add(sources[j]);
            }
            else if (start[j + 1] > start[j])
            {
                unseen.Add(sources[j]);
            }
        }
        first.Add(next);
        if (unseen.Count > 0)
            notes.Add($"{where}{unseen.Count} {(unseen.Count == 1 ? "source" : "sources")} left out, observed by no instrument: {Excerpt.List(unseen, most: 5)}");
        return new Observations
        {
            Band = band,
            Instruments = seen,
            Sources = [.. names],
            First = [.. first],
            Instrument = instrument,
            Y = y,
            Variance = variance,
        };
    }

    /// <summary>Where each source's rows begin when sorted by source; length M + 1.</summary>
    private int[] SourceStarts(int sourceCount)
    {
        var start = new int[sourceCount + 1];
        foreach (var source in _source.AsSpan(0, _count))
            start[source + 1]++;
        for (var j = 0; j < sourceCount; j++)
            start[j + 1] += start[j];
        return start;
    }

    /// <summary>Row numbers sorted by source, then instrument, then line: a counting sort, and a small sort inside each source.</summary>
    private int[] BySourceAndInstrument(int[] start)
    {
        var order = new int[_count];
        var next = start.AsSpan(0, start.Length - 1).ToArray();
        for (var row = 0; row < _count; row++)
            order[next[_source[row]]++] = row;
        var byInstrument = Comparer<int>.Create((a, b) =>
            _instrument[a] != _instrument[b] ? _instrument[a].CompareTo(_instrument[b]) : a.CompareTo(b));
        for (var j = 0; j + 1 < start.Length; j++)
        {
            var rows = order.AsSpan(start[j], start[j + 1] - start[j]);
            for (var k = 1; k < rows.Length; k++)
            {
                if (_instrument[rows[k - 1]] > _instrument[rows[k]])
                {
                    rows.Sort(byInstrument);
                    break;
                }
            }
        }
        return order;
    }

    private void RefuseDuplicates(int[] order, ITable table, Names instruments, Names sources)
    {
        var (first, second) = (-1, int.MaxValue);
        for (var k = 1; k < order.Length; k++)
        {
            var (before, row) = (order[k - 1], order[k]);
            if (_source[before] == _source[row] && _instrument[before] == _instrument[row] && row < second)
                (first, second) = (before, row);
        }
        if (first < 0)
            return;
        var inBand = band is null ? "" : $" in band {Excerpt.Of(band)}";
        var pair = $"instrument {Excerpt.Of(instruments[_instrument[second]])} and source {Excerpt.Of(sources[_source[second]])}{inBand}";
        throw table.RowFault(
            _row[second], $"{pair} a second time (first on {table.Place(_row[first])})", "one row for each instrument, source and band",
            $"remove one of the two rows, or tell them apart by {(band is null ? "a column 'band' or by " : "")}the source's name");
    }

    /// <summary>Names of the instruments that observed anything, and every instrument's index among them (−1 for none).</summary>
    private (string[] Names, int[] Position) ObservedInstruments(Names instruments, string where, List<string> notes)
    {
        var present = new bool[instruments.Count];
        var observed = new bool[instruments.Count];
        for (var row = 0; row < _count; row++)
        {
            present[_instrument[row]] = true;
            observed[_instrument[row]] |= !double.IsNaN(_y[row]);
        }
        var position = new int[instruments.Count];
        Array.Fill(position, -1);
        List<string> names = [], idle = [];
        for (var i = 0; i < instruments.Count; i++)
        {
            if (observed[i])
            {
                position[i] = names.Count;
                names.Add(instruments[i]);
            }
            else if (present[i])
            {
                idle.Add(instruments[i]);
            }
        }
        if (idle.Count > 0 && names.Count > 1)
            notes.Add($"{where}{idle.Count} {(idle.Count == 1 ? "instrument" : "instruments")} left out, having observed nothing: {Excerpt.List(idle)}");
        return ([.. names], position);
    }

    private double[] NewVariances()
    {
        var variances = new double[_y.Length];
        Array.Fill(variances, double.NaN, 0, _count);
        return variances;
    }

    private void Grow(double? fraction)
    {
        // Few rows say little about the rest; the read-ahead makes the share of the file a little too large, hence the 5 %.
        var least = _count + _count / 4;
        var capacity = fraction is { } share && _count >= FirstEstimate ? Math.Max(least, (int)Math.Min(_count / share * 1.05, Array.MaxLength)) : 2 * _count;
        Array.Resize(ref _instrument, capacity);
        Array.Resize(ref _source, capacity);
        Array.Resize(ref _row, capacity);
        Array.Resize(ref _y, capacity);
        if (_variance.Length > 0)
            Array.Resize(ref _variance, capacity);
    }
}
