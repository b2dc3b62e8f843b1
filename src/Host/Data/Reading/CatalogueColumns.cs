using System.Globalization;
using System.Text.RegularExpressions;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Host.Data.Reading;

/// <summary>The columns of a <see cref="CatalogueMap"/>, found in a table.</summary>
/// <param name="Map">What they are.</param>
/// <param name="Source">Name the source of a row, together.</param>
/// <param name="Instrument">Names its instrument, or −1 where every instrument has columns of its own.</param>
/// <param name="Cells">The values.</param>
/// <param name="Measure">What the values measure.</param>
/// <param name="Unit">Unit of exp(y), for labels.</param>
internal sealed partial record CatalogueColumns(
    CatalogueMap Map, int[] Source, int Instrument, IReadOnlyList<CatalogueColumns.Cell> Cells, Measure Measure, string Unit)
{
    /// <summary>Where a value stands.</summary>
    /// <param name="Of">Its instrument and band.</param>
    /// <param name="Value">The value; null where counts are read.</param>
    /// <param name="Error">Its error, or null.</param>
    /// <param name="Cuts">What must hold for it to count.</param>
    public sealed record Cell(CatalogueCell Of, RowExpression? Value, RowExpression? Error, RowExpression[] Cuts)
    {
        /// <summary>Where the counts in apertures stand that are read in place of the value; null where the value is read.</summary>
        public CountColumns? Counts { get; init; }
    }

    /// <summary>Finds them.</summary>
    /// <param name="table">The table, before its first row.</param>
    /// <param name="map">What is wanted.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="chosen">Which instruments are read.</param>
    /// <param name="notes">Receives the instruments that are not.</param>
    /// <exception cref="DataException">A column of source or instrument is not there, or units differ.</exception>
    /// <exception cref="UsageException">A value or condition names a column that is not there.</exception>
    public static CatalogueColumns Assign(ITable table, CatalogueMap map, in ReadOptions options, ChosenInstruments chosen, List<string> notes)
    {
        string? beside = options.Value is not null ? "--value" : options.Error is not null ? "--error" : null;
        if (beside is not null && map.InstrumentColumn is null)
        {
            throw new UsageException($"{beside}: found beside {map.Origin}, which says which columns hold values and errors, expected one of the two; leave {beside} out");
        }

        int[] source = [.. map.Source.Select(name => RoleTable.Column(table, name, "the source"))];
        int instrument = map.InstrumentColumn is null ? -1 : RoleTable.Column(table, map.InstrumentColumn, "the instrument");
        LongColumns.Use(table, [.. source, instrument], Contents.Names);
        CatalogueCell[] wanted = [.. map.Cells.Where(cell => instrument >= 0 || chosen.Takes(cell.Instrument))];
        if (instrument < 0)
        {
            chosen.Check(table, [.. map.Cells.Select(cell => cell.Instrument).Distinct(StringComparer.Ordinal)], "instruments", notes);
        }

        if (options.CountsBecause is { } words)
        {
            return new CatalogueColumns(map, source, instrument, OfCounts(table, map, options, words, wanted), default, "");
        }

        RefuseOneForTwo(wanted, map);
        string unit = CommonUnit(table, wanted);
        Note(table, map, wanted, unit, notes);
        if (options.RequireErrors && Array.Find(wanted, cell => cell.Error is null) is { } without)
        {
            throw new UsageException($"{map.Origin}: found no errors of {without.Instrument}, expected them, because known variances were asked for; name their column "
                + $"({without.Instrument}_err=COLUMN), or fit the variances (--variances fitted)");
        }

        Cell[] cells =
        [
            .. wanted.Select(cell => new Cell(cell, Bound(table, map, cell.Value), cell.Error is null ? null : Bound(table, map, cell.Error), Cuts(table, map, cell))),
        ];
        ColumnName name = new(wanted[0].Value);
        Measure measure = Quantities.Of(name, options.Log) ?? throw LogarithmFaults.Column(table, name, Math.Max(0, Place(table, wanted[0].Value)), options.Log);
        return new CatalogueColumns(map, source, instrument, cells, measure, unit.Length > 0 ? unit : map.Unit);
    }

    /// <summary>Refuses one column as the values of two instruments: they would agree without end.</summary>
    private static void RefuseOneForTwo(IEnumerable<CatalogueCell> cells, CatalogueMap map)
    {
        foreach (IGrouping<string, CatalogueCell> same in cells.GroupBy(cell => $"{cell.Band}\n{cell.Value}", StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            string[] names = [.. same.Select(cell => cell.Instrument)];
            throw new UsageException($"{map.Origin}: found {same.First().Value} for {Excerpt.List(names)}, expected a column for each instrument; name the columns of each"
                + (map.Origin.StartsWith("--profile", StringComparison.Ordinal) ? ", with {instrument} in their names" : ""));
        }
    }

    /// <summary>What looks wrong and may be right.</summary>
    private static void Note(ITable table, CatalogueMap map, CatalogueCell[] cells, string unit, List<string> notes)
    {
        if (ProfileList.For(table.Header) is { } known && !map.Origin.Equals($"--profile {known.Name}", StringComparison.Ordinal))
        {
            notes.Add($"the table has the columns of {known.Title}, for which there is --profile {known.Name}");
        }

        (string Name, EnergyRange Range)[] bands =
        [
            .. cells.Select(cell => cell.Band).OfType<string>().Distinct(StringComparer.Ordinal).Select(band => (band, EnergyRange.Parse(band)))
                .Where(band => band.Item2 is not null).Select(band => (band.band, band.Item2!.Value)),
        ];
        foreach ((string name, EnergyRange range) in bands)
        {
            string[] others = [.. bands.Where(other => other.Range.Overlap(range) > 0 && !other.Name.Equals(name, StringComparison.Ordinal)).Select(
                other => other.Name)];
            if (others.Length > 0)
            {
                notes.Add($"band {name} overlaps {Excerpt.List(others)}: the same photons are fitted again");
            }
        }

        if (unit.Length > 0 && map.Unit.Length > 0 && !Plain(unit).Equals(Plain(map.Unit), StringComparison.Ordinal))
        {
            notes.Add($"the columns' unit is {Excerpt.Of(unit)}, and {map.Origin} says {Excerpt.Of(map.Unit)}: taken as the table has it");
        }
    }

    private static Cell[] OfCounts(ITable table, CatalogueMap map, ReadOptions options, string words, CatalogueCell[] cells)
    {
        if (Array.Exists(cells, cell => cell.Counts.Count == 0))
        {
            throw new UsageException($"{words}: found with {map.Origin}, which names no counts in apertures, expected columns of n and m (or b), A_s, A_b; leave it out to fit "
                + "values, or add [counts] to a copy of the profile");
        }

        return options.Log is not LogChoice.AsNamed ? throw new UsageException($"--log: found with counts in apertures ({map.Origin}), expected with values; leave it out")
            : Array.ConvertAll(cells, cell => new Cell(cell, null, null, Cuts(table, map, cell)) { Counts = CountColumns.Named(table, cell.Counts, options) });
    }

    private static RowExpression[] Cuts(ITable table, CatalogueMap map, CatalogueCell cell) => [.. cell.Cuts.Select(cut => Bound(table, map, cut.Where))];

    private static RowExpression Bound(ITable table, CatalogueMap map, string text) => Condition.Parse(map.Origin, Place(table, text) >= 0 ? $"[{text}]" : text).Bind(table);

    private static int Place(ITable table, string name) => Array.FindIndex(table.Header, header => header.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The unit of the values' columns, which must be one: what differs by a unit is no disagreement of instruments.</summary>
    private static string CommonUnit(ITable table, IEnumerable<CatalogueCell> cells)
    {
        (string Column, string Unit)? first = null;
        foreach (CatalogueCell cell in cells)
        {
            int column = Place(table, cell.Value);
            string unit = column < 0 ? "" : table.Columns[column].Unit.Trim();
            if (unit.Length == 0)
            {
                continue;
            }

            first ??= (cell.Value, unit);
            if (!Plain(unit).Equals(Plain(first.Value.Unit), StringComparison.Ordinal))
            {
                throw table.HeaderFault(
                    column, $"the unit {Excerpt.Of(unit)} of column {Excerpt.Of(cell.Value)} beside {Excerpt.Of(first.Value.Unit)} of {Excerpt.Of(first.Value.Column)}",
                    "values in one unit", "convert one of them, or leave that instrument out (--instruments)");
            }
        }

        return first?.Unit ?? "";
    }

    /// <summary>A unit as its factors with their powers, in the order of the alphabet: erg/s/cm2 and erg cm**-2 s**-1 are one.</summary>
    private static string Plain(string unit)
    {
        List<string> factors = [];
        int power = 1;
        foreach (Match match in Factor().Matches(unit))
        {
            power = match.Value is "/" ? -1 : power;
            if (match.Groups["name"] is { Success: true } name)
            {
                int own = match.Groups["power"] is { Success: true } digits ? int.Parse(digits.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 1;
                factors.Add($"{name.Value}{power * own}");
                power = 1;
            }
        }

        return string.Join(' ', factors.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"/|(?<name>[A-Za-z%]+|[0-9.]+(?![A-Za-z]))[\^*(]*(?<power>[+-]?\d{1,4})?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Factor();
}
