using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Data.Prior;

/// <summary>
/// What was said about the priors, before the instruments are known: options, a file, a table of τ, defaults. For each instrument and
/// parameter the first of these that says something holds: the option for that instrument; the file's row for it in the band; the file's
/// row for it without band; the table of τ by instrument and band; the option for all; the defaults (not for τ beside a table: what the
/// table lacks must be said; for β a rule that looks at the data, where there is one). b_i = ln a_i comes from the file alone and is 0 otherwise.
/// </summary>
public sealed class PriorSpecification
{
    private readonly PriorOption[] options;
    private readonly PriorFile? file;
    private readonly TauTable? tauTable;
    private readonly PriorDefaults defaults;

    private PriorSpecification(PriorOption[] options, PriorFile? file, TauTable? table, PriorDefaults defaults) =>
        (this.options, this.file, tauTable, this.defaults) = (options, file, table, defaults);

    /// <summary>True when nominal areas were given.</summary>
    public bool GivesAreas => file is { HasAreas: true };

    /// <summary>Reads options and file.</summary>
    /// <param name="tau">Texts of <c>--tau</c>, one for each time it was given: <c>0.05</c>, <c>pn=0.02,MOS1=0.06</c> or <c>0.05,pn=0.02</c>;
    /// <c>iachec</c> or a CSV file among them is a table by instrument and band.</param>
    /// <param name="alpha">Texts of <c>--alpha</c>, likewise.</param>
    /// <param name="beta">Texts of <c>--beta</c>, likewise.</param>
    /// <param name="file">Path of a CSV file with a column instrument, optionally band, and any of tau, alpha, beta, and area or log_area; or null.</param>
    /// <param name="defaults">What holds where nothing is said.</param>
    /// <param name="formats">The formats in which files are read; null for the program's own.</param>
    /// <exception cref="UsageException">An option's text is at fault.</exception>
    /// <exception cref="DataException">The file is at fault.</exception>
    public static PriorSpecification Read(
        IEnumerable<string> tau, IEnumerable<string> alpha, IEnumerable<string> beta, string? file, PriorDefaults defaults, TableFormats? formats = null)
    {
        TauTable? table = TauOption.Table(tau, formats ?? TableFormats.Standard, out IReadOnlyList<string> numbers);
        return new(
            [PriorOption.Parse(PriorParameter.Tau, numbers), PriorOption.Parse(PriorParameter.Alpha, alpha), PriorOption.Parse(PriorParameter.Beta, beta)],
            file is null ? null : PriorFile.Read(file, formats),
            table,
            defaults);
    }

    /// <summary>The priors of every band, in the order of <see cref="DataSet.Bands"/>.</summary>
    /// <param name="data">The data; an instrument may be named that is in the table but not in every band.</param>
    /// <param name="notes">What of the file was not used, and what looks like a slip, in sentences for a person.</param>
    /// <exception cref="UsageException">An option names an instrument that the data do not have.</exception>
    /// <exception cref="DataException">The file names an instrument or band that is probably misspelt, or the table lacks a τ that nothing else gives.</exception>
    public IReadOnlyList<Priors> Resolve(DataSet data, out IReadOnlyList<string> notes) => Resolve(data, null, out notes);

    /// <summary>The priors of every band, in the order of <see cref="DataSet.Bands"/>.</summary>
    /// <param name="data">The data; an instrument may be named that is in the table but not in every band.</param>
    /// <param name="scatter">What β is in a band where nothing is said about it, instead of the default's; null, or null of it, for that.</param>
    /// <param name="notes">What of the file was not used, and what looks like a slip, in sentences for a person.</param>
    /// <exception cref="UsageException">An option names an instrument that the data do not have.</exception>
    /// <exception cref="DataException">The file names an instrument or band that is probably misspelt, or the table lacks a τ that nothing else gives.</exception>
    public IReadOnlyList<Priors> Resolve(DataSet data, Func<Observations, ScatterDefault?>? scatter, out IReadOnlyList<string> notes)
    {
        List<string> found = [.. CheckNames(data.Instruments, [.. data.Bands.Select(band => band.Band).OfType<string>()])];
        List<Priors> priors = data.Bands.Select(band => Combine(band, scatter)).ToList();
        List<string> wide = priors.SelectMany((prior, k) => prior.Tau.Select((tau, i) => (tau, data.Bands[k].Instruments[i])))
            .Where(pair => pair.tau > 1).Select(pair => pair.Item2).Distinct(StringComparer.Ordinal).ToList();
        if (wide.Count > 0)
        {
            found.Add($"tau is greater than 1 (100 %) for {Excerpt.List(wide)}: it is a fraction, 0.05 for 5 %");
        }

        found.AddRange(TableNotes(data));
        found.AddRange(options.Where(option => option.Plain is not null && !data.Bands.Any(band => band.Instruments.Any(name => UsesPlain(option, name, band.Band))))
            .Select(option => $"--{option.Parameter.ToString().ToLowerInvariant()} {option.Plain} has no effect: every instrument has its own from --priors or by name; "
                + $"to overrule the file name the instruments (--{option.Parameter.ToString().ToLowerInvariant()} {data.Instruments.First()}={option.Plain},...)"));
        notes = found;
        return priors;
    }

    /// <summary>The priors of one band.</summary>
    /// <param name="observations">The band.</param>
    /// <exception cref="UsageException">An option names an instrument that the band does not have.</exception>
    /// <exception cref="DataException">The file names an instrument or band that is probably misspelt.</exception>
    public Priors Resolve(Observations observations)
    {
        _ = CheckNames(observations.Instruments, observations.Band is null ? [] : [observations.Band]);
        return Combine(observations, null);
    }

    private List<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands)
    {
        foreach (PriorOption option in options)
        {
            option.CheckNames(instruments);
        }

        return file?.CheckNames(instruments, bands) ?? [];
    }

    private Priors Combine(Observations observations, Func<Observations, ScatterDefault?>? scatter)
    {
        PriorOption beta = Array.Find(options, option => option.Parameter is PriorParameter.Beta)!;
        ScatterDefault? found = scatter is not null && Array.Exists(observations.Instruments, name => Said(beta, name, observations.Band) is null) ? scatter(observations) : null;
        PriorDefaults rest = found is null ? defaults : defaults with { Beta = found.Beta };
        double[][] values = Array.ConvertAll(options, option => Array.ConvertAll(
            observations.Instruments, name => Said(option, name, observations.Band) ?? Default(option, name, observations.Band, rest)));
        double[] logArea = Array.ConvertAll(observations.Instruments, name => First(FromFile(name, observations.Band).Select(row => row.LogArea)) ?? 0.0);
        return new Priors(logArea, values[0], values[1], values[2]) { Scatter = found };
    }

    private bool UsesPlain(PriorOption option, string instrument, string? band) =>
        option.Of(instrument) is null && First(FromFile(instrument, band).Select(row => row[option.Parameter])) is null
        && (option.Parameter is not PriorParameter.Tau || tauTable?.Find(instrument, band) is null);

    private double? Said(PriorOption option, string instrument, string? band) =>
        option.Of(instrument)
        ?? First(FromFile(instrument, band).Select(row => row[option.Parameter]))
        ?? (option.Parameter is PriorParameter.Tau ? tauTable?.Find(instrument, band)?.Tau : null)
        ?? option.Plain;

    private double Default(PriorOption option, string instrument, string? band, PriorDefaults rest) =>
        option.Parameter is PriorParameter.Tau && tauTable is not null ? throw tauTable.Missing(instrument, band) : option.Parameter.In(rest);

    /// <summary>What the table of τ was used for, and where it falls short.</summary>
    private IEnumerable<string> TableNotes(DataSet data)
    {
        if (tauTable is null)
        {
            yield break;
        }

        PriorOption tau = options[0];
        (string Instrument, string? Band, TauEntry? Entry)[] asked =
        [
            .. data.Bands.SelectMany(band => band.Instruments, (band, instrument) => (instrument, band.Band))
                .Where(cell => tau.Of(cell.instrument) is null && First(FromFile(cell.instrument, cell.Band).Select(row => row.Tau)) is null)
                .Select(cell => (cell.instrument, cell.Band, tauTable.Find(cell.instrument, cell.Band))),
        ];
        string[] read = asked.Where(cell => cell.Entry is not null).Select(cell =>
            cell.Entry!.Value.Row.Equals(cell.Instrument, StringComparison.Ordinal) ? cell.Instrument : $"{cell.Instrument} ({cell.Entry.Value.Row})")
            .Distinct(StringComparer.Ordinal).ToArray();
        if (read.Length > 0)
        {
            yield return $"tau of {string.Join(", ", read)} from {tauTable.Source}";
        }

        string[] lacking = asked.Where(cell => cell.Entry is null).Select(cell => cell.Instrument).Distinct(StringComparer.Ordinal).ToArray();
        if (lacking.Length > 0)
        {
            yield return $"{tauTable.Name} has no tau for every band of {Excerpt.List(lacking)}: --tau {tau.Plain} holds there";
        }

        string[] partly = asked.Where(cell => cell.Entry is { Covered: < 0.999 }).Select(cell => cell.Band!).Distinct(StringComparer.Ordinal).ToArray();
        if (partly.Length > 0)
        {
            yield return $"{tauTable.Name} covers only a part of {(partly.Length == 1 ? "band" : "bands")} {Excerpt.List(partly)}: the tau of that part holds for the whole";
        }
    }

    /// <summary>The file's rows for an instrument, the one for the band before the one for all.</summary>
    private IEnumerable<PriorFile.Row> FromFile(string instrument, string? band)
    {
        if (!string.IsNullOrEmpty(band) && file?[instrument, band] is { } own)
        {
            yield return own;
        }

        if (file?[instrument, ""] is { } any)
        {
            yield return any;
        }
    }

    private static double? First(IEnumerable<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                return value;
            }
        }
        return null;
    }
}
