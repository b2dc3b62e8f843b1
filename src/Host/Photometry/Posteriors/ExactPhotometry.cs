using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Photometry;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// Exact aperture posteriors on a device: mode, mean, standard deviation and shortest interval of any number of sources. Sources
/// with alike amounts of work share a vector; results come back in the order of the problems.
/// </summary>
internal sealed class ExactPhotometry : IDisposable
{
    // Problems and answers of one block stay in a core's cache while they are sorted, written and read in the order of their work.
    private const int ProcessorBlock = 4096;
    private const int AcceleratorBlock = 1 << 20;

    // A mixture of more terms would need gigabytes for the vector it shares.
    private const int MostRows = 1 << 22;

    private readonly Device device;
    private readonly ExactOptions options;
    private readonly LaneBuffers buffers;
    private readonly Memory factorials;
    private readonly int inputRows;
    private readonly int outputRows;
    private readonly bool mayThin;

    /// <param name="device">Where the kernels run; stays the caller's.</param>
    /// <param name="options">What is asked for beyond the summary.</param>
    public ExactPhotometry(Device device, ExactOptions? options = null)
    {
        this.device = device;
        this.options = options ?? new ExactOptions();
        buffers = new LaneBuffers(device);
        factorials = Factorials.Upload(device);
        mayThin = Array.TrueForAll(this.options.Quantiles ?? [], probability => Math.Min(probability, 1.0 - probability) >= Thinning.LeastTail);
        inputRows = ApertureInput.Count + (2 * this.options.QuantileCount);
        outputRows = ApertureOutput.Count + this.options.QuantileCount;
    }

    /// <summary>Computes every posterior.</summary>
    /// <param name="problems">The posteriors asked for; their validity is the caller's business (<see cref="ApertureProblem"/>).</param>
    /// <param name="summaries">One entry a problem, in the same order.</param>
    /// <param name="extras"><see cref="ExactOptions.ExtraCount"/> entries a problem.</param>
    /// <param name="cancellation">Looked at between problems that are solved one by one.</param>
    public void Solve(
        ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, Span<double> extras = default, CancellationToken cancellation = default)
    {
        int tilted = 0;
        foreach (ref readonly ApertureProblem problem in problems)
        {
            tilted += IsTilted(problem) ? 1 : 0;
        }

        if (tilted == 0)
        {
            SolveMixtures(problems, summaries, extras);
            return;
        }

        // The few near r f = g, and those of too many terms, are solved one by one on the processor; the kernels get the rest.
        (int[] apart, int[] rest) = (new int[tilted], new int[problems.Length - tilted]);
        (int a, int b) = (0, 0);
        for (int i = 0; i < problems.Length; i++)
        {
            (IsTilted(problems[i]) ? ref apart[a++] : ref rest[b++]) = i;
        }

        (PosteriorSummary[] found, double[] more) = SolveTilted(Chosen(problems, apart), cancellation);
        Spread(apart, found, more, summaries, extras);
        (found, more) = (new PosteriorSummary[rest.Length], new double[rest.Length * options.ExtraCount]);
        SolveMixtures(Chosen(problems, rest), found, more);
        Spread(rest, found, more, summaries, extras);
    }

    private static ApertureProblem[] Chosen(ReadOnlySpan<ApertureProblem> problems, int[] which)
    {
        ApertureProblem[] chosen = new ApertureProblem[which.Length];
        for (int i = 0; i < which.Length; i++)
        {
            chosen[i] = problems[which[i]];
        }

        return chosen;
    }

    private void Spread(int[] which, PosteriorSummary[] found, double[] more, Span<PosteriorSummary> summaries, Span<double> extras)
    {
        int count = options.ExtraCount;
        for (int i = 0; i < which.Length; i++)
        {
            summaries[which[i]] = found[i];
            more.AsSpan(i * count, count).CopyTo(extras.Slice(which[i] * count, count));
        }
    }

    private static bool IsTilted(in ApertureProblem problem) =>
        problem.NearlyFlat || (problem.G > 0.0 && problem.N + problem.M > MostRows && WorkPlan.WindowOf(problem).Rows > MostRows);

    private (PosteriorSummary[] Summaries, double[] Extras) SolveTilted(ApertureProblem[] problems, CancellationToken cancellation)
    {
        PosteriorSummary[] summaries = new PosteriorSummary[problems.Length];
        double[] extras = new double[problems.Length * options.ExtraCount];
        SideBySide.For(0, problems.Length, i =>
        {
            TiltedPosterior posterior = new(problems[i]);
            summaries[i] = posterior.Summary();
            Span<double> more = extras.AsSpan(i * options.ExtraCount, options.ExtraCount);
            int k = 0;
            foreach (double probability in options.Probabilities(problems[i].Confidence))
            {
                more[k++] = posterior.Quantile(probability);
            }

            if (options.LogMoments)
            {
                (more[^2], more[^1]) = posterior.LogMoments();
            }
        }, cancellation);
        return (summaries, extras);
    }

    private void SolveMixtures(ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, Span<double> extras)
    {
        int block = device.Kind is DeviceKind.Simd ? ProcessorBlock * device.MaxCores : AcceleratorBlock;
        for (int start = 0; start < problems.Length; start += block)
        {
            int count = Math.Min(block, problems.Length - start);
            SolveBlock(
                problems.Slice(start, count), summaries.Slice(start, count), extras.Slice(start * options.ExtraCount, count * options.ExtraCount));
        }
    }

    private void SolveBlock(ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, Span<double> extras)
    {
        List<int> doubtful = [];
        SolveBlock(WorkPlan.Of(problems, mayThin), problems, summaries, extras, doubtful);
        if (doubtful.Count == 0)
        {
            return;
        }

        int[] again = [.. doubtful];
        ApertureProblem[] chosen = Chosen(problems, again);
        (PosteriorSummary[] found, double[] more) = (new PosteriorSummary[again.Length], new double[again.Length * options.ExtraCount]);
        SolveBlock(WorkPlan.Of(chosen, thinned: false), chosen, found, more, doubtful);
        Spread(again, found, more, summaries, extras);
    }

    private void SolveBlock(
        WorkPlan plan, ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, Span<double> extras, List<int> doubtful)
    {
        while (!TrySolve(plan, problems, summaries, extras, doubtful))
        {
            // Again, in smaller launches.
            doubtful.Clear();
        }
    }

    /// <summary>Solves everything, or says that memory ran short and launches are smaller from now on.</summary>
    private bool TrySolve(WorkPlan plan, ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, Span<double> extras, List<int> doubtful)
    {
        foreach (WorkShare share in plan.Shares(buffers.LanesFor))
        {
            Span<int> order = plan.Order.AsSpan(share.Start, share.Count);
            ReadOnlySpan<double> outputs;
            try
            {
                outputs = Run(share, plan, order, problems);
            }
            catch (DeviceMemoryException) when (buffers.Shrink(share.Count))
            {
                return false;
            }
            for (int lane = 0; lane < share.Count; lane++)
            {
                int i = order[lane];
                ReadOnlySpan<double> rows = outputs[(int)Tiles.Offset(lane, outputRows)..];
                if (share.Method is MixtureMethod.Thinned && rows[ApertureOutput.Unfinished * Tiles.Width] != 0.0)
                {
                    doubtful.Add(i);
                    continue;
                }

                summaries[i] = Read(rows, problems[i]);
                if (options.ExtraCount > 0)
                {
                    ReadExtras(rows, problems[i].H, extras.Slice(i * options.ExtraCount, options.ExtraCount));
                }
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        buffers.Dispose();
        factorials.Dispose();
    }

    private ReadOnlySpan<double> Run(WorkShare share, WorkPlan plan, ReadOnlySpan<int> order, ReadOnlySpan<ApertureProblem> problems)
    {
        int lanes = Tiles.RoundUp(share.Count);
        Span<double> inputs = buffers.Inputs(lanes * inputRows);
        Deviates deviates = Deviates.Of(problems[order[0]].Confidence, options);
        for (int lane = 0; lane < lanes; lane++)
        {
            // The last tile is filled up with its last source.
            int i = order[Math.Min(lane, share.Count - 1)];
            if (problems[i].Confidence != deviates.Confidence)
            {
                deviates = Deviates.Of(problems[i].Confidence, options);
            }

            Span<double> rows = inputs[(int)Tiles.Offset(lane, inputRows)..];
            LaneInputs.Write(rows, problems[i], plan.Window(i));
            deviates.Write(rows);
        }
        return buffers.Run(lanes * inputRows, lanes * outputRows, 2L * share.Rows * lanes, (input, output, scratch) =>
        {
            ApertureArguments arguments = new(
                input.View, output.View, scratch.View, factorials.View,
                share.Leaky ? 1 : 0, share.Rows, options.QuantileCount, options.LogMoments ? 1 : 0, share.Stride);
            switch (share.Method)
            {
                case MixtureMethod.Series:
                    device.Launch<SeriesKernel, ApertureArguments>(lanes, arguments);
                    break;
                case MixtureMethod.Thinned:
                    device.Launch<ThinnedKernel, ApertureArguments>(lanes, arguments);
                    break;
                default:
                    device.Launch<WindowKernel, ApertureArguments>(lanes, arguments);
                    break;
            }
        });
    }

    private static PosteriorSummary Read(ReadOnlySpan<double> rows, in ApertureProblem problem)
    {
        if (rows[ApertureOutput.Unfinished * Tiles.Width] != 0.0)
        {
            throw new InvalidOperationException($"the search for the interval of {problem} did not converge");
        }

        double scale = 1.0 / problem.H;
        return new PosteriorSummary(
            rows[ApertureOutput.Mode * Tiles.Width] * scale,
            rows[ApertureOutput.Mean * Tiles.Width] * scale,
            rows[ApertureOutput.Deviation * Tiles.Width] * scale,
            problem.ModeAtZero ? double.NaN : rows[ApertureOutput.Low * Tiles.Width] * scale,
            rows[ApertureOutput.High * Tiles.Width] * scale);
    }

    private void ReadExtras(ReadOnlySpan<double> rows, double h, Span<double> extras)
    {
        for (int k = 0; k < options.QuantileCount; k++)
        {
            extras[k] = rows[(ApertureOutput.Count + k) * Tiles.Width] / h;
        }

        if (options.LogMoments)
        {
            extras[^2] = rows[ApertureOutput.LogMean * Tiles.Width] - Math.Log(h);
            extras[^1] = rows[ApertureOutput.LogDeviation * Tiles.Width];
        }
    }

    /// <summary>Normal deviates where searches start, computed once for all neighbours that share a confidence.</summary>
    private sealed record Deviates(double Confidence, double TwoSided, double OneSided, double[] Probabilities, double[] OfProbabilities)
    {
        public static Deviates Of(double confidence, ExactOptions options)
        {
            double[] probabilities = [.. options.Probabilities(confidence)];
            return new Deviates(
                confidence, Normal.InvCDF(0.0, 1.0, 0.5 * (1.0 + confidence)), Normal.InvCDF(0.0, 1.0, confidence),
                probabilities, Array.ConvertAll(probabilities, probability => Normal.InvCDF(0.0, 1.0, probability)));
        }

        public void Write(Span<double> rows)
        {
            rows[ApertureInput.TwoSidedDeviate * Tiles.Width] = TwoSided;
            rows[ApertureInput.OneSidedDeviate * Tiles.Width] = OneSided;
            for (int k = 0; k < Probabilities.Length; k++)
            {
                rows[(ApertureInput.Count + (2 * k)) * Tiles.Width] = Probabilities[k];
                rows[(ApertureInput.Count + (2 * k) + 1) * Tiles.Width] = OfProbabilities[k];
            }
        }
    }
}
