using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Photometry;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Photometry;

/// <summary>
/// Exact aperture posteriors on a device: mode, mean, standard deviation and shortest interval of any number of sources. Sources
/// with alike amounts of work share a vector; results come back in the order of the problems.
/// </summary>
public sealed class ExactPhotometry : IDisposable
{
    private readonly Device _device;
    private readonly LaneBuffers _buffers;
    private readonly Memory _factorials;

    /// <param name="device">Where the kernels run; stays the caller's.</param>
    public ExactPhotometry(Device device)
    {
        _device = device;
        _buffers = new LaneBuffers(device);
        _factorials = device.Upload(Array.ConvertAll(Enumerable.Range(0, SeriesKernel.MaxTerms).ToArray(), l => 1.0 / SpecialFunctions.Factorial(l)));
    }

    /// <summary>Computes every posterior.</summary>
    /// <param name="problems">The posteriors asked for; their validity is the caller's business (<see cref="ApertureProblem"/>).</param>
    /// <param name="summaries">One entry a problem, in the same order.</param>
    public void Solve(ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries)
    {
        var plan = WorkPlan.Of(problems);
        foreach (var share in plan.Shares(_buffers.LanesFor))
            Run(share, plan, problems, summaries);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffers.Dispose();
        _factorials.Dispose();
    }

    private void Run(WorkShare share, WorkPlan plan, ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries)
    {
        var order = plan.Order.AsSpan(share.Start, share.Count);
        var lanes = Tiles.RoundUp(share.Count);
        var inputs = _buffers.Inputs(lanes * Input.Count);
        var deviates = new Deviates(0.5);
        for (var lane = 0; lane < lanes; lane++)
        {
            // The last tile is filled up with its last source.
            var i = order[Math.Min(lane, share.Count - 1)];
            if (problems[i].Confidence != deviates.Confidence)
                deviates = new Deviates(problems[i].Confidence);
            Write(inputs[(int)Tiles.Offset(lane, Input.Count)..], problems[i], plan.Window(i), deviates);
        }
        var outputs = _buffers.Run(lanes * Input.Count, lanes * Output.Count, 2L * share.Rows * lanes, (input, output, scratch) =>
        {
            var arguments = new ApertureArguments(
                input.View, output.View, scratch.View, _factorials.View, share.Leaky ? 1 : 0, share.Rows, Quantiles: 0, LogMoments: 0);
            if (share.Series)
                _device.Launch<SeriesKernel, ApertureArguments>(lanes, arguments);
            else
                _device.Launch<WindowKernel, ApertureArguments>(lanes, arguments);
        });
        for (var lane = 0; lane < share.Count; lane++)
            summaries[order[lane]] = Read(outputs[(int)Tiles.Offset(lane, Output.Count)..], problems[order[lane]]);
    }

    private static void Write(Span<double> rows, in ApertureProblem problem, TermWindow window, in Deviates deviates)
    {
        double a = problem.A, b = problem.B;
        rows[Input.SourceCounts * Tiles.Width] = problem.N;
        rows[Input.BackgroundCounts * Tiles.Width] = problem.M;
        rows[Input.A * Tiles.Width] = a;
        rows[Input.B * Tiles.Width] = b;
        rows[Input.First * Tiles.Width] = window.First;
        rows[Input.Last * Tiles.Width] = window.Last;
        rows[Input.Pivot * Tiles.Width] = Math.Clamp(Math.Floor(((problem.N * a) + (problem.M * b)) / (a + b)), window.First, window.Last);
        rows[Input.ModeAtZero * Tiles.Width] = problem.ModeAtZero ? 1.0 : 0.0;
        rows[Input.Confidence * Tiles.Width] = problem.Confidence;
        rows[Input.TwoSidedDeviate * Tiles.Width] = deviates.TwoSided;
        rows[Input.OneSidedDeviate * Tiles.Width] = deviates.OneSided;
    }

    private static PosteriorSummary Read(ReadOnlySpan<double> rows, in ApertureProblem problem)
    {
        if (rows[Output.Unfinished * Tiles.Width] != 0.0)
            throw new InvalidOperationException($"the search for the interval of {problem} did not converge");
        var scale = 1.0 / problem.H;
        return new PosteriorSummary(
            rows[Output.Mode * Tiles.Width] * scale,
            rows[Output.Mean * Tiles.Width] * scale,
            rows[Output.Deviation * Tiles.Width] * scale,
            problem.ModeAtZero ? double.NaN : rows[Output.Low * Tiles.Width] * scale,
            rows[Output.High * Tiles.Width] * scale);
    }

    /// <summary>Normal deviates of a confidence, computed once for all neighbours that share it.</summary>
    private readonly struct Deviates(double confidence)
    {
        public double Confidence => confidence;

        public double TwoSided { get; } = Normal.InvCDF(0.0, 1.0, 0.5 * (1.0 + confidence));

        public double OneSided { get; } = Normal.InvCDF(0.0, 1.0, confidence);
    }
}
