using System.CommandLine;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Options;

/// <summary>The options of <c>gpuconcord fit</c> that choose the log-t model and say what it needs.</summary>
internal sealed class LogTArguments
{
    private static readonly LogTOptions _defaults = new();

    private readonly Option<Choice> _model = new("--model")
    {
        Description = "log-normal (the default); or log-t, where outliers lose their weight, with a list of them.",
        HelpName = "log-normal|log-t",
        CustomParser = Parsers.Choice(("log-normal", Choice.LogNormal), ("log-t", Choice.LogT)),
    };
    private readonly Option<double?> _nu = Positive("--nu", "NU", "3 has heavy tails, 30 is nearly normal", "log-t: degrees of freedom. [default: 3]");
    private readonly Option<double?> _sigma = Positive("--sigma", "S", "0.1 means a scale of 10 %", "log-t: take sigma as known; an observation then scatters by about S/sqrt(NU). [default: fitted]");
    private readonly Option<bool> _common = new("--common-sigma") { Description = "log-t: fit one sigma for all instruments, not one each." };

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_model, _nu, _sigma, _common];

    /// <summary>What was asked of the log-t model; null when another model was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="known">Whether known variances were asked for.</param>
    /// <param name="prior">The option that gives the prior of a fitted σ², or null.</param>
    /// <param name="sampler">The sampler asked for, or null.</param>
    /// <param name="points">Whether point estimates were asked for.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public LogTOptions? Read(ParseResult parsed, bool known, string? prior, Sampler? sampler, bool points)
    {
        double? nu = parsed.GetValue(_nu), sigma = parsed.GetValue(_sigma);
        var common = parsed.GetValue(_common);
        if (parsed.GetValue(_model) is not Choice.LogT)
        {
            var stray = nu is not null ? _nu.Name : sigma is not null ? _sigma.Name : common ? _common.Name : null;
            return stray is null ? null : throw new UsageException($"{stray}: found without --model log-t; add it, or leave {stray} out");
        }
        if (known)
            throw new UsageException("--variances: found known beside --model log-t, expected fitted; log-t does not read the table's errors, give its scale with --sigma");
        if (sampler is not null and not Sampler.BlockGibbs)
            throw new UsageException($"--sampler: found {SamplerName.Of(sampler.Value)} beside --model log-t, expected auto or block-gibbs; log-t has no other sampler");
        if (points)
            throw new UsageException("--point: found beside --model log-t, expected --model log-normal; the estimators belong to the log-normal model");
        if (sigma is not null && prior is not null)
            throw new UsageException($"{prior}: found beside --sigma, expected one of the two; a known sigma has no prior, leave one out");
        if (sigma is not null && common)
            throw new UsageException("--common-sigma: found beside --sigma, expected one of the two; a known sigma is common to all instruments anyway");
        return new LogTOptions { Nu = nu ?? _defaults.Nu, Sigma = sigma, CommonSigma = common };
    }

    private enum Choice
    {
        LogNormal,
        LogT,
    }

    private static Option<double?> Positive(string name, string value, string why, string description) => new(name)
    {
        Description = description,
        HelpName = value,
        CustomParser = Parsers.Positive(why),
    };
}
