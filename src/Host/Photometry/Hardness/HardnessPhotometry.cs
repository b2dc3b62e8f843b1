using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Photometry;
using GpuConcord.Kernels.Photometry.Hardness;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Photometry.Hardness;

/// <summary>
/// Hardness ratios of many sources: those of few counts in both bands, nearly all of a catalogue's, by <see cref="HardnessKernel"/> on the device; the others
/// one by one on all cores of this processor.
/// </summary>
internal sealed class HardnessPhotometry : IDisposable
{
    private const int ProcessorBlock = 4096;
    private const int AcceleratorBlock = 1 << 18;

    // Bands whose counts a unit differ by more make the mean's integrand too steep for its rule; smaller tails are too far for the searches' starts.
    private const double MostRatio = 8.0;
    private const double LeastTail = 1e-9;
    private const int MoreLegendre = 28;

    private static readonly int[] Sizes = [6, 8, 12, 16, 24, 32, 48, 64, 96, 128, SeriesKernel.MaxTerms + 1];

    private readonly Device device;
    private readonly LaneBuffers buffers;
    private readonly Memory factorials;
    private readonly Memory?[] rules = new Memory?[Sizes.Length];

    /// <param name="device">Where the kernels run; stays the caller's.</param>
    public HardnessPhotometry(Device device)
    {
        this.device = device;
        buffers = new LaneBuffers(device);
        factorials = Factorials.Upload(device);
    }

    /// <summary>Computes every ratio.</summary>
    /// <param name="soft">The sources in the soft band, valid (<see cref="ParameterRules"/>); the intervals are of their confidence.</param>
    /// <param name="hard">The same sources in the hard band.</param>
    /// <param name="quantity">What H and S are.</param>
    /// <param name="summaries">One entry a source.</param>
    /// <param name="cancellation">Stops between sources, or launches.</param>
    /// <exception cref="ArgumentException">The bands differ in length, or there is no room for the results.</exception>
    public void Solve(
        ReadOnlyMemory<ApertureParameters> soft,
        ReadOnlyMemory<ApertureParameters> hard,
        ApertureQuantity quantity,
        Memory<HardnessSummary> summaries,
        CancellationToken cancellation = default)
    {
        if (soft.Length != hard.Length || summaries.Length < soft.Length)
        {
            throw new ArgumentException($"found {soft.Length} sources in the soft band, {hard.Length} in the hard, room for {summaries.Length} results; expected as many of each",
                nameof(hard));
        }

        int block = device.Kind is DeviceKind.Simd ? ProcessorBlock * device.MaxCores : AcceleratorBlock;
        for (int start = 0; start < soft.Length; start += block)
        {
            int count = Math.Min(block, soft.Length - start);
            SolveBlock(soft.Slice(start, count), hard.Slice(start, count), quantity, summaries.Slice(start, count), cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        buffers.Dispose();
        factorials.Dispose();
        foreach (Memory? rule in rules)
        {
            rule?.Dispose();
        }
    }

    private void SolveBlock(
        ReadOnlyMemory<ApertureParameters> soft,
        ReadOnlyMemory<ApertureParameters> hard,
        ApertureQuantity quantity,
        Memory<HardnessSummary> summaries,
        CancellationToken cancellation)
    {
        Pair[] pairs = new Pair[soft.Length];
        int[] order = new int[soft.Length];
        long[] keys = new long[soft.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = new Pair(soft.Span[i].Problem(quantity), hard.Span[i].Problem(quantity));
            (order[i], keys[i]) = (i, pairs[i].Key);
        }

        // Launches are of neighbours with the same weights and the same rule; alike numbers of terms share a vector.
        Array.Sort(keys, order);
        int apart = 0;
        while (apart < keys.Length && keys[apart] < 0)
        {
            apart++;
        }

        List<int> alone = [.. order.AsSpan(0, apart)];
        for (int start = apart; start < order.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            (int group, int rows, int end) = (pairs[order[start]].Group, 0, start);
            while (end < order.Length && pairs[order[end]].Group == group)
            {
                int longer = Math.Max(rows, pairs[order[end]].Rows);
                if (end > start && end - start >= buffers.LanesFor(longer))
                {
                    break;
                }

                (rows, end) = (longer, end + 1);
            }

            try
            {
                Run(pairs, order.AsSpan(start, end - start), summaries.Span, alone);
            }
            catch (DeviceMemoryException) when (buffers.Shrink(end - start))
            {
                continue;
            }
            start = end;
        }

        SideBySide.For(0, alone.Count, k =>
        {
            Pair pair = pairs[alone[k]];
            summaries.Span[alone[k]] = new HardnessPosterior(pair.Soft, pair.Hard).Summary(pair.Soft.Confidence);
        }, cancellation);
    }

    private void Run(Pair[] pairs, ReadOnlySpan<int> order, Span<HardnessSummary> summaries, List<int> alone)
    {
        Pair model = pairs[order[0]];
        (int softRows, int hardRows) = (0, 0);
        foreach (int i in order)
        {
            (softRows, hardRows) = (Math.Max(softRows, pairs[i].SoftTerms), Math.Max(hardRows, pairs[i].HardTerms));
        }

        int lanes = Tiles.RoundUp(order.Length);
        int band = lanes * ApertureInput.Count;
        Span<double> inputs = buffers.Inputs(2 * band);
        (double confidence, double deviate) = (double.NaN, 0.0);
        for (int lane = 0; lane < lanes; lane++)
        {
            // The last tile is filled up with its last source.
            ref readonly Pair pair = ref pairs[order[Math.Min(lane, order.Length - 1)]];
            if (pair.Soft.Confidence != confidence)
            {
                confidence = pair.Soft.Confidence;
                deviate = Normal.InvCDF(0.0, 1.0, 0.5 * (1.0 + confidence));
            }

            Span<double> rows = inputs[(int)Tiles.Offset(lane, ApertureInput.Count)..];
            LaneInputs.Write(rows, pair.Soft, new TermWindow(0.0, pair.SoftTerms - 1));
            rows[ApertureInput.TwoSidedDeviate * Tiles.Width] = deviate;
            LaneInputs.Write(inputs[(band + (int)Tiles.Offset(lane, ApertureInput.Count))..], pair.Hard, new TermWindow(0.0, pair.HardTerms - 1));
        }

        long softScratch = 2L * softRows * lanes, hardScratch = 2L * hardRows * lanes;
        Memory rule = rules[model.Size] ??= device.Upload(Rule(model.Size));
        ReadOnlySpan<double> outputs = buffers.Run(2 * band, lanes * HardnessOutput.Count, softScratch + hardScratch, (input, output, scratch) =>
            device.Launch<HardnessKernel, HardnessArguments>(lanes, new HardnessArguments(
                Band(input.View.SubView(0, band), output.View, scratch.View.SubView(0, softScratch), model.Soft.G > 0.0, softRows),
                Band(input.View.SubView(band, band), output.View, scratch.View.SubView(softScratch, hardScratch), model.Hard.G > 0.0, hardRows),
                rule.View, Sizes[model.Size], Sizes[model.Size] + MoreLegendre)));
        for (int lane = 0; lane < order.Length; lane++)
        {
            ReadOnlySpan<double> rows = outputs[(int)Tiles.Offset(lane, HardnessOutput.Count)..];
            int i = order[lane];
            if (rows[HardnessOutput.Unfinished * Tiles.Width] != 0.0)
            {
                alone.Add(i);
                continue;
            }

            double offset = Math.Log(pairs[i].Hard.H / pairs[i].Soft.H);
            summaries[i] = new HardnessSummary(
                Math.Tanh(0.5 * (rows[HardnessOutput.Median * Tiles.Width] - offset)),
                1.0 - (2.0 * rows[HardnessOutput.Share * Tiles.Width]),
                Math.Tanh(0.5 * (rows[HardnessOutput.Low * Tiles.Width] - offset)),
                Math.Tanh(0.5 * (rows[HardnessOutput.High * Tiles.Width] - offset)));
        }
    }

    private ApertureArguments Band(
        ILGPU.ArrayView<double> inputs, ILGPU.ArrayView<double> outputs, ILGPU.ArrayView<double> scratch, bool leaky, int rows) =>
        new(inputs, outputs, scratch, factorials.View, leaky ? 1 : 0, rows, Quantiles: 0, LogMoments: 0, Stride: 1);

    /// <summary>The rule over the sum of both bands' x, then that over z of the mean, on [0, 1].</summary>
    private static double[] Rule(int size) => [.. LaguerreRule.Of(Sizes[size]), .. LegendreRule.Of(Sizes[size] + MoreLegendre)];

    /// <summary>A source in both bands.</summary>
    private readonly struct Pair
    {
        public Pair(in ApertureProblem soft, in ApertureProblem hard)
        {
            (Soft, Hard) = (soft, hard);
            double softDegree = soft.G > 0.0 ? soft.N + soft.M : soft.N, hardDegree = hard.G > 0.0 ? hard.N + hard.M : hard.N;
            double ratio = soft.H / hard.H;
            if (Math.Max(softDegree, hardDegree) >= SeriesKernel.MaxTerms || ratio > MostRatio || ratio < 1.0 / MostRatio
                || 0.5 * Math.Min(soft.Confidence, 1.0 - soft.Confidence) < LeastTail)
            {
                Group = -1;
                return;
            }

            (SoftTerms, HardTerms) = ((int)softDegree + 1, (int)hardDegree + 1);

            // A rule of n nodes is exact to the degree 2n − 1; the density's integrand has the degree of both series and one more.
            int terms = SoftTerms + HardTerms;
            Size = Array.FindIndex(Sizes, nodes => 2 * nodes > terms);
            Group = (Size * 4) + (soft.G > 0.0 ? 2 : 0) + (hard.G > 0.0 ? 1 : 0);
        }

        public ApertureProblem Soft { get; }

        public ApertureProblem Hard { get; }

        public int SoftTerms { get; }

        public int HardTerms { get; }

        public int Rows => SoftTerms + HardTerms;

        public int Size { get; }

        /// <summary>What neighbours in a launch share; negative when the source is no matter for the kernel.</summary>
        public int Group { get; }

        /// <summary>Sorts by work.</summary>
        public long Key => Group < 0 ? -1L : ((long)Group << 32) + ((long)Rows << 16) + SoftTerms;
    }
}
