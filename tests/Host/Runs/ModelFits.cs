using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Tests.Host.Runs;

/// <summary>Hand-made fits of every model, two instruments and five sources.</summary>
internal static class ModelFits
{
    private const double Nu = 3;

    /// <summary>Every model.</summary>
    public static readonly string[] Kinds = ["known", "log-normal", "both", "log-t", "log-t common", "log-t known", "joint"];

    /// <summary>
    /// A fit of a model. Areas are 0 and 0.1, log fluxes −27 + j; every measurement lies there but pn on S01, which is ln 1.5 above; σ of log-t
    /// is √0.03, so that σ/√ν is 0.1.
    /// </summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="band">The band.</param>
    /// <param name="complete">Whether every instrument saw every source; else the second is lonely and the fifth was not seen.</param>
    /// <param name="shift">Added to the areas.</param>
    public static Fit Of(string kind, string? band, bool complete, double shift = 0)
    {
        double sigma = Math.Sqrt(0.03);
        double[]? scatter = kind switch { "known" or "log-t known" => null, "log-t" or "log-t common" => new[] { sigma, sigma }, _ => [0.1, 0.05] };
        Fit fit = HandMade.Fit(Data(band, complete), [shift, 0.1 + shift], scatter);
        fit = fit.With(Role.Area, block => block with { Summaries = [.. block.Summaries.Select((area, i) => area with { Mean = (0.1 * i) + shift })] });
        bool robust = kind.StartsWith("log-t", StringComparison.Ordinal);
        int count = fit.Observations.Count;
        IModel model = kind switch
        {
            "known" => FitParts.Known,
            "both" => FitParts.Both,
            _ when robust => new LogTModel { Nu = Nu, Sigma = kind is "log-t known" ? sigma : null, CommonSigma = kind is "log-t common" },
            _ => FitParts.Fitted,
        };
        return fit with
        {
            Model = model,
            Options = fit.Options with { Sampler = robust ? Sampler.BlockGibbs : fit.Options.Sampler },
            Blocks = [.. model.Blocks(fit.Observations).Select(block => Filled(block, fit, robust, count))],
            Joint = kind is "joint" ? Joint() : null,
        };
    }

    /// <summary>A fit with weights, as the log-t model has them.</summary>
    public static Fit Weighted(Fit fit, double[] mean, double[] error)
    {
        LogTModel model = new() { Nu = Nu };
        Block weights = model.Blocks(fit.Observations).Single(block => block.Role is Role.Weight);
        return fit with { Model = model, Blocks = [.. fit.Blocks, weights with { Moments = new EntryMoments(mean, error, Nu) }] };
    }

    /// <summary>The block with what the hand-made fit has for it.</summary>
    private static Block Filled(Block block, Fit fit, bool robust, int count)
    {
        if (block.Role is Role.Weight)
        {
            return block with { Moments = new EntryMoments([0.3, .. Enumerable.Repeat(3.2, count - 1)], [.. Enumerable.Repeat(0.01, count)], Nu) };
        }

        Block made = fit.Blocks.Single(own => own.Role == block.Role);
        int entries = block.Axis is Axis.Common ? 1 : made.Draws.Length;
        return block with
        {
            Draws = made.Draws[..entries],
            Summaries = [.. made.Summaries[..entries].Select((summary, entry) => summary with
            {
                Name = block.NameOf(entry),
                Median = robust && block.Role is Role.Scatter ? 0.03 : summary.Median,
            })],
        };
    }

    private static Observations Data(string? band, bool complete)
    {
        Observations data = complete
            ? HandMade.Observations(band, ["pn", "MOS1"], HandMade.Sources(5), errors: true)
            : HandMade.Observations(band, ["pn", "MOS1"], HandMade.Sources(5), errors: true) with
            {
                First = [0, 2, 3, 5, 7, 7],
                Instrument = [0, 1, 1, 0, 1, 0, 1],
                Y = new double[7],
                Variance = [.. Enumerable.Repeat(1e-4, 7)],
            };
        for (int j = 0; j < data.SourceCount; j++)
        {
            for (int o = data.First[j]; o < data.First[j + 1]; o++)
            {
                data.Y[o] = -27 + j + (0.1 * data.Instrument[o]) + (o == 0 ? Math.Log(1.5) : 0);
            }
        }
        return data;
    }

    private static JointBandPosterior Joint()
    {
        double[,] prior = { { 1, 0.8 }, { 0.8, 1 } }, posterior = { { 1, 0.65 }, { 0.65, 1 } };
        string[] bands = ["soft", "hard"];
        return new JointBandPosterior
        {
            Bands = bands,
            Instruments = [new("pn", bands, prior, posterior), new("MOS1", bands, prior, posterior)],
            AreaNarrowing = [0.9, 0.8],
            DifferenceNarrowing = [0.95],
            LevelSd = [0.02],
        };
    }
}
