using System.CommandLine.Parsing;
using System.CommandLine;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Options;

/// <summary>
/// Which model is fitted, and what it is told: everything comes from the catalogue, so that a model that is added there has its words here. <c>fit</c>
/// chooses the log-Normal ones by <c>--variances</c> and the others by <c>--model</c>; where all are named alike, <c>--model</c> takes every key.
/// </summary>
internal sealed class ModelOptions
{
    private const string Family = "log-normal";

    private readonly ModelCatalogue models;
    private readonly Option<string?>? variances;
    private readonly Option<string?> model;
    private readonly bool simulates;
    private readonly (Setting Setting, Option<double?>? Number, Option<bool>? Flag)[] settings;

    private ModelOptions(ModelCatalogue models, IReadOnlyList<ModelKind> kinds, Option<string?>? variances, Option<string?> model, bool simulates = false)
    {
        this.models = models;
        this.simulates = simulates;
        this.variances = variances;
        this.model = model;
        settings =
        [
            .. kinds.SelectMany(kind => kind.Settings.Select(setting => (Key: kind.Key, Setting: setting)))
                .DistinctBy(pair => pair.Setting.Name, StringComparer.Ordinal).Select(pair => (
                pair.Setting,
                pair.Setting.Kind is SettingKind.Number
                    ? new Option<double?>(pair.Setting.Option)
                    {
                        Description = $"{pair.Key}: {pair.Setting.Help}",
                        HelpName = pair.Setting.HelpName,
                        CustomParser = Parsers.Positive(pair.Setting.Why, pair.Setting.Named),
                    }
                    : null,
                pair.Setting.Kind is SettingKind.Flag ? Declare.Flag(pair.Setting.Option, $"{pair.Key}: {pair.Setting.Help}") : null)),
        ];
    }

    /// <summary><c>--variances</c>, where the command has it.</summary>
    public IEnumerable<Option> Variances => variances is null ? [] : [variances];

    /// <summary><c>--model</c> and the models' settings.</summary>
    public IEnumerable<Option> All => [model, .. settings.Select(entry => (Option)(entry.Number ?? (Option)entry.Flag!))];

    /// <summary>The options of <c>fit</c>.</summary>
    public static ModelOptions OfFit(ModelCatalogue models)
    {
        ModelKind[] family = [.. models.Kinds.Where(kind => kind.ByVariances)], others = [.. models.Kinds.Where(kind => !kind.ByVariances)];
        string scatter = string.Join("; ", family.Select((kind, k) => $"{(k > 0 && k == family.Length - 1 ? "or " : "")}{kind.Key}, {kind.Scatter}"));
        return new ModelOptions(
            models,
            models.Kinds,
            new Option<string?>("--variances")
            {
                Description = $"Where the scatter comes from: {scatter}.",
                HelpName = string.Join('|', family.Select(kind => kind.Key)),
                CustomParser = Keys(family),
            },
            new Option<string?>("--model")
            {
                Description = $"{Family} (the default); or {string.Join("; or ", others.Select(kind => $"{kind.Key}, {kind.Brief}"))}.",
                HelpName = string.Join('|', others.Select(kind => kind.Key).Prepend(Family)),
                CustomParser = Keys(others, Family),
            });
    }

    /// <summary>The options of a command that names every model by its key.</summary>
    /// <param name="models">The models.</param>
    /// <param name="purpose">What the model is for, the beginning of the description.</param>
    /// <param name="simulates">Whether data are simulated, so that the prior of a variance is what truths are drawn from.</param>
    public static ModelOptions OfKeys(ModelCatalogue models, string purpose, bool simulates) => OfKeys(models, models.Kinds, purpose, simulates);

    /// <summary>The options of <c>sweep</c>: the models that can be swept; null where there is one only.</summary>
    public static ModelOptions? OfSweep(ModelCatalogue models) => models.Swept is { Count: > 1 } kinds
        ? OfKeys(models, kinds, "The model that is swept", simulates: false)
        : null;

    /// <summary>Whether a model was named, or where its scatter comes from.</summary>
    public bool IsSaid(ParseResult parsed) => parsed.GetValue(model) is not null || (variances is not null && parsed.GetValue(variances) is not null);

    private static ModelOptions OfKeys(ModelCatalogue models, IReadOnlyList<ModelKind> kinds, string purpose, bool simulates)
    {
        string[] named = [.. kinds.Select(kind => kind.ByVariances ? $"{kind.Key} ({kind.Brief})" : kind.Key)];
        Option<string?> option = new("--model")
        {
            Description = $"{purpose}: {string.Join(", ", named[..^1])} or {named[^1]}.",
            HelpName = string.Join('|', kinds.Select(kind => kind.Key)),
            CustomParser = Keys(kinds),
        };
        return new ModelOptions(models, kinds, null, option, simulates);
    }

    /// <summary>The samplers that models choose themselves, each with the models that choose it: collapsed (fitted, both), exact (known) …</summary>
    public static string Defaults(ModelCatalogue models)
    {
        string[] chosen =
        [
            .. models.Kinds.SelectMany(Chosen).GroupBy(own => own.Sampler)
                .Select(own => $"{SamplerName.Of(own.Key)} ({string.Join(", ", own.Select(one => one.Where))})"),
        ];
        return chosen.Length == 1 ? chosen[0] : $"{string.Join(", ", chosen[..^1])} or {chosen[^1]}";

        static IEnumerable<(Sampler Sampler, string Where)> Chosen(ModelKind kind)
        {
            Abilities can = kind.Make(SettingValues.None).Can;
            yield return (can.Samplers[0], kind.Key);
            if (can.Many is { } many)
            {
                yield return (many.Sampler, $"{kind.Key} of {many.Sources:N0} sources or more");
            }
        }
    }

    private static Func<ArgumentResult, string?> Keys(IEnumerable<ModelKind> kinds, params string[] others) =>
        Parsers.Choice([.. others.Concat(kinds.Select(kind => kind.Key)).Select(word => (word, (string?)word))]);

    /// <summary>The model that was asked for, with its settings.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="sampler">The sampler asked for.</param>
    /// <param name="estimates">Whether point estimates were asked for.</param>
    /// <param name="variancePrior">The option that gives the prior of a fitted variance, or null.</param>
    /// <param name="unsaid">The kind that is made when no model was named; null for the first of the catalogue.</param>
    /// <exception cref="UsageException">A setting of another model, or something that does not go with this one.</exception>
    public IModel Read(ParseResult parsed, Sampler sampler, bool estimates, string? variancePrior, ModelKind? unsaid = null)
    {
        string? scatter = variances is null ? null : parsed.GetValue(variances);
        string? named = parsed.GetValue(model) is { } key and not Family ? key : scatter;
        ModelKind kind = !IsSaid(parsed) && unsaid is not null ? unsaid : named is null ? models.Kinds[0] : models.Of(named);
        SettingValues values = SettingValues.None;
        foreach ((Setting setting, Option<double?>? number, Option<bool>? flag) in settings)
        {
            values = number is not null ? values.With(setting.Name, parsed.GetValue(number)) : values.With(setting.Name, parsed.GetValue(flag!));
        }

        foreach ((Setting setting, _, _) in settings)
        {
            if (values[setting.Name] is not null && !Has(kind, setting))
            {
                ModelKind owner = models.Kinds.First(other => Has(other, setting));
                throw new UsageException($"{setting.Option}: found without {string.Join(' ', owner.Words)}; add it, or leave {setting.Option} out");
            }
        }

        IModel made = kind.Make(values);
        string? beside = kind.ByVariances || models.Kinds[0].Key.Equals(scatter, StringComparison.Ordinal) ? null : scatter;
        kind.Check(made, new ModelRequest(sampler, estimates, variancePrior, beside) { Simulated = simulates });
        return made;
    }

    /// <summary>Whether a kind has a setting of that name; several may, each with a help of its own.</summary>
    private static bool Has(ModelKind kind, Setting setting) => kind.Settings.Any(own => own.Name.Equals(setting.Name, StringComparison.Ordinal));
}
