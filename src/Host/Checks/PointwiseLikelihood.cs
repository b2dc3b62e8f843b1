using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Checks;

/// <summary>
/// The logarithms that leave-one-out weighs, for programs of others: ln p(y_o | parameters, the other observations of its source) of every observation that
/// <see cref="ModelChecks.Judged"/> names, under the same draws of every chain.
/// </summary>
/// <remarks>Where all draws of a fit are kept and looked at, leave-one-out by <see cref="Diagnostics.LeaveOneOut"/> rests on these very numbers.</remarks>
internal sealed class PointwiseLikelihood
{
    /// <summary>Most values of one band: 128 MiB.</summary>
    public const long MostValues = 1L << 24;

    // A file may take longer than a check on the screen.
    private const int Slower = 4;

    private readonly ISourceErrors errors;
    private readonly (int Source, int Count, int At)[] sources;

    private PointwiseLikelihood(Observations observations, ISourceErrors errors, int[] draws)
    {
        this.errors = errors;
        Draws = draws;
        List<(int, int, int)> seen = [];
        List<int> judged = [];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            int first = observations.First[j], count = observations.First[j + 1] - first;
            if (count > 1 || (count == 1 && errors.PredictsAlone))
            {
                seen.Add((j, count, judged.Count));
                judged.AddRange(Enumerable.Range(first, count));
            }
        }

        sources = [.. seen];
        Judged = [.. judged];
    }

    /// <summary>The kept draws of every chain that are looked at, from 0.</summary>
    public int[] Draws { get; }

    /// <summary>The observations.</summary>
    public int[] Judged { get; }

    /// <summary>The likelihood under as many draws of every chain, evenly spaced, as there is room and time for; null when that is not one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">The data.</param>
    /// <param name="blocks">The posterior's blocks.</param>
    /// <param name="options">How the draws were made.</param>
    public static PointwiseLikelihood? Of(IModel model, Observations observations, IReadOnlyList<Block> blocks, FitOptions options)
    {
        if (!Fits(model, observations.Count, options))
        {
            return null;
        }

        int[] draws = EvenlySpaced.Of(options.Draws, Each(model, observations.Count, options));
        int[] at = [.. Enumerable.Range(0, options.Chains).SelectMany(chain => draws.Select(draw => (chain * options.Draws) + draw))];
        PointwiseLikelihood made = new(observations, model.Errors(new ThinnedDraws(observations, blocks, model.KnownVariance(observations), options, at)), draws);
        return made.Judged.Length == 0 ? null : made;
    }

    /// <summary>Whether there is room and time for one draw of every chain.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">How many observations.</param>
    /// <param name="options">How the draws were made.</param>
    public static bool Fits(IModel model, int observations, FitOptions options) => Each(model, observations, options) > 0;

    /// <summary>Fills the logarithms of every observation of <see cref="Judged"/> under one draw. May be called from several threads.</summary>
    /// <param name="row">Chain · draws of <see cref="Draws"/> + index of the draw there.</param>
    /// <param name="values">One entry an observation.</param>
    public void Fill(int row, Span<double> values)
    {
        foreach ((int source, int count, int at) in sources)
        {
            errors.LeaveOut(source, row, values.Slice(at, count));
        }
    }

    private static int Each(IModel model, int observations, FitOptions options) =>
        (int)Math.Min(options.Draws, Math.Min(MostValues, Slower * model.Can.CheckBudget) / ((long)options.Chains * Math.Max(1, observations)));
}
