using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Host.Sampling.Points;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>Problems of a sweep by weighed draws: those that a mixture of t's fits, and whose draws are worth enough. All have equally many instruments.</summary>
/// <typeparam name="TModel">The density of η = ln v.</typeparam>
/// <param name="device">Where to run.</param>
/// <param name="options">How to draw: chains × draws of them weighed points a problem.</param>
/// <param name="upload">Puts problems on the device.</param>
/// <param name="view">The model of what was put there.</param>
/// <param name="points">Where points come from.</param>
internal sealed class SweepWeights<TModel>(
    Device device, SweepOptions options, Func<Device, IReadOnlyList<ModelProblem>, ModelMemory> upload, Func<ModelMemory, TModel> view, StandardPoints points)
    where TModel : struct, ICollapsedModel<TModel>
{
    // Effective draws a draw, of the worst parameter, bulk or tail, that end the search for a better proposal.
    private const double Enough = 0.4;

    /// <summary>Seconds spent so far, summaries among the sampling.</summary>
    public SweepTiming Timing { get; private set; }

    /// <summary>The posterior of every problem; null for one that is left to chains.</summary>
    /// <param name="problems">The problems.</param>
    /// <param name="posteriors">Their densities.</param>
    /// <param name="numbers">The number of each, which separates their streams.</param>
    /// <param name="modes">The modes of each.</param>
    /// <param name="cancellation">Stops between rounds.</param>
    public SweepPosterior?[] Run(
        ModelProblem[] problems, CollapsedPosterior[] posteriors, ulong[] numbers, WeighedMode[][] modes, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        SweepPosterior?[] found = new SweepPosterior?[problems.Length];
        WeighedSampling.Run(
            chosen => upload(device, [.. chosen.Select(k => problems[k])]),
            view,
            Array.ConvertAll(numbers, number => StreamKey.Of(options.Seed, number)),
            Array.ConvertAll(modes, own => (IReadOnlyList<ProposalStart>)[.. own.Select(ProposalStart.Of)]),
            options.Chains,
            options.Draws,
            points,
            Take,
            device,
            cancellation);
        Timing = Timing with { Sampling = Timing.Sampling + clock.Elapsed.TotalSeconds };
        return found;

        bool Take(int k, WeighedPosterior drawn)
        {
            SweepPosterior summary = ProblemSummary.Of(posteriors[k], drawn, options.Chains);
            double least = Least(summary);
            if (summary.Converged && (found[k] is not { } before || least > Least(before)))
            {
                found[k] = summary;
            }

            return least >= Enough * options.Chains * options.Draws;
        }
    }

    private static double Least(SweepPosterior posterior) => posterior.Areas.Concat(posterior.Variances).Min(own => Math.Min(own.EssBulk, own.EssTail));
}
