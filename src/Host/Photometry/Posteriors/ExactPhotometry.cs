using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Photometry;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// Exact aperture posteriors on a device: mode, mean, standard deviation and shortest interval of any number of sources. Sources
/// with alike amounts of work share a vector; results come back in the order of the problems.
/// </summary>
public sealed class ExactPhotometry : IDisposable
{
    // Problems and answers of one block stay in a core's cache while they are sorted, written and read in the order of their work.
    private const int ProcessorBlock = 4096;
    private const int AcceleratorBlock = 1 << 20;

    private readonly Device _device;
    private readonly ExactOptions _options;
    private readonly LaneBuffers _buffers;
    private readonly Memory _factorials;
    private readonly int _inputRows;
    private readonly int _outputRows;

    /// <param name="device">Where the kernels run; stays the caller's.</param>
    /// <param name="options">What is asked for beyond the summary.</param>
    public ExactPhotometry(Device device, ExactOptions? options = null)
    {
        _device = device;
        _options = options ?? new ExactOptions();
        _buffers = new LaneBuffers(device);
        _factorials = Factorials.Upload(device);
        _inputRows = ApertureInput.Count + (2 * _options.QuantileCount);
        _outputRows = ApertureOutput.Count + _options.QuantileCount;
    }

    /// <summary>Computes every posterior.</summary>
    /// <param name="problems">The posteriors asked for; their validity is the caller's business (<see cref="ApertureProblem"/>).</param>
    /// <param name="summaries">One entry a problem, in the same order.</param>
    /// <param name="extras"><see cref="ExactOptions.ExtraCount"/> entries a problem.</param>
    public void Solve(ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, Span<double> extras = default)
    {
        var block = _device.Kind is DeviceKind.Simd ? ProcessorBlock * _device.MaxCores : AcceleratorBlock;
        for (var start = 0; start < problems.Length; start += block)
        {
            var count = Math.Min(block, problems.Length - start);
            SolveBlock(
                problems.Slice(start, count), summaries.Slice(start, count), extras.Slice(start * _options.ExtraCount, count * _options.ExtraCount));
        }
    }

    private void SolveBlock(ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, Span<double> extras)
    {
        var plan = WorkPlan.Of(problems);
        while (!TrySolve(plan, problems, summaries, extras))
        {
            // Again, in smaller launches.
        }
    }

    /// <summary>Solves everything, or says that memory ran short and launches are smaller from now on.</summary>
    private bool TrySolve(WorkPlan plan, ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, Span<double> extras)
    {
        foreach (var share in plan.Shares(_buffers.LanesFor))
        {
            var order = plan.Order.AsSpan(share.Start, share.Count);
            ReadOnlySpan<double> outputs;
            try
            {
                outputs = Run(share, plan, order, problems);
            }
            catch (DeviceMemoryException) when (_buffers.Shrink(share.Count))
            {
                return false;
            }
            for (var lane = 0; lane < share.Count; lane++)
            {
                var i = order[lane];
                var rows = outputs[(int)Tiles.Offset(lane, _outputRows)..];
                summaries[i] = Read(rows, problems[i]);
                if (_options.ExtraCount > 0)
                    ReadExtras(rows, problems[i].H, extras.Slice(i * _options.ExtraCount, _options.ExtraCount));
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffers.Dispose();
        _factorials.Dispose();
    }

    private ReadOnlySpan<double> Run(WorkShare share, WorkPlan plan, ReadOnlySpan<int> order, ReadOnlySpan<ApertureProblem> problems)
    {
        var lanes = Tiles.RoundUp(share.Count);
        var inputs = _buffers.Inputs(lanes * _inputRows);
        var deviates = Deviates.Of(problems[order[0]].Confidence, _options);
        for (var lane = 0; lane < lanes; lane++)
        {
            // The last tile is filled up with its last source.
            var i = order[Math.Min(lane, share.Count - 1)];
            if (problems[i].Confidence != deviates.Confidence)
                deviates = Deviates.Of(problems[i].Confidence, _options);
            var rows = inputs[(int)Tiles.Offset(lane, _inputRows)..];
            LaneInputs.Write(rows, problems[i], plan.Window(i));
            deviates.Write(rows);
        }
        return _buffers.Run(lanes * _inputRows, lanes * _outputRows, 2L * share.Rows * lanes, (input, output, scratch) =>
        {
            var arguments = new ApertureArguments(
                input.View, output.View, scratch.View, _factorials.View,
                share.Leaky ? 1 : 0, share.Rows, _options.QuantileCount, _options.LogMoments ? 1 : 0);
            if (share.Series)
                _device.Launch<SeriesKernel, ApertureArguments>(lanes, arguments);
            else
                _device.Launch<WindowKernel, ApertureArguments>(lanes, arguments);
        });
    }

    private static PosteriorSummary Read(ReadOnlySpan<double> rows, in ApertureProblem problem)
    {
        if (rows[ApertureOutput.Unfinished * Tiles.Width] != 0.0)
            throw new InvalidOperationException($"the search for the interval of {problem} did not converge");
        var scale = 1.0 / problem.H;
        return new PosteriorSummary(
            rows[ApertureOutput.Mode * Tiles.Width] * scale,
            rows[ApertureOutput.Mean * Tiles.Width] * scale,
            rows[ApertureOutput.Deviation * Tiles.Width] * scale,
            problem.ModeAtZero ? double.NaN : rows[ApertureOutput.Low * Tiles.Width] * scale,
            rows[ApertureOutput.High * Tiles.Width] * scale);
    }

    private void ReadExtras(ReadOnlySpan<double> rows, double h, Span<double> extras)
    {
        for (var k = 0; k < _options.QuantileCount; k++)
            extras[k] = rows[(ApertureOutput.Count + k) * Tiles.Width] / h;
        if (_options.LogMoments)
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
            for (var k = 0; k < Probabilities.Length; k++)
            {
                rows[(ApertureInput.Count + (2 * k)) * Tiles.Width] = Probabilities[k];
                rows[(ApertureInput.Count + (2 * k) + 1) * Tiles.Width] = OfProbabilities[k];
            }
        }
    }
}
