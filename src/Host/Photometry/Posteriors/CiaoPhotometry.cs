using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Photometry;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// Mode and bounds as CIAO's aprates prints them, from a grid, for any number of sources on a device. The convention is inferred
/// (<see cref="CiaoRule"/>); it reproduces every number of the help page's examples but one misprint.
/// </summary>
internal sealed class CiaoPhotometry : IDisposable
{
    private readonly Device device;
    private readonly LaneBuffers buffers;
    private readonly Memory factorials;
    private readonly CiaoRule rule;

    /// <param name="device">Where the kernels run; stays the caller's.</param>
    /// <param name="rule">Parameters of the grid.</param>
    public CiaoPhotometry(Device device, CiaoRule rule)
    {
        this.device = device;
        this.rule = rule;
        buffers = new LaneBuffers(device);
        factorials = Factorials.Upload(device);
    }

    /// <summary>Computes mode and bounds of every source; mean and standard deviation are NaN, for aprates has none.</summary>
    /// <param name="problems">The posteriors asked for, in any quantity.</param>
    /// <param name="netCounts">(r n − m)/(r f − g) in counts, source by source, which decides between posterior and Gaussian.</param>
    /// <param name="summaries">
    /// One entry a problem, in the same order. All NaN where there is no grid: without counts σ is 0, for apertures with r f = g it is infinite, and near
    /// there so large that the posterior lies between two points of the grid.
    /// </param>
    public void Solve(ReadOnlySpan<ApertureProblem> problems, ReadOnlySpan<double> netCounts, Span<PosteriorSummary> summaries)
    {
        List<int> gaussian = [];
        List<int> posterior = [];
        for (int i = 0; i < problems.Length; i++)
        {
            if (HasNoGrid(problems[i], netCounts[i]))
            {
                summaries[i] = Nothing;
                continue;
            }

            (rule.Gaussian || netCounts[i] > rule.MaxCounts ? gaussian : posterior).Add(i);
        }

        Solve(gaussian, problems, summaries, asGaussian: true);
        Solve(posterior, problems, summaries, asGaussian: false);
    }

    private static PosteriorSummary Nothing => new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>
    /// r f = g, where σ is infinite; or, on the posterior, which ends near x = N whatever σ, a grid whose second point lies beyond.
    /// </summary>
    private bool HasNoGrid(in ApertureProblem problem, double netCounts)
    {
        if (problem.G == 0.0)
        {
            return false;
        }

        double determinant = (problem.R * problem.F) - problem.G;
        double step = rule.Resolution * problem.H * Math.Sqrt((problem.R * problem.R * problem.N) + problem.M) / Math.Abs(determinant);
        return problem.Tilt == 0.0 || determinant == 0.0 || (problem.Alike && !rule.Gaussian && !(netCounts > rule.MaxCounts) && step > problem.N + problem.M);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        buffers.Dispose();
        factorials.Dispose();
    }

    private void Solve(List<int> which, ReadOnlySpan<ApertureProblem> problems, Span<PosteriorSummary> summaries, bool asGaussian)
    {
        ApertureProblem[] chosen = new ApertureProblem[which.Count];
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = problems[which[i]];
        }

        WorkPlan plan = asGaussian ? WorkPlan.OfEqual(chosen) : WorkPlan.Of(chosen, thinned: false);
        while (!TrySolve(plan, which, chosen, summaries, asGaussian))
        {
            // Again, in smaller launches.
        }
    }

    /// <summary>Solves everything, or says that memory ran short and launches are smaller from now on.</summary>
    private bool TrySolve(WorkPlan plan, List<int> which, ApertureProblem[] chosen, Span<PosteriorSummary> summaries, bool asGaussian)
    {
        foreach (WorkShare share in plan.Shares(buffers.LanesFor))
        {
            Span<int> order = plan.Order.AsSpan(share.Start, share.Count);
            ReadOnlySpan<double> outputs;
            try
            {
                outputs = Run(share, plan, order, chosen, asGaussian);
            }
            catch (DeviceMemoryException) when (buffers.Shrink(share.Count))
            {
                return false;
            }
            for (int lane = 0; lane < share.Count; lane++)
            {
                summaries[which[order[lane]]] = Read(outputs[(int)Tiles.Offset(lane, ApertureOutput.Count)..], chosen[order[lane]].H);
            }
        }
        return true;
    }

    private ReadOnlySpan<double> Run(WorkShare share, WorkPlan plan, ReadOnlySpan<int> order, ApertureProblem[] problems, bool asGaussian)
    {
        int lanes = Tiles.RoundUp(share.Count);
        Span<double> inputs = buffers.Inputs(lanes * ApertureInput.Count);
        for (int lane = 0; lane < lanes; lane++)
        {
            // The last tile is filled up with its last source.
            int i = order[Math.Min(lane, share.Count - 1)];
            Span<double> rows = inputs[(int)Tiles.Offset(lane, ApertureInput.Count)..];
            LaneInputs.Write(rows, problems[i], plan.Window(i));
            double determinant = (problems[i].R * problems[i].F) - problems[i].G;
            rows[GridInput.Centre * Tiles.Width] = problems[i].H * ((problems[i].R * problems[i].N) - problems[i].M) / determinant;
            rows[GridInput.Sigma * Tiles.Width] =
                problems[i].H * Math.Sqrt((problems[i].R * problems[i].R * problems[i].N) + problems[i].M) / Math.Abs(determinant);
        }
        return buffers.Run(lanes * ApertureInput.Count, lanes * ApertureOutput.Count, 2L * share.Rows * lanes, (input, output, scratch) =>
        {
            GridArguments arguments = new(
                new ApertureArguments(input.View, output.View, scratch.View, factorials.View, share.Leaky ? 1 : 0, share.Rows, Quantiles: 0, LogMoments: 0, Stride: 1),
                new GridRule(rule.Resolution, rule.Sigmas, rule.SmallestRatio, rule.Iterations));
            if (asGaussian)
            {
                device.Launch<GaussianGridKernel, GridArguments>(lanes, arguments);
            }
            else if (share.Method is MixtureMethod.Series)
            {
                device.Launch<SeriesGridKernel, GridArguments>(lanes, arguments);
            }
            else
            {
                device.Launch<WindowGridKernel, GridArguments>(lanes, arguments);
            }
        });
    }

    private static PosteriorSummary Read(ReadOnlySpan<double> rows, double h)
    {
        if (rows[ApertureOutput.Unfinished * Tiles.Width] != 0.0)
        {
            return Nothing;
        }

        double mode = rows[ApertureOutput.Mode * Tiles.Width] / h;
        double low = mode == 0.0 ? double.NaN : rows[ApertureOutput.Low * Tiles.Width] / h;
        return new PosteriorSummary(mode, double.NaN, double.NaN, low, rows[ApertureOutput.High * Tiles.Width] / h);
    }
}
