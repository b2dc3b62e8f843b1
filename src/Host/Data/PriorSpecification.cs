using GpuConcord.Host.Data.Tables;

namespace GpuConcord.Host.Data;

/// <summary>
/// What was said about the priors, before the instruments are known: options, a file, defaults. For each instrument and parameter the
/// first of these that says something holds: the option for that instrument; the file's row for it in the band; the file's row for it
/// without band; the option for all; the defaults. b_i = ln a_i comes from the file alone and is 0 otherwise.
/// </summary>
public sealed class PriorSpecification
{
    private readonly PriorOption[] _options;
    private readonly PriorFile? _file;
    private readonly PriorDefaults _defaults;

    private PriorSpecification(PriorOption[] options, PriorFile? file, PriorDefaults defaults) => (_options, _file, _defaults) = (options, file, defaults);

    /// <summary>Reads options and file.</summary>
    /// <param name="tau">Texts of <c>--tau</c>, one for each time it was given: <c>0.05</c>, <c>pn=0.02,MOS1=0.06</c> or <c>0.05,pn=0.02</c>.</param>
    /// <param name="alpha">Texts of <c>--alpha</c>, likewise.</param>
    /// <param name="beta">Texts of <c>--beta</c>, likewise.</param>
    /// <param name="file">Path of a CSV file with a column instrument, optionally band, and any of tau, alpha, beta, and area or log_area; or null.</param>
    /// <param name="defaults">What holds where nothing is said.</param>
    /// <exception cref="UsageException">An option's text is at fault.</exception>
    /// <exception cref="DataException">The file is at fault.</exception>
    public static PriorSpecification Read(
        IEnumerable<string> tau, IEnumerable<string> alpha, IEnumerable<string> beta, string? file, PriorDefaults defaults) => new(
            [PriorOption.Parse(PriorParameter.Tau, tau), PriorOption.Parse(PriorParameter.Alpha, alpha), PriorOption.Parse(PriorParameter.Beta, beta)],
            file is null ? null : PriorFile.Read(file),
            defaults);

    /// <summary>The priors of every band, in the order of <see cref="DataSet.Bands"/>.</summary>
    /// <param name="data">The data; an instrument may be named that is in the table but not in every band.</param>
    /// <param name="notes">What of the file was not used, and what looks like a slip, in sentences for a person.</param>
    /// <exception cref="UsageException">An option names an instrument that the data do not have.</exception>
    /// <exception cref="DataException">The file names an instrument or band that is probably misspelt.</exception>
    public IReadOnlyList<Priors> Resolve(DataSet data, out IReadOnlyList<string> notes)
    {
        List<string> found = [.. CheckNames(data.Instruments, [.. data.Bands.Select(band => band.Band).OfType<string>()])];
        var priors = data.Bands.Select(Combine).ToList();
        var wide = priors.SelectMany((prior, k) => prior.Tau.Select((tau, i) => (tau, data.Bands[k].Instruments[i])))
            .Where(pair => pair.tau > 1).Select(pair => pair.Item2).Distinct(StringComparer.Ordinal).ToList();
        if (wide.Count > 0)
            found.Add($"tau is greater than 1 (100 %) for {Excerpt.List(wide)}: it is a fraction, 0.05 for 5 %");
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
        return Combine(observations);
    }

    private List<string> CheckNames(IReadOnlyCollection<string> instruments, IReadOnlyCollection<string> bands)
    {
        foreach (var option in _options)
            option.CheckNames(instruments);
        return _file?.CheckNames(instruments, bands) ?? [];
    }

    private Priors Combine(Observations observations)
    {
        var values = Array.ConvertAll(_options, option => Array.ConvertAll(observations.Instruments, name => Value(option, name, observations.Band)));
        var logArea = Array.ConvertAll(observations.Instruments, name => First(FromFile(name, observations.Band).Select(row => row.LogArea)) ?? 0.0);
        return new Priors(logArea, values[0], values[1], values[2]);
    }

    private double Value(PriorOption option, string instrument, string? band) =>
        option.Of(instrument)
        ?? First(FromFile(instrument, band).Select(row => row[option.Parameter]))
        ?? option.Plain
        ?? option.Parameter.In(_defaults);

    /// <summary>The file's rows for an instrument, the one for the band before the one for all.</summary>
    private IEnumerable<PriorFile.Row> FromFile(string instrument, string? band)
    {
        if (!string.IsNullOrEmpty(band) && _file?[instrument, band] is { } own)
            yield return own;
        if (_file?[instrument, ""] is { } any)
            yield return any;
    }

    private static double? First(IEnumerable<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
                return value;
        }
        return null;
    }
}
