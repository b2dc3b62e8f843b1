using GpuConcord.Host.Data.Reading.Columns;
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
    /// <summary>
    /// Most instruments of a fit, whose matrices have a row and a column an instrument. A table that names more has its sources where instruments should be.
    /// </summary>
    public const int MostInstruments = 4096;

    private const int FirstEstimate = 1 << 14;

    private int[] instrumentColumn = new int[256];
    private int[] sourceColumn = new int[256];
    private int[] rowColumn = new int[256];
    private double[] yColumn = new double[256];

    /// <summary>Empty until an error is read.</summary>
    private double[] varianceColumn = [];
    private int count;
    private int observedCount;
    private int withVarianceCount;

    /// <summary>What the apertures of each row counted, row by row; null where the table gives values.</summary>
    public ApertureRows? Apertures { get; set; }

    /// <summary>Rows whose value is a number that programs write for nothing, with that number.</summary>
    private readonly List<int> suspectRows = [];
    private readonly List<double> suspectNumbers = [];

    /// <summary>Adds a row; numbers of instrument and source are those of the table's names.</summary>
    /// <param name="instrument">Number of the instrument.</param>
    /// <param name="source">Number of the source.</param>
    /// <param name="y">ln(value / exposure), NaN when not observed.</param>
    /// <param name="variance">Known variance of y, NaN when not known.</param>
    /// <param name="row">Where the table has the row, for messages about duplicates.</param>
    /// <param name="fraction">Share of the file read so far, or null.</param>
    public void Add(int instrument, int source, double y, double variance, int row, double? fraction)
    {
        if (count == yColumn.Length)
        {
            Grow(fraction);
        }

        (instrumentColumn[count], sourceColumn[count], rowColumn[count], yColumn[count]) = (instrument, source, row, y);
        if (!double.IsNaN(variance))
        {
            if (varianceColumn.Length == 0)
            {
                varianceColumn = NewVariances();
            }

            varianceColumn[count] = variance;
            withVarianceCount++;
        }
        else if (varianceColumn.Length > 0)
        {
            varianceColumn[count] = double.NaN;
        }
        if (!double.IsNaN(y))
        {
            observedCount++;
        }

        count++;
    }

    /// <summary>Says that the value of the row added last is a number that programs write for nothing.</summary>
    /// <param name="number">The number as the table has it.</param>
    public void Suspect(double number)
    {
        suspectRows.Add(count - 1);
        suspectNumbers.Add(number);
    }

    /// <summary>Refuses a number that stands for nothing, told by where it lies (<see cref="IsolatedValues"/>).</summary>
    /// <param name="table">The table.</param>
    /// <param name="instruments">The table's instruments.</param>
    /// <param name="measure">What the values measure.</param>
    /// <param name="column">The value column, or −1 where every instrument has its own.</param>
    /// <param name="perExposure">Whether values were divided by an exposure.</param>
    /// <exception cref="DataException">There is one.</exception>
    public void RefuseSentinels(ITable table, Names instruments, Measure measure, int column, bool perExposure)
    {
        if (IsolatedValues.Find(instrumentColumn.AsSpan(0, count), yColumn.AsSpan(0, count), instruments.Count, suspectRows) is not var (row, factor))
        {
            return;
        }

        string instrument = Excerpt.Of(instruments[instrumentColumn[row]]);
        int suspect = suspectRows.IndexOf(row);
        // Where an exposure divided it, the number that the table has is not kept.
        string? number = suspect >= 0 ? Sentinels.Text(suspectNumbers[suspect]) : perExposure ? null : Sentinels.Text(measure.Value(yColumn[row]));
        string where = column < 0 ? $"in column {instrument}" : $"in column {Excerpt.Of(table.Header[column])} for instrument {instrument}";
        throw table.RowFault(
            rowColumn[row], $"{number ?? "a value"} {where}, apart by a factor of 1e{Math.Floor(factor / Math.Log(10)):0} from every other value of that instrument",
            "a measured value",
            $"leave the field blank if nothing was observed, or say --missing {number ?? "and the number"} (--missing none takes every number as it stands)");
    }

    /// <summary>Sorts the rows by source and instrument and drops what was not observed.</summary>
    /// <returns>The observations, or null and why no instruments can be compared here.</returns>
    /// <exception cref="DataException">Two rows for one instrument and source.</exception>
    public (Observations? Observations, Refusal? Refusal) Build(ITable table, Names instruments, Names sources, List<string> notes)
    {
        int[] start = SourceStarts(sources.Count);
        int[] order = BySourceAndInstrument(start);
        RefuseDuplicates(order, table, instruments, sources);
        string where = band is null ? "" : $"band {Excerpt.Of(band)}: ";
        (string[] seen, int[] position) = ObservedInstruments(table, instruments, where, notes);
        if (seen.Length < 2)
        {
            return (null, seen.Length == 0
                ? Apertures is null
                    ? new Refusal(band, "no observation (every value is blank)", "check that the value column is the right one")
                    : new Refusal(band, "no observation (counts are blank in every row)", "fill in the counts of both apertures, or those of the source aperture and b")
                : new Refusal(
                    band, $"observations by a single instrument, {Excerpt.Of(seen[0])}",
                    "with one instrument there is nothing to compare: add another's observations"));
        }
        bool complete = withVarianceCount == observedCount;
        if (withVarianceCount > 0 && !complete)
        {
            notes.Add($"{where}errors not used: {observedCount - withVarianceCount} of {observedCount} observations have none");
        }

        return (Fill(order, start, seen, position, complete, sources, where, notes), null);
    }

    private Observations Fill(
        int[] order, int[] start, string[] seen, int[] position, bool withVariance, Names sources, string where, List<string> notes)
    {
        List<int> first = new(sources.Count + 1);
        List<string> names = new(sources.Count);
        List<string> unseen = [];
        int[] instrument = new int[observedCount];
        double[] y = new double[observedCount];
        double[]? variance = withVariance ? new double[observedCount] : null;
        List<int> rows = [];
        int next = 0;
        for (int j = 0; j < sources.Count; j++)
        {
            int before = next;
            foreach (int row in order.AsSpan(start[j], start[j + 1] - start[j]))
            {
                if (double.IsNaN(yColumn[row]))
                {
                    continue;
                }

                (instrument[next], y[next]) = (position[instrumentColumn[row]], yColumn[row]);
                if (variance is not null)
                {
                    variance[next] = varianceColumn[row];
                }

                if (Apertures is not null)
                {
                    rows.Add(row);
                }

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
        {
            notes.Add($"{where}{unseen.Count} {(unseen.Count == 1 ? "source" : "sources")} left out, observed by no instrument: {Excerpt.List(unseen, most: 5)}");
        }

        ApertureCounts? counts = Apertures?.Of(rows);
        return new Observations
        {
            Band = band,
            Instruments = seen,
            Sources = [.. names],
            First = [.. first],
            Instrument = instrument,
            Y = counts is null ? y : [.. Enumerable.Range(0, counts.Count).Select(counts.RoughLogSource)],
            Variance = variance,
            Counts = counts,
        };
    }

    /// <summary>Where each source's rows begin when sorted by source; length M + 1.</summary>
    private int[] SourceStarts(int sourceCount)
    {
        int[] start = new int[sourceCount + 1];
        foreach (int source in sourceColumn.AsSpan(0, count))
        {
            start[source + 1]++;
        }

        for (int j = 0; j < sourceCount; j++)
        {
            start[j + 1] += start[j];
        }

        return start;
    }

    /// <summary>Row numbers sorted by source, then instrument, then line: a counting sort, and a small sort inside each source.</summary>
    private int[] BySourceAndInstrument(int[] start)
    {
        int[] order = new int[count];
        int[] next = start.AsSpan(0, start.Length - 1).ToArray();
        for (int row = 0; row < count; row++)
        {
            order[next[sourceColumn[row]]++] = row;
        }

        Comparer<int> byInstrument = Comparer<int>.Create((a, b) =>
            instrumentColumn[a] != instrumentColumn[b] ? instrumentColumn[a].CompareTo(instrumentColumn[b]) : a.CompareTo(b));
        for (int j = 0; j + 1 < start.Length; j++)
        {
            Span<int> rows = order.AsSpan(start[j], start[j + 1] - start[j]);
            for (int k = 1; k < rows.Length; k++)
            {
                if (instrumentColumn[rows[k - 1]] > instrumentColumn[rows[k]])
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
        (int first, int second) = (-1, int.MaxValue);
        for (int k = 1; k < order.Length; k++)
        {
            (int before, int row) = (order[k - 1], order[k]);
            if (sourceColumn[before] == sourceColumn[row] && instrumentColumn[before] == instrumentColumn[row] && row < second)
            {
                (first, second) = (before, row);
            }
        }
        if (first < 0)
        {
            return;
        }

        string inBand = band is null ? "" : $" in band {Excerpt.Of(band)}";
        string pair = $"instrument {Excerpt.Of(instruments[instrumentColumn[second]])} and source {Excerpt.Of(sources[sourceColumn[second]])}{inBand}";
        throw table.RowFault(
            rowColumn[second], $"{pair} a second time (first on {table.Place(rowColumn[first])})", "one row for each instrument, source and band",
            "another observation of it is a source of its own: join the columns that tell them apart (--columns "
                + $"source=SOURCE+OBS_ID){(band is null ? ", or add a column 'band'" : "")}; "
                + "a copy of the row is to be removed");
    }

    /// <summary>Names of the instruments that observed anything, and every instrument's index among them (−1 for none).</summary>
    private (string[] Names, int[] Position) ObservedInstruments(ITable table, Names instruments, string where, List<string> notes)
    {
        bool[] present = new bool[instruments.Count];
        bool[] observed = new bool[instruments.Count];
        for (int row = 0; row < count; row++)
        {
            present[instrumentColumn[row]] = true;
            observed[instrumentColumn[row]] |= !double.IsNaN(yColumn[row]);
        }
        RefuseMany(observed, table);
        int[] position = new int[instruments.Count];
        Array.Fill(position, -1);
        List<string> names = [], idle = [];
        for (int i = 0; i < instruments.Count; i++)
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
        {
            notes.Add($"{where}{idle.Count} {(idle.Count == 1 ? "instrument" : "instruments")} left out, having observed nothing: {Excerpt.List(idle)}");
        }

        return ([.. names], position);
    }

    /// <summary>Refuses more instruments than can be fitted, at the row that has the first too many.</summary>
    private void RefuseMany(bool[] observed, ITable table)
    {
        int many = observed.AsSpan().Count(true);
        if (many <= MostInstruments)
        {
            return;
        }

        HashSet<int> seen = [];
        for (int row = 0; row < count; row++)
        {
            if (observed[instrumentColumn[row]] && seen.Add(instrumentColumn[row]) && seen.Count > MostInstruments)
            {
                throw table.RowFault(
                    rowColumn[row], $"{many} instruments{(band is null ? "" : $" in band {Excerpt.Of(band)}")}", $"at most {MostInstruments}",
                    "check that the columns of instruments and sources are not exchanged (--columns), or choose some (--instruments)");
            }
        }
    }

    private double[] NewVariances()
    {
        double[] variances = new double[yColumn.Length];
        Array.Fill(variances, double.NaN, 0, count);
        return variances;
    }

    private void Grow(double? fraction)
    {
        // Few rows say little about the rest; the read-ahead makes the share of the file a little too large, hence the 5 %.
        int least = count + count / 4;
        int capacity = fraction is { } share && count >= FirstEstimate ? Math.Max(least, (int)Math.Min(count / share * 1.05, Array.MaxLength)) : 2 * count;
        Array.Resize(ref instrumentColumn, capacity);
        Array.Resize(ref sourceColumn, capacity);
        Array.Resize(ref rowColumn, capacity);
        Array.Resize(ref yColumn, capacity);
        if (varianceColumn.Length > 0)
        {
            Array.Resize(ref varianceColumn, capacity);
        }
    }
}
