using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels;

namespace GpuConcord.Bench.Work;

/// <summary>Launches on this processor's widest lanes, all cores, and adds up by kernel what was launched and how long it took.</summary>
internal sealed class KernelTimes : ILaneLaunch
{
    private readonly ILaneLaunch lanes = Device.LaunchOf(Device.WidestLanes);
    private readonly Dictionary<string, Row> rows = new(StringComparer.Ordinal);
    private int under;

    /// <summary>What one kernel did.</summary>
    /// <param name="Launches">Launches.</param>
    /// <param name="Lanes">Lanes of all of them: threads of a GPU.</param>
    /// <param name="Units">Iterations of chains where the kernel makes several in a launch, else lanes.</param>
    /// <param name="Bytes">Most device memory that was in use at one of them: no launch touches more.</param>
    /// <param name="Seconds">Wall time inside them.</param>
    internal readonly record struct Row(long Launches, long Lanes, long Units, long Bytes, double Seconds);

    /// <summary>Bytes in use on the device that launches.</summary>
    public Func<long> InUse { get; set; } = () => 0;

    /// <inheritdoc/>
    public int LaneWidth => lanes.LaneWidth;

    /// <summary>By kernel, since <see cref="Clear"/>.</summary>
    public IReadOnlyDictionary<string, Row> Rows => rows;

    /// <summary>Forgets everything.</summary>
    public void Clear() => rows.Clear();

    /// <inheritdoc/>
    public void Run<TKernel, TArguments>(int lanes, int cores, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct
    {
        if (Interlocked.Increment(ref under) != 1)
        {
            throw new InvalidOperationException("two launches at a time: their wall times would both hold the other's");
        }

        long start = Stopwatch.GetTimestamp();
        this.lanes.Run<TKernel, TArguments>(lanes, cores, arguments);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Interlocked.Decrement(ref under);
        string name = CudaText.Name(typeof(TKernel));
        Row row = rows.GetValueOrDefault(name);
        rows[name] = new Row(row.Launches + 1, row.Lanes + lanes, row.Units + ((long)lanes * Iterations(arguments)), Math.Max(row.Bytes, InUse()), row.Seconds + seconds);
    }

    /// <summary>What the arguments of samplers call so, their own or those of the chains within them; 1 for others.</summary>
    private static int Iterations<TArguments>(TArguments arguments)
    {
        if (typeof(TArguments).GetField(nameof(Iterations)) is { } own)
        {
            return (int)own.GetValue(arguments)!;
        }

        return typeof(TArguments).GetField("Chains") is { } chains && chains.FieldType.GetField(nameof(Iterations)) is { } theirs
            ? (int)theirs.GetValue(chains.GetValue(arguments))!
            : 1;
    }
}
