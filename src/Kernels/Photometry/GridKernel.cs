using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>What a launch of a grid kernel reads and writes: the exact kernels' buffers, and the grid's rule.</summary>
/// <param name="Buffers">
/// Inputs as in <see cref="ApertureInput"/> with <see cref="GridInput"/> in the places of the normal deviates; of the outputs Mode, Low, High
/// and Unfinished (no grid to be had: σ too small for three points, or no counts at all) are written.
/// </param>
/// <param name="Rule">Layout of the grid.</param>
public readonly record struct GridArguments(ApertureArguments Buffers, GridRule Rule);

/// <summary>Input rows of the grid kernels that differ from <see cref="ApertureInput"/>.</summary>
public static class GridInput
{
    /// <summary>h·S₀, the algebraic solution.</summary>
    public const int Centre = ApertureInput.TwoSidedDeviate;

    /// <summary>h·σ, its propagated error.</summary>
    public const int Sigma = ApertureInput.OneSidedDeviate;
}

/// <summary>CIAO's grid over the Bayesian posterior of sources with at most <see cref="SeriesKernel.MaxTerms"/> terms.</summary>
public readonly struct SeriesGridKernel : IKernel<GridArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in GridArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Aperture<T> aperture = new(index, arguments.Buffers);
        Workspace<T> workspace = new(index, arguments.Buffers, aperture.Rows(arguments.Buffers.Rows), divides: true);
        Moments<T> moments = arguments.Buffers.Leaky != 0 ? LeakyWeights.Fill(aperture, workspace) : CleanWeights.Fill(aperture, workspace);
        SeriesGammaMixture<T> mixture = new(workspace, T.Of(1.0) / moments.Total);
        GridSolution.Write(index, arguments, ref mixture, ExactSolution.Mode(index, arguments.Buffers, ref mixture, moments, aperture.First));
    }
}

/// <summary>CIAO's grid over the Bayesian posterior of sources with any counts.</summary>
public readonly struct WindowGridKernel : IKernel<GridArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in GridArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Aperture<T> aperture = new(index, arguments.Buffers);
        Workspace<T> workspace = new(index, arguments.Buffers, aperture.Rows(arguments.Buffers.Rows), divides: false);
        Moments<T> moments = arguments.Buffers.Leaky != 0 ? LeakyWeights.Fill(aperture, workspace) : CleanWeights.Fill(aperture, workspace);
        WindowGammaMixture<T> mixture = new(workspace, aperture, moments);
        GridSolution.Write(index, arguments, ref mixture, ExactSolution.Mode(index, arguments.Buffers, ref mixture, moments, aperture.First));
    }
}

/// <summary>CIAO's grid over its Gaussian stand-in for the posterior.</summary>
public readonly struct GaussianGridKernel : IKernel<GridArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in GridArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Strip inputs = T.At(arguments.Buffers.Inputs, Tiles.Offset((long)index * T.Width, ApertureInput.Count));
        T centre = T.Load(inputs, GridInput.Centre * Tiles.Width);
        GaussianDensity<T> density = new(centre, T.Load(inputs, GridInput.Sigma * Tiles.Width));
        GridSolution.Write(index, arguments, ref density, T.Max(centre, T.Of(0.0)));
    }
}

/// <summary>From a density to the numbers aprates prints.</summary>
internal static class GridSolution
{
    /// <summary>Lays out the grid, sums, and stores the outputs of the lanes of one index.</summary>
    public static void Write<T, TDensity>(int index, in GridArguments arguments, ref TDensity density, T mode)
        where T : unmanaged, ILane<T>
        where TDensity : struct, IDensity<T>
    {
        long lane = (long)index * T.Width;
        Strip inputs = T.At(arguments.Buffers.Inputs, Tiles.Offset(lane, ApertureInput.Count));
        Strip outputs = T.At(arguments.Buffers.Outputs, Tiles.Offset(lane, ApertureOutput.Count));
        T centre = T.Load(inputs, GridInput.Centre * Tiles.Width);
        T sigma = T.Load(inputs, GridInput.Sigma * Tiles.Width);
        Grid<T> grid = Grid<T>.Widen(ref density, arguments.Rule, centre, sigma, mode);
        T whole = GridSummation<T>.Whole(ref density, grid);
        T share = T.Load(inputs, ApertureInput.Confidence * Tiles.Width);
        GridSummation<T> bounds = GridSummation<T>.Outward(ref density, grid, share, whole);
        T.Store(outputs, ApertureOutput.Mode * Tiles.Width, grid.X(grid.Peak));
        T.Store(outputs, ApertureOutput.Low * Tiles.Width, grid.X(bounds.Lower));
        T.Store(outputs, ApertureOutput.High * Tiles.Width, grid.X(bounds.Upper));
        T.Store(outputs, ApertureOutput.Unfinished * Tiles.Width, T.Select(grid.Exists, T.Of(0.0), T.Of(1.0)));
    }
}
