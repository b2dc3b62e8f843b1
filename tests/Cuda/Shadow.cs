using System.Reflection;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Tests.Kernels;
using GpuConcord.Tests.Kernels.Lanes;
using ILGPU;
using ILGPU.Runtime;

namespace GpuConcord.Tests.Cuda;

/// <summary>
/// Repeats every launch of a device on the processor, lane by lane, over the same memory, and counts numbers that differ. The processor computes with
/// <see cref="UnfusedLane"/>, the same kernel text compiled by .NET; the device with what ILGPU made of it. Needs a device whose addresses the processor may use.
/// </summary>
internal sealed class Shadow : ILaunchWitness
{
    private const int Cores = 2;

    /// <summary>What was seen, by kernel.</summary>
    public Dictionary<string, Tally> Kernels { get; } = [];

    /// <summary>Numbers that launches changed.</summary>
    public long Written => Kernels.Values.Sum(own => own.Written);

    /// <inheritdoc/>
    public Action Before<TKernel, TArguments>(int lanes, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct
    {
        ArrayView<double>[] views = [.. Views(arguments).Where(view => view.Length > 0)];
        double[][] before = Copies(views);
        return () =>
        {
            double[][] device = Copies(views);
            Restore(views, before);
            new VectorLaunch<UnfusedLane>().Run<TKernel, TArguments>(lanes, Cores, arguments);
            double[][] processor = Copies(views);
            Restore(views, device);
            string name = CudaText.Name(typeof(TKernel));
            if (!Kernels.TryGetValue(name, out Tally? tally))
            {
                Kernels.Add(name, tally = new Tally());
            }

            tally.Launches++;
            tally.Shapes.Add(string.Join('/', views.Select(view => view.Length).Prepend(lanes)));
            for (int view = 0; view < views.Length; view++)
            {
                tally.Compare(before[view], device[view], processor[view], $"launch {tally.Launches} over {lanes} lanes, view {view}");
            }
        };
    }

    /// <summary>Every view that a launch's arguments hold, however deep.</summary>
    private static IEnumerable<ArrayView<double>> Views(object value) => value switch
    {
        ArrayView<double> view => [view],
        _ when value.GetType() is { IsValueType: true, IsPrimitive: false, IsEnum: false } own =>
            own.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).SelectMany(field => Views(field.GetValue(value)!)),
        _ => [],
    };

    private static unsafe Span<double> Numbers(ArrayView<double> view) => new((void*)view.LoadEffectiveAddressAsPtr(), checked((int)view.Length));

    private static double[][] Copies(ArrayView<double>[] views) => Array.ConvertAll(views, view => Numbers(view).ToArray());

    private static void Restore(ArrayView<double>[] views, double[][] values)
    {
        for (int view = 0; view < views.Length; view++)
        {
            values[view].CopyTo(Numbers(views[view]));
        }
    }

    /// <summary>The launches of one kernel.</summary>
    public sealed class Tally
    {
        /// <summary>How many launches.</summary>
        public int Launches { get; set; }

        /// <summary>Lanes and lengths of the views that they had.</summary>
        public HashSet<string> Shapes { get; } = [];

        /// <summary>Numbers that either side changed.</summary>
        public long Written { get; private set; }

        /// <summary>Numbers whose bits differ. Any NaN is as good as another, as processors and cards make different ones.</summary>
        public long Different { get; private set; }

        /// <summary>Numbers that differ by more than <see cref="Close"/> of the largest of their view.</summary>
        public long Far { get; private set; }

        /// <summary>Where the first difference was.</summary>
        public string First { get; private set; } = "";

        /// <summary>What rounding otherwise may come to: some thousand operations of 1e-16, through divisions by small differences.</summary>
        public static double Close => 1e-9;

        internal void Compare(double[] before, double[] device, double[] processor, string where)
        {
            double largest = processor.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
            for (int k = 0; k < before.Length; k++)
            {
                bool same = Same(device[k], processor[k]);
                Written += same && Same(before[k], device[k]) ? 0 : 1;
                Different += same ? 0 : 1;
                Far += same || Math.Abs(device[k] - processor[k]) <= Close * largest ? 0 : 1;
                if (!same && First.Length == 0)
                {
                    First = $"{where}, [{k}] of {before.Length}: on the device {device[k]:R}, on the processor {processor[k]:R}";
                }
            }
        }

        private static bool Same(double left, double right) =>
            BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right) || (double.IsNaN(left) && double.IsNaN(right));
    }
}
