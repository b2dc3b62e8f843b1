using System.Reflection;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Data.Prior;

/// <summary>
/// Prior standard deviations τ by instrument and energy band: a table, of any format that is read, with a column <c>instrument</c> and one column a band, named by its
/// range in keV; values in percent, blank where there is none. The IACHEC matrix (Marshall et al. 2021, AJ 162, 254, Tables 1 and 2, as
/// revised in May 2024) is built in.
/// </summary>
internal sealed class TauTable
{
    /// <summary>Name of the built-in table.</summary>
    public const string BuiltInName = "iachec";

    private const string Citation = "the IACHEC matrix of prior uncertainties: Marshall et al. 2021, AJ 162, 254, Tables 1 and 2, revised May 2024";

    /// <summary>No instrument is calibrated to half a percent: a table without a larger value holds fractions.</summary>
    private const double SmallestPercent = 0.5;

    /// <summary>Least part of a band, in ln E, that a table must have for its mean to stand for the whole.</summary>
    private const double LeastCover = 0.5;

    private readonly string[] bands;
    private readonly EnergyRange?[] ranges;
    private readonly List<TauRow> rows = [];

    private TauTable(string name, string[] bands) => (Name, this.bands, ranges) = (name, bands, Array.ConvertAll(bands, EnergyRange.Parse));

    /// <summary>The file as the user named it, or the built-in table's name.</summary>
    public string Name { get; }

    /// <summary>Where the numbers come from, for a note.</summary>
    public string Source => Name is BuiltInName ? Citation : Name;

    /// <summary>Names of the table's rows.</summary>
    public IEnumerable<string> Instruments => rows.Select(row => row.Name);

    /// <summary>Whether a text of <c>--tau</c> names a table: <c>iachec</c>, or a file that ends as one that is read, such as .csv.</summary>
    public static bool IsNamed(string text, TableFormats formats) =>
        text.Equals(BuiltInName, StringComparison.OrdinalIgnoreCase)
        || (formats.IsTable(text) && !text.Contains('=', StringComparison.Ordinal));

    /// <summary>Opens the built-in table or a file.</summary>
    /// <exception cref="DataException">The file or its content is at fault.</exception>
    public static TauTable Open(string name, TableFormats? formats = null)
    {
        if (!name.Equals(BuiltInName, StringComparison.OrdinalIgnoreCase))
        {
            return Files.Guard(name, () => Read(name, Files.Open(name, "a CSV file of tau in percent, one row an instrument, one column a band", [BuiltInName]), formats));
        }

        return Read(
            BuiltInName,
            Assembly.GetExecutingAssembly().GetManifestResourceStream("Tau/iachec.csv") ?? throw new InvalidOperationException("the resource Tau/iachec.csv was not embedded"));
    }

    /// <summary>Reads and validates a table from a stream, which it closes.</summary>
    /// <exception cref="DataException">The content is at fault.</exception>
    public static TauTable Read(string name, Stream stream, TableFormats? formats = null)
    {
        using ITable table = (formats ?? TableFormats.Standard).Open(name, stream);
        CheckHeader(table);
        TauTable taus = new TauTable(name, [.. table.Header[1..].Select(band => BandName.Of(band))]);
        while (table.Read())
        {
            string instrument = Spelling.Of(table[0]);
            if (instrument.Length == 0)
            {
                throw table.Fault(0, "a blank field in column 'instrument'", "the name of an instrument", "fill it in, or remove the row");
            }

            TauRow row = new TauRow(instrument, Words(instrument), [.. Enumerable.Range(1, taus.bands.Length).Select(column => Percent(table, column) / 100)]);
            if (taus.rows.Find(other => other.Words.SequenceEqual(row.Words)) is not null)
            {
                throw table.Fault(0, $"instrument {Excerpt.Of(instrument)} a second time", "one row for each instrument", "remove one of the two rows");
            }

            taus.rows.Add(row);
        }
        if (taus.rows.TrueForAll(row => row.Tau.All(tau => !(tau > SmallestPercent / 100))))
        {
            throw DataException.In(name, $"no tau above {SmallestPercent} %", "percent, such as 5 for 5 %", "multiply the fractions by 100");
        }

        return taus;
    }

    /// <summary>
    /// τ of an instrument in a band, or null when the table has none. Instruments match by name, in any case and whatever separates their
    /// words, or else by the last words of one row alone (pn for XMM pn). A band matches by name; otherwise τ is the mean over its range,
    /// weighted by width in ln E, as if the error were one throughout the band, which is the cautious assumption.
    /// </summary>
    /// <exception cref="DataException">Several rows end in the instrument's name.</exception>
    public TauEntry? Find(string instrument, string? band) =>
        Row(instrument) is { } row && Tau(row, band) is var (tau, covered) && covered >= LeastCover ? new TauEntry(tau, row.Name, covered) : null;

    /// <summary>The error that the table has no τ for an instrument of the data in a band.</summary>
    public DataException Missing(string instrument, string? band)
    {
        string advice = $"or give it a tau of its own, as in --tau {Name},{instrument}=0.05, or one to all that the table lacks, as in --tau {Name},0.05";
        if (Row(instrument) is not { } row)
        {
            IEnumerable<string> candidates = rows.SelectMany(r => new[] { r.Name, r.Name[(r.Name.IndexOf(' ', StringComparison.Ordinal) + 1)..] });
            return DataException.In(
                Name, $"no row for instrument {Excerpt.Of(instrument)}", $"one of {Excerpt.List([.. Instruments], most: 40)}",
                $"{DidYouMean.Advice(instrument, candidates, "write the data's name as the table does")} {advice}");
        }
        string[] held = [.. bands.Where((_, k) => !double.IsNaN(row.Tau[k]))];
        if (string.IsNullOrEmpty(band))
        {
            return DataException.In(Name, "data without energy bands", $"a column 'band' in the data, with ranges in keV such as {bands[0]}", $"add it, {advice}");
        }

        string named = EnergyRange.Parse(band) is null ? $"band {Excerpt.Of(band)}, which is no energy range" : $"no tau of {row.Name} in most of band {Excerpt.Of(band)}";
        return DataException.In(
            Name, named, $"a range in keV within those it has for {row.Name}: {Excerpt.List(held, most: 20)}", $"name the data's bands by their energies, {advice}");
    }

    private TauRow? Row(string instrument)
    {
        string[] words = Words(instrument);
        if (words.Length == 0)
        {
            return null;
        }

        if (rows.Find(row => row.Words.SequenceEqual(words)) is { } same)
        {
            return same;
        }

        List<TauRow> ending = rows.FindAll(row => row.Words.AsSpan().EndsWith(words));
        return ending.Count <= 1 ? ending.FirstOrDefault() : throw DataException.In(
            Name, $"{ending.Count} rows that end in {Excerpt.Of(instrument)}", "one", $"write the data's name in full: {Excerpt.List([.. ending.Select(row => row.Name)])}");
    }

    private (double Tau, double Covered) Tau(TauRow row, string? band)
    {
        int named = Array.FindIndex(bands, name => band is not null && EnergyRange.SameBand(name, band));
        if (named >= 0)
        {
            return double.IsNaN(row.Tau[named]) ? (double.NaN, 0) : (row.Tau[named], 1);
        }

        if (EnergyRange.Parse(band) is not { } range)
        {
            return (double.NaN, 0);
        }
        // Through differences to the first value, so that equal ones give just that.
        double first = double.NaN, sum = 0, width = 0;
        for (int k = 0; k < ranges.Length; k++)
        {
            double overlap = ranges[k]?.Overlap(range) ?? 0;
            if (overlap > 0 && !double.IsNaN(row.Tau[k]))
            {
                first = width == 0 ? row.Tau[k] : first;
                sum += overlap * (row.Tau[k] - first);
                width += overlap;
            }
        }
        return (first + (sum / width), width / range.LogWidth);
    }

    private static void CheckHeader(ITable table)
    {
        if (table.Header.Length == 0 || !new ColumnName(table.Header[0]).Is("instrument"))
        {
            throw table.HeaderFault(
                0, $"the column {Excerpt.Of(table.Header.FirstOrDefault(""))}", "a column 'instrument', then one column a band", "name the first column instrument");
        }

        if (table.Header.Length < 2)
        {
            throw table.HeaderFault(0, "no column but 'instrument'", "one column a band, named by its range in keV such as 0.5-2", "add the taus, in percent");
        }

        table.Use(0, Contents.Names);
        for (int i = 1; i < table.Header.Length; i++)
        {
            table.Use(i, Contents.Numbers);
            string name = table.Header[i];
            if (name.Length == 0)
            {
                throw table.HeaderFault(i, "a column without a name", "an energy band such as 0.5-2", "name it, or remove it");
            }

            if (Array.FindIndex(table.Header, 1, i - 1, other => EnergyRange.SameBand(other, name)) >= 0)
            {
                throw table.HeaderFault(i, $"band {Excerpt.Of(name)} a second time", "one column a band", "remove one of the two");
            }
        }
    }

    /// <summary>A number in percent, or NaN when blank.</summary>
    private static double Percent(ITable table, int column)
    {
        const string Expected = "tau in percent, greater than 0";
        Cell cell = table.ReadNumber(column, out double value);
        return cell switch
        {
            Cell.Missing => double.NaN,
            Cell.Number when PriorParameter.Tau.Fault(value / 100) is null => value,
            Cell.Number => throw table.Fault(
                column, $"{table[column]} {Values.InColumn(table, column)}", value > 0 ? PriorParameter.Tau.Fault(value / 100)!.Value.Expected + ", times 100" : Expected,
                "correct it, or leave the field blank where there is no value"),
            _ => throw Values.NotANumber(table, column, cell, Expected, "write 5 for 5 %, or leave the field blank where there is no value"),
        };
    }

    private static string[] Words(string name) =>
        name.ToLowerInvariant().Split([' ', '_', '-', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private sealed record TauRow(string Name, string[] Words, double[] Tau);
}

/// <summary>What a table says of one instrument in one band.</summary>
/// <param name="Tau">τ, a fraction.</param>
/// <param name="Row">The instrument as the table names it.</param>
/// <param name="Covered">Share of the band, in ln E, for which the table has a value.</param>
internal readonly record struct TauEntry(double Tau, string Row, double Covered);
