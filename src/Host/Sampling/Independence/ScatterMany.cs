using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>Chains of many problems of one model at once, by the sampler that the options name: every launch advances those of all.</summary>
/// <typeparam name="TModel">The density of η = ln v, and B | v.</typeparam>
/// <typeparam name="TMemory">What the problems take of the device.</typeparam>
/// <param name="upload">Puts the problems of these numbers on the device.</param>
/// <param name="view">The model of what was put there.</param>
/// <param name="keys">The stream key of each problem.</param>
/// <param name="searches">Where the search for step and trajectory of each begins; searched once.</param>
/// <param name="proposals">The modes of each.</param>
internal sealed class ScatterMany<TModel, TMemory>(
    Func<int[], TMemory> upload, Func<TMemory, TModel> view, StreamKey[] keys, TrajectorySearch[] searches, IReadOnlyList<ProposalStart>[] proposals)
    where TModel : struct, ICollapsedModel<TModel>
    where TMemory : IDisposable
{
    private const double FitShare = 0.4;

    /// <summary>By proposals where they are asked for and a mixture fits, as in <see cref="IndependenceSampling"/>; else by trajectories.</summary>
    /// <param name="options">Sampler, chains, warm-up, draws.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    /// <returns>B and v of every problem, an array an instrument, chain-major.</returns>
    public ScatterColumns[] Run(FitOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        ScatterColumns[] draws = new ScatterColumns[keys.Length];
        int[] left = [.. Enumerable.Range(0, keys.Length)];
        if (options.Sampler is Sampler.Independence)
        {
            ProposalFit[] fits = Fit(device, fraction => progress(FitShare * fraction), cancellation);
            int[] fitting = [.. left.Where(k => fits[k].Fits)];
            Propose(fitting, fits, draws, options, device, fraction => progress(FitShare + ((1 - FitShare) * fraction)), cancellation);
            left = [.. left.Where(k => !fits[k].Fits)];
            options = options.Trajectories();
        }

        if (left.Length > 0)
        {
            using TMemory memory = upload(left);
            ScatterColumns[] found = CollapsedMany.Run(
                view(memory), [.. left.Select(k => keys[k])], [.. left.Select(k => searches[k])], options, device,
                left.Length == keys.Length ? progress : _ => { }, cancellation);
            for (int m = 0; m < left.Length; m++)
            {
                draws[left[m]] = found[m];
            }
        }

        return draws;
    }

    private ProposalFit[] Fit(Device device, Action<double> progress, CancellationToken cancellation)
    {
        using TMemory memory = upload([.. Enumerable.Range(0, keys.Length)]);
        return IndependenceSampling.Fit(view(memory), keys, proposals, device, progress, cancellation);
    }

    private void Propose(
        int[] chosen,
        ProposalFit[] fits,
        ScatterColumns[] draws,
        FitOptions options,
        Device device,
        Action<double> progress,
        CancellationToken cancellation)
    {
        if (chosen.Length == 0)
        {
            return;
        }

        using TMemory memory = upload(chosen);
        TModel model = view(memory);
        foreach (int k in chosen)
        {
            draws[k] = new ScatterColumns(TModel.Instruments(model), options.Chains, options.Draws);
        }

        using IndependenceBatch<TModel> batch = new(
            device, model, [.. chosen.Select(k => keys[k])], options.Chains, 0, chosen.Max(k => fits[k].Best.Components.Count), 0, options.SuperchainBits);
        batch.Propose([.. chosen.Select(k => fits[k].Best)]);
        batch.Start(options.WarmUp, cancellation);
        batch.Sample(
            options.Draws,
            options.Thin,
            (problem, chain, draw, values) => draws[chosen[problem]].Keep(chain, draw, values),
            progress,
            cancellation);
    }
}
