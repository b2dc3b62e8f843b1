using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Kernels.Models;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>Where a sampler of ln v begins about one mode.</summary>
/// <param name="Search">The search for step and trajectory.</param>
/// <param name="Proposal">The normal approximation.</param>
/// <param name="Chains">The chains that trajectories start from there.</param>
internal sealed record ScatterStart(TrajectorySearch Search, ProposalStart Proposal, ChainGroup Chains);

/// <summary>Draws of ln v, then of B given v, by proposals or by trajectories.</summary>
internal static class ScatterSampling
{
    /// <summary>By the sampler that <paramref name="options"/> name; by trajectories where they name proposals and none fits.</summary>
    /// <typeparam name="TModel">The density of η = ln v.</typeparam>
    /// <param name="model">The density of η, and B | v.</param>
    /// <param name="starts">Its modes, the heaviest first.</param>
    /// <param name="options">Sampler, chains and draws.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public static PosteriorDraws Run<TModel>(
        TModel model, IReadOnlyList<ScatterStart> starts, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        if (options.Sampler is not Sampler.Independence)
        {
            return ByTrajectories(options);
        }

        (PosteriorDraws? draws, ProposalQuality quality) = IndependenceSampling.Run(
            model, [.. starts.Select(start => start.Proposal)], options, device, progress, cancellation);
        if (draws is not null)
        {
            return draws;
        }

        FitOptions instead = options.Trajectories();
        PosteriorDraws found = ByTrajectories(instead);
        return found with { Ran = instead, Tuning = found.Tuning! with { Proposal = quality } };

        PosteriorDraws ByTrajectories(FitOptions how) =>
            CollapsedSampling.Run(model, [.. starts.Select(start => (start.Search, start.Chains))], how, device, progress, cancellation);
    }
}
