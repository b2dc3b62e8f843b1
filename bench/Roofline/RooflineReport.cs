using System.Globalization;
using GpuConcord.Host.Devices;

namespace GpuConcord.Bench.Roofline;

/// <summary>
/// How near each hot kernel comes to what the machine can do: every kernel runs twice, on lanes that count instructions and on lanes that are
/// timed, beside loops that measure each instruction's own ceiling. Prints Markdown.
/// </summary>
internal static class RooflineReport
{
    private const double LeastSeconds = 1.0;

    /// <param name="output">Where the tables go.</param>
    /// <param name="lanes">Lanes of a register, one of <see cref="Device.LaneWidths"/>; as many as this processor has when null.</param>
    /// <param name="names">Parts of the kernels' names; all kernels when empty.</param>
    /// <exception cref="DeviceException">This processor has no registers of that width.</exception>
    public static void Write(TextWriter output, int? lanes, string[] names)
    {
        int width = lanes ?? Device.WidestLanes;
        if (!Device.LaneWidths.Contains(width) || width > Device.WidestLanes)
        {
            string found = string.Join(", ", Device.LaneWidths.Where(w => w <= Device.WidestLanes));
            throw new DeviceException($"--lanes: found {width}, expected one of {found}: what this processor has, or was left by DOTNET_EnableAVX2 and DOTNET_EnableAVX512.");
        }

        TimedLaunch timed = new(width);
        using Device device = Device.OpenSimd(timed);
        double[] cost = Ceilings.Measure(device, timed);
        double ceiling = 2 * width / cost[(int)Operation.MultiplyAdd];
        double cache = width * sizeof(double) / cost[(int)Operation.Load];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{device.Name}, {device.MaxCores} cores, {width} {(width == 1 ? "lane" : "lanes")}, {device.Driver}."));
        output.WriteLine();
        output.WriteLine("## Ceilings, all cores together");
        output.WriteLine();
        output.WriteLine("| instruction | ns | billion lanes/s |");
        output.WriteLine("|---|---|---|");
        foreach (Operation operation in Enum.GetValues<Operation>().Where(o => o is not Operation.Store))
        {
            string name = operation is Operation.Load ? "load or store, first-level cache" : Words(operation);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {cost[(int)operation]:F3} | {width / cost[(int)operation]:F1} |"));
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Multiply-add ceiling {ceiling:F1} Gflop/s; first-level cache {cache:F0} GB/s; copy in main memory "
            + $"{Ceilings.MainMemory(device, timed):F1} GB/s, read and written."));
        output.WriteLine();
        output.WriteLine("## Kernels");
        output.WriteLine();
        output.WriteLine("| kernel | unit | ns | flop | Gflop/s | of multiply-add ceiling | arithmetic instructions: fused, other, divide, root, choose, integer, product | "
            + "loads and stores | least ns by arithmetic | reached | least ns by cache | reached |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (Workload workload in Workload.All.Where(w => names.Length == 0 || names.Any(n => w.Name.Contains(n, StringComparison.OrdinalIgnoreCase))))
        {
            output.WriteLine(Row(workload, width, cost, ceiling));
            output.Flush();
        }
    }

    private static string Row(Workload workload, int width, double[] cost, double ceiling)
    {
        // Instructions serve all lanes of a register; costs are those of one instruction.
        double[] count = [.. Count(workload, width).Select(c => c / (double)workload.Operations)];
        double time = Time(workload, width);
        double flop = width * ((2 * count[(int)Operation.MultiplyAdd]) + count[(int)Operation.AddOrMultiply] + count[(int)Operation.Divide]
            + count[(int)Operation.Root]);
        double arithmetic = Enumerable.Range(0, (int)Operation.Load).Sum(o => count[o] * cost[o]);
        double memory = (count[(int)Operation.Load] + count[(int)Operation.Store]) * cost[(int)Operation.Load];
        string mix = string.Join(", ", Enumerable.Range(0, (int)Operation.Load).Select(o => Number(count[o] * width)));
        string moved = Number((count[(int)Operation.Load] + count[(int)Operation.Store]) * width);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {workload.Name} | {workload.Unit} | {time:F1} | {Number(flop)} | {flop / time:F1} | {flop / time / ceiling:P0} | {mix} | {moved} | {arithmetic:F1} | "
                + $"{arithmetic / time:P0} | {memory:F1} | {memory / time:P0} |");
    }

    private static long[] Count(Workload workload, int width)
    {
        (Action run, Action cleanup) = workload.Prepare(CountingLaunch.Of(width));
        OperationCounts.Clear();
        run();
        long[] counts = OperationCounts.Read();
        cleanup();
        return counts;
    }

    /// <summary>Nanoseconds an operation inside kernels: the median of runs that together last long enough.</summary>
    private static double Time(Workload workload, int width)
    {
        TimedLaunch timed = new(width);
        (Action run, Action cleanup) = workload.Prepare(timed);
        run();
        _ = timed.Read();
        List<double> seconds = [];
        while (seconds.Count < 5 || seconds.Sum() < LeastSeconds)
        {
            run();
            seconds.Add(timed.Read());
        }

        cleanup();
        seconds.Sort();
        return seconds[seconds.Count / 2] * 1e9 / workload.Operations;
    }

    private static string Number(double value) => value.ToString(value < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static string Words(Operation operation) => operation switch
    {
        Operation.MultiplyAdd => "fused multiply-add",
        Operation.AddOrMultiply => "sum, difference, product",
        Operation.Divide => "quotient",
        Operation.Root => "square root",
        Operation.Choose => "extremes, comparisons, selections",
        Operation.Integer => "integer sum, logic, shift",
        _ => "32-bit integer product",
    };
}
