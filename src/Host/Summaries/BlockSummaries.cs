using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Summaries;

/// <summary>The summaries of a fit's parameters, made on the host's cores, or on a GPU where there are so many draws that it is worth starting.</summary>
/// <param name="Blocks">The blocks with summaries.</param>
/// <param name="NestedRhat">Nested R̂ of every parameter, in the order of the blocks.</param>
/// <param name="OnDevice">Whether the device made them.</param>
internal sealed record BlockSummaries(Block[] Blocks, double[] NestedRhat, bool OnDevice)
{
    /// <summary>Draws that a core of the host summarises, some 10⁷ a second, in the two seconds that a GPU is assumed to take to compile its kernels.</summary>
    private const double DrawsOfStartUp = 2e7;

    /// <summary>The most draws, and chains, of a parameter that a device takes: lanes are counted in 31 bits.</summary>
    private const int MostDraws = 1 << 27;
    private const int MostChains = 1 << 20;

    /// <summary>
    /// Whether a device should make the summaries: a GPU, of parameters whose draws, all together, would keep the host's cores longer than the GPU takes to
    /// start. (A GPU is assumed to take two seconds for that, and no time for the rest.)
    /// </summary>
    /// <param name="isGpu">Whether the device is one.</param>
    /// <param name="parameters">How many.</param>
    /// <param name="chains">Chains of each.</param>
    /// <param name="length">Draws of a chain.</param>
    /// <param name="cores">Cores of the host.</param>
    public static bool SuitDevice(bool isGpu, int parameters, int chains, int length, int cores) =>
        isGpu && length >= 2 && chains <= MostChains && (long)chains * length <= MostDraws && (double)parameters * chains * length >= DrawsOfStartUp * cores;

    /// <summary>Summarises every parameter.</summary>
    /// <param name="blocks">Blocks of draws.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="superchainSize">Chains of a superchain.</param>
    /// <param name="device">What drew.</param>
    /// <param name="cancellation">Stops between parameters.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static BlockSummaries Of(IReadOnlyList<Block> blocks, int chains, int superchainSize, Device device, CancellationToken cancellation)
    {
        double[][] draws = [.. blocks.SelectMany(block => block.Draws)];
        int length = draws.Length > 0 ? draws[0].Length / chains : 0;
        return SuitDevice(device.IsGpu, draws.Length, chains, length, device.MaxCores) && OnDeviceOf(blocks, chains, length, superchainSize, device, cancellation) is { } made
            ? made
            : OnHost(blocks, draws, chains, superchainSize, cancellation);
    }

    /// <summary>Summarises on a device, whether or not it is worth it; null where it has no room.</summary>
    internal static BlockSummaries? OnDeviceOf(IReadOnlyList<Block> blocks, int chains, int length, int superchainSize, Device device, CancellationToken cancellation)
    {
        try
        {
            using DrawSummaries summaries = new(device, chains, length);
            List<double> nested = [];
            Block[] made = [.. blocks.Select(block => block with
            {
                Summaries = [.. block.Draws.Select((draws, entry) =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    (ParameterSummary summary, double rhat) = summaries.Of(block.NameOf(entry), draws, superchainSize);
                    nested.Add(rhat);
                    return summary;
                })],
            })];
            return new BlockSummaries(made, [.. nested], true);
        }
        catch (DeviceMemoryException)
        {
            return null;
        }
    }

    private static BlockSummaries OnHost(IReadOnlyList<Block> blocks, double[][] draws, int chains, int superchainSize, CancellationToken cancellation) => new(
        [.. blocks.Select(block => Summarised(block, chains, cancellation))], SuperchainRhat.Of(draws, chains, superchainSize), false);

    private static Block Summarised(Block block, int chains, CancellationToken cancellation)
    {
        ParameterSummary[] summaries = new ParameterSummary[block.Draws.Length];
        SideBySide.For(0, summaries.Length, entry => summaries[entry] = ParameterSummary.Of(block.NameOf(entry), block.Draws[entry], chains), cancellation);
        return block with { Summaries = summaries };
    }
}
