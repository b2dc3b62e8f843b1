using System.CommandLine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Options;

/// <summary>The options of <c>gpuconcord sbc</c> that say which model is tried, and on data of what shape.</summary>
/// <param name="models">The models there are.</param>
internal sealed class SbcModelArguments(ModelCatalogue models)
{
    private const double StandardError = 0.3;

    private readonly ModelOptions model = ModelOptions.OfKeys(models, "The model whose sampler is tried", simulates: true);
    private readonly Option<double?> errors = Declare.Decimal(
        "--errors", "E", "greater than 0", e => e > 0,
        $"{string.Join(", ", WithErrors(models))}: typical known error of ln(value); those of the observations differ about it. [default: 0.3]");
    private readonly Option<int> instruments = Declare.Whole("--instruments", 3, 2, "instruments are compared with each other", "Instruments in each data set.");
    private readonly Option<int> sources = Declare.Whole("--sources", 20, 2, "one source does not tell scatter from area", "Sources in each.");
    private readonly Option<double?> missing = Declare.Decimal(
        "--missing", "P", "from 0 to below 1", p => p is >= 0 and < 1, "Probability that an instrument did not see a source; two see each at least. [default: 0]");
    private readonly Option<int> bands = Declare.Whole("--bands", 1, 1, "there is one at least",
        "Energy bands that are fitted together, each with as many instruments and sources.");
    private readonly Option<double?> correlation = Declare.Decimal(
        "--band-correlation", "R", "between -1 and 1", r => r is > -1 and < 1, "With several bands: correlation of an instrument's areas between any two.");

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [.. model.All, errors, instruments, sources, missing, bands, correlation];

    /// <summary>What was asked for, with the priors that <paramref name="priors"/> makes for the instruments.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="seed">Seed that decides what is missing.</param>
    /// <param name="variancePrior">The option that gives the prior of a fitted σ², or null.</param>
    /// <param name="priors">Makes the priors of a design.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public SbcOptions Read(ParseResult parsed, ulong seed, string? variancePrior, Func<Observations, Priors> priors)
    {
        IModel tried = model.Read(parsed, Sampler.Auto, estimates: false, variancePrior).Proper;
        double? error = parsed.GetValue(errors);
        if (!tried.Can.ErrorsBesideScatter && error is not null)
        {
            throw new UsageException($"{errors.Name}: found without --model {string.Join(" or ", WithErrors(models))}; add it, or leave {errors.Name} out");
        }

        (int count, int bandCount) = (parsed.GetValue(instruments), parsed.GetValue(bands));
        SbcDesign design = SbcDesign.Of(
            count, parsed.GetValue(sources), bandCount, parsed.GetValue(missing) ?? 0, tried.Can.ErrorsBesideScatter ? error ?? StandardError : null, seed,
            tried.Can.Counts);
        Observations table = design.Table;
        Priors drawn = priors(table);
        // A model with known variances is told those that are drawn.
        tried.Check(table.Variance is null ? table with { Variance = [.. Enumerable.Repeat(1.0, table.Count)] } : table, drawn);
        return new SbcOptions
        {
            Model = tried,
            Design = design,
            Priors = Correlation(parsed, tried, bandCount) is { } tie ? drawn with { Correlation = SbcDesign.Correlation(count, bandCount, tie) } : drawn,
        };
    }

    private static IEnumerable<string> WithErrors(ModelCatalogue models) =>
        models.Kinds.Where(kind => kind.Make(SettingValues.None).Can.ErrorsBesideScatter).Select(kind => kind.Key);

    private double? Correlation(ParseResult parsed, IModel tried, int count)
    {
        double? tie = parsed.GetValue(correlation);
        if (count == 1)
        {
            return tie is null ? null : throw new UsageException($"{correlation.Name}: found with one band, expected --bands 2 or more beside it; a single band has none to "
                + "correlate with");
        }

        if (!tried.Can.CorrelatedAreas)
        {
            string[] able = [.. models.Kinds.Where(kind => kind.Make(SettingValues.None).Can.CorrelatedAreas).Select(kind => kind.Key)];
            throw new UsageException($"{bands.Name}: found {count} with this --model, expected {string.Join(" or ", able)}; only these fit bands together");
        }

        if (tie is null)
        {
            throw new UsageException($"{bands.Name}: found {count} without {correlation.Name}, expected a number; say how the areas of one instrument correlate between bands, "
                + $"as in {correlation.Name} 0.8");
        }

        return tie > -1.0 / (count - 1)
            ? tie
            : throw new UsageException($"{correlation.Name}: found {tie}, expected more than -1/{count - 1}; {count} bands cannot all go against each other so");
    }
}
