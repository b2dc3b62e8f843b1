using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Options;

/// <summary>What <c>gpuconcord fit</c> was asked to do.</summary>
internal sealed record FitRequest
{
    /// <summary>File or built-in data set.</summary>
    public required string Data { get; init; }

    /// <summary>Columns and bands.</summary>
    public required ReadOptions Reading { get; init; }

    /// <summary>Reads options and file of priors, given what holds where they say nothing.</summary>
    public required Func<PriorDefaults, PriorSpecification> Priors { get; init; }

    /// <summary>The model.</summary>
    public required IModel Model { get; init; }

    /// <summary>The words that chose the model, for messages.</summary>
    public required string ModelWords { get; init; }

    /// <summary>The kind that fits the counts of apertures, or null.</summary>
    public ModelKind? OfCounts { get; init; }

    /// <summary>The same request with the model that fits counts, for a table of them; null where another model was named, or none fits counts.</summary>
    public Func<FitRequest>? Counted { get; init; }

    /// <summary>What is to be said of the choice of the model.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How to sample.</summary>
    public required FitOptions Options { get; init; }

    /// <summary>The same before <see cref="For"/> has chosen its length.</summary>
    private FitOptions Asked { get; init; }

    /// <summary>Whether the number of chains was given; otherwise it is the model's own.</summary>
    public bool ChainsSaid { get; init; }

    /// <summary>Whether the command line says how many draws.</summary>
    public bool DrawsSaid { get; init; }

    /// <summary>Whether it says how long the warm-up is.</summary>
    public bool WarmUpSaid { get; init; }

    /// <summary>Whether it names a sampler.</summary>
    public bool SamplerSaid { get; init; }

    /// <summary>Observations of the largest band, or of all that are fitted together; set by <see cref="For"/>.</summary>
    public int Together { get; private init; }

    /// <summary>Whether it says how many effective draws.</summary>
    public bool TargetSaid { get; init; }

    /// <summary>What ties the bands in one joint fit, or null when each is fitted by itself.</summary>
    public IBandTie? Tie { get; init; }

    /// <summary>Sources whose flux draws are kept, as given: names, or several with commas.</summary>
    public required IReadOnlyList<string> FluxDraws { get; init; }

    /// <summary>Whether point estimates were asked for, so that the report shows them.</summary>
    public bool ShowEstimates { get; init; }

    /// <summary>Whether the model is checked against the data.</summary>
    public bool Check { get; init; }

    /// <summary>Whether priors and likelihood are power-scaled.</summary>
    public bool Sensitivity { get; init; }

    /// <summary>The device asked for.</summary>
    public required DeviceChoice Device { get; init; }

    /// <summary>Where results go.</summary>
    public required OutputRequest Output { get; init; }

    /// <summary>The command line, as far as it decides numbers.</summary>
    public required UsedWords Again { get; init; }

    /// <summary>The same with the table's errors for all of the scatter, without what goes with another model only; null when no model does that.</summary>
    public required UsedWords? ErrorsOnly { get; init; }

    /// <summary>
    /// The request with the model that goes with the table: a table of counts chooses the one that fits them when none was named; and with the length that goes with
    /// model and table.
    /// </summary>
    /// <param name="data">The table.</param>
    /// <exception cref="UsageException">A model of values was named, and the table has counts.</exception>
    public FitRequest For(DataSet data)
    {
        FitRequest chosen = !CountTables.AreRead(data) ? CountTables.Beside(data, Reading, OfCounts) is { } note ? this with { Notes = [note] } : this
            : Model.Can.Counts ? this
            : Counted is null ? throw CountTables.Refusal(ModelWords, data, OfCounts)
            : Counted() with { Notes = [CountTables.Chosen(data, OfCounts!)] };
        int together = chosen.Tie is null ? data.Bands.Max(band => band.Count) : data.Bands.Sum(band => band.Count);
        return chosen with { Options = chosen.Usual(together, chosen.Options), Asked = chosen.Options, Together = together };
    }

    /// <summary>How one band is sampled that is fitted by itself: a model may have another sampler for many sources than for few.</summary>
    /// <param name="band">One of the bands that <see cref="For"/> was given.</param>
    public FitOptions OptionsFor(Observations band)
    {
        Sampler usual = SamplerSaid ? Options.Sampler : Model.UsualSampler(band);
        return usual == Options.Sampler ? Options : Usual(Together, Asked with { Sampler = usual, WarmUp = WarmUpSaid ? Asked.WarmUp : FitOptions.UsualWarmUp(usual) });
    }

    /// <summary>Options with what goes with so many observations where nothing was said.</summary>
    private FitOptions Usual(int observations, FitOptions usual)
    {
        if (!ChainsSaid)
        {
            usual = usual with { Chains = Model.UsualChains(observations) };
        }

        if (!TargetSaid && usual.Target > 0)
        {
            usual = usual with { Target = Model.UsualTarget(observations) };
        }

        if (!DrawsSaid && usual is { Sampler: Sampler.BlockGibbs, Target: > 0, Thin: 1, MayGoOn: true } && Model.Can.Correlation > 0)
        {
            return usual.ForTarget(Model.Can.Correlation);
        }

        return DrawsSaid ? usual : usual with { Draws = FitOptions.DrawsFor(usual.Target > 0 ? usual.Target : FitOptions.UsualTarget, usual.Chains) };
    }

    /// <summary>The sources of <see cref="FluxDraws"/>, each once, in the order given.</summary>
    /// <param name="data">The data that must have them.</param>
    /// <exception cref="UsageException">The data have no such source.</exception>
    public IReadOnlyList<string> FluxDrawSources(DataSet data)
    {
        if (FluxDraws.Count == 0)
        {
            return [];
        }

        HashSet<string> known = data.Bands.SelectMany(band => band.Sources).ToHashSet(StringComparer.Ordinal);
        List<string> chosen = new();
        // A name may hold a comma itself.
        IEnumerable<string> asked = FluxDraws.Select(TableReader.Spelt).SelectMany(text => known.Contains(text) ? [text] : text.Split(',', StringSplitOptions.TrimEntries));
        foreach (string name in asked)
        {
            if (!known.Contains(name))
            {
                throw new UsageException($"--flux-draws: found '{name}', expected a source of {data.Name}; {DidYouMean.Advice(name, known, "write it as the table does")}");
            }

            if (!chosen.Contains(name, StringComparer.Ordinal))
            {
                chosen.Add(name);
            }
        }
        return chosen;
    }
}
