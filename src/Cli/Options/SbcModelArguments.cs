using System.CommandLine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Options;

/// <summary>The options of <c>gpuconcord sbc</c> that say which model is tried, and on data of what shape.</summary>
internal sealed class SbcModelArguments
{
    private const double StandardError = 0.3;
    private static readonly LogTOptions _logT = new();

    private readonly Option<ScatterModel> _model = new("--model")
    {
        Description = "The model whose sampler is tried: fitted (log-normal, one sigma an instrument), known (variances given), both (the two together) or log-t.",
        HelpName = "fitted|known|both|log-t",
        CustomParser = Parsers.Choice(
            ("fitted", ScatterModel.FittedVariances), ("known", ScatterModel.KnownVariances), ("both", ScatterModel.KnownPlusFittedVariances), ("log-t", ScatterModel.LogT)),
        DefaultValueFactory = _ => ScatterModel.FittedVariances,
    };
    private readonly Option<double?> _nu = Decimal("--nu", "NU", "greater than 0", nu => nu > 0, "log-t: degrees of freedom. [default: 3]");
    private readonly Option<double?> _sigma = Decimal("--sigma", "S", "greater than 0", s => s > 0, "log-t: take sigma as known. [default: drawn from its prior, and fitted]");
    private readonly Option<bool> _common = new("--common-sigma") { Description = "log-t: one sigma for all instruments, not one each." };
    private readonly Option<double?> _errors = Decimal("--errors", "E", "greater than 0", e => e > 0, "both: typical known error of ln(value); those of the observations differ about it. [default: 0.3]");
    private readonly Option<int> _instruments = Number("--instruments", 3, 2, "instruments are compared with each other", "Instruments in each data set.");
    private readonly Option<int> _sources = Number("--sources", 20, 2, "one source does not tell scatter from area", "Sources in each.");
    private readonly Option<double?> _missing = Decimal("--missing", "P", "from 0 to below 1", p => p is >= 0 and < 1, "Probability that an instrument did not see a source; two see each at least. [default: 0]");
    private readonly Option<int> _bands = Number("--bands", 1, 1, "there is one at least", "Energy bands that are fitted together, each with as many instruments and sources.");
    private readonly Option<double?> _correlation = Decimal("--band-correlation", "R", "between -1 and 1", r => r is > -1 and < 1, "With several bands: correlation of an instrument's areas between any two.");

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_model, _nu, _sigma, _common, _errors, _instruments, _sources, _missing, _bands, _correlation];

    /// <summary>What was asked for, with the priors that <paramref name="priors"/> makes for the instruments.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="seed">Seed that decides what is missing.</param>
    /// <param name="variancePrior">The option that gives the prior of a fitted σ², or null.</param>
    /// <param name="priors">Makes the priors of a design.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public CalibrationOptions Read(ParseResult parsed, ulong seed, string? variancePrior, Func<Observations, Priors> priors)
    {
        var model = parsed.GetValue(_model);
        double? nu = parsed.GetValue(_nu), sigma = parsed.GetValue(_sigma), errors = parsed.GetValue(_errors);
        var common = parsed.GetValue(_common);
        var stray = nu is not null ? _nu.Name : sigma is not null ? _sigma.Name : common ? _common.Name : null;
        if (model is not ScatterModel.LogT && stray is not null)
            throw new UsageException($"{stray}: found without --model log-t; add it, or leave {stray} out");
        if (sigma is not null && (common || variancePrior is not null))
            throw new UsageException($"{(common ? _common.Name : variancePrior)}: found beside --sigma, expected one of the two; a known sigma is not fitted, leave one out");
        if (model is not ScatterModel.KnownPlusFittedVariances && errors is not null)
            throw new UsageException($"{_errors.Name}: found without --model both; add it, or leave {_errors.Name} out");
        var (instruments, bands) = (parsed.GetValue(_instruments), parsed.GetValue(_bands));
        var design = CalibrationDesign.Of(
            instruments, parsed.GetValue(_sources), bands, parsed.GetValue(_missing) ?? 0,
            model is ScatterModel.KnownPlusFittedVariances ? errors ?? StandardError : null, seed);
        var drawn = priors(design);
        if (common && drawn.Alpha.Concat(drawn.Beta).Distinct().Count() > 2)
            throw new UsageException($"{_common.Name}: found priors that differ between instruments, expected one alpha and one beta; a single sigma has a single prior");
        return new CalibrationOptions
        {
            Model = model,
            LogT = new LogTOptions { Nu = nu ?? _logT.Nu, Sigma = sigma, CommonSigma = common },
            Design = design,
            Bands = bands,
            Priors = Correlation(parsed, bands) is { } correlation
                ? drawn with { Correlation = CalibrationDesign.Correlation(instruments, bands, correlation) }
                : drawn,
        };
    }

    private double? Correlation(ParseResult parsed, int bands)
    {
        var correlation = parsed.GetValue(_correlation);
        if (bands == 1)
            return correlation is null ? null : throw new UsageException($"{_correlation.Name}: found with one band, expected --bands 2 or more beside it; a single band has none to correlate with");
        if (correlation is null)
            throw new UsageException($"{_bands.Name}: found {bands} without {_correlation.Name}, expected a number; say how the areas of one instrument correlate between bands, as in {_correlation.Name} 0.8");
        return correlation > -1.0 / (bands - 1) ? correlation : throw new UsageException($"{_correlation.Name}: found {correlation}, expected more than -1/{bands - 1}; {bands} bands cannot all go against each other so");
    }

    private static Option<double?> Decimal(string name, string value, string range, Func<double, bool> allowed, string description) =>
        new(name) { Description = description, HelpName = value, CustomParser = Parsers.Decimal(range, allowed) };

    private static Option<int> Number(string name, int standard, int least, string why, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = Parsers.Whole(least, why),
        DefaultValueFactory = _ => standard,
    };
}
