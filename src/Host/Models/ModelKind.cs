using GpuConcord.Host.Faults;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Models;

/// <summary>A model before its settings are known: what a command line can ask for, and what a file's key stands for.</summary>
public sealed record ModelKind
{
    /// <summary>The name in files and options: log-t.</summary>
    public required string Key { get; init; }

    /// <summary>What it is, to follow its key in the help of an option; empty where the key says it.</summary>
    public required string Brief { get; init; }

    /// <summary>Whether <c>fit</c> chooses it by <c>--variances KEY</c>, as one of the log-Normal family, rather than by <c>--model KEY</c>.</summary>
    public bool ByVariances { get; init; }

    /// <summary>Where its scatter comes from, for the help of <c>--variances</c>.</summary>
    public string Scatter { get; init; } = "";

    /// <summary>What it can be told.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    /// <summary>The model with these settings.</summary>
    public required Func<SettingValues, IModel> Make { get; init; }

    /// <summary>Refuses what does not go with the model.</summary>
    public Action<IModel, ModelRequest> Check { get; init; } = ModelRequest.CheckSampler;

    /// <summary>Words that choose it on the command line of <c>fit</c>, without settings.</summary>
    public IReadOnlyList<string> Words => ByVariances ? ["--variances", Key] : ["--model", Key];
}

/// <summary>What kind of value a setting has.</summary>
public enum SettingKind
{
    /// <summary>A number greater than 0, or none.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Flag,
}

/// <summary>Something that a model can be told.</summary>
/// <param name="Name">Its name in files, with underscores; options have dashes.</param>
/// <param name="Kind">What kind of value it has.</param>
/// <param name="HelpName">What stands for the value in help.</param>
/// <param name="Help">What it does, in words.</param>
/// <param name="Why">What a sensible number looks like, for messages.</param>
public sealed record Setting(string Name, SettingKind Kind, string HelpName, string Help, string Why = "")
{
    /// <summary>Words that may stand for a number, with the number that each means; null for none at all.</summary>
    public IReadOnlyList<(string Word, double? Value)> Named { get; init; } = [];

    /// <summary>The option that sets it.</summary>
    public string Option => $"--{Name.Replace('_', '-')}";
}

/// <summary>Values of settings by name; a flag that is set has the value 1.</summary>
public sealed class SettingValues
{
    private readonly Dictionary<string, double> values = new(StringComparer.Ordinal);

    /// <summary>No setting at all.</summary>
    public static SettingValues None { get; } = new();

    /// <summary>The value of a setting, or null.</summary>
    public double? this[string name] => values.TryGetValue(name, out double value) ? value : null;

    /// <summary>Whether a flag is set.</summary>
    public bool Has(string name) => this[name] is not (null or 0);

    /// <summary>Names of the settings that have a value.</summary>
    public IReadOnlyCollection<string> Names => values.Keys;

    /// <summary>These values and another one; a missing number changes nothing.</summary>
    public SettingValues With(string name, double? value)
    {
        SettingValues more = new();
        foreach ((string known, double its) in values)
        {
            more.values[known] = its;
        }

        if (value is { } number)
        {
            more.values[name] = number;
        }

        return more;
    }

    /// <summary>These values and a flag, when it is set.</summary>
    public SettingValues With(string name, bool set) => set ? With(name, 1.0) : this;
}

/// <summary>What else a command line asks of a model, for a model to say what does not go together.</summary>
/// <param name="Sampler">The sampler asked for; <see cref="Sampler.Auto"/> when none was.</param>
/// <param name="Estimates">Whether point estimates were asked for.</param>
/// <param name="VariancePrior">The option that gives the prior of a fitted variance, or null.</param>
/// <param name="Variances">What <c>--variances</c> said beside <c>--model</c>; null when it was left out, or names what is fitted when nothing is said.</param>
public sealed record ModelRequest(Sampler Sampler, bool Estimates, string? VariancePrior, string? Variances)
{
    /// <summary>Whether data are simulated, so that the prior of a variance is what truths are drawn from.</summary>
    public bool Simulated { get; init; }

    /// <summary>Refuses a sampler that the model does not have, point estimates where it has none, and a second model.</summary>
    /// <exception cref="UsageException">They were asked for.</exception>
    public static void CheckSampler(IModel model, ModelRequest request)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(request);
        string words = string.Join(' ', model.Kind.Words);
        if (request.Variances is { } variances)
        {
            throw new UsageException($"--variances: found {variances} beside {words}, expected one of the two; each chooses a model, leave one out");
        }

        if (request.Sampler is not Sampler.Auto && !model.Can.Samplers.Contains(request.Sampler))
        {
            string names = string.Join(", ", model.Can.Samplers.Select(SamplerName.Of));
            throw new UsageException($"--sampler: found {SamplerName.Of(request.Sampler)} with {words}, expected auto or {names}; {model.Title} has no other sampler");
        }

        if (request.Estimates && model.Can.Estimates.Count == 0)
        {
            throw new UsageException($"--point: found beside {words}, expected without; {model.Title} has no point estimates");
        }
    }
}
