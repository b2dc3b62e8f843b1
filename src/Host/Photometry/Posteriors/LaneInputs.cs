using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Photometry;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>Writes what every aperture kernel reads of one source.</summary>
internal static class LaneInputs
{
    /// <summary>Fills the rows of one lane, all but the last two.</summary>
    /// <param name="rows">Where the lane's first row is; the next is a tile's width further.</param>
    /// <param name="problem">The source.</param>
    /// <param name="window">The mixture terms that matter.</param>
    public static void Write(Span<double> rows, in ApertureProblem problem, TermWindow window)
    {
        // The highest row first: one bounds check for all.
        rows[ApertureInput.OneSidedDeviate * Tiles.Width] = 0.0;
        rows[ApertureInput.SourceCounts * Tiles.Width] = problem.N;
        rows[ApertureInput.BackgroundCounts * Tiles.Width] = problem.M;
        rows[ApertureInput.F * Tiles.Width] = problem.F;
        rows[ApertureInput.G * Tiles.Width] = problem.G;
        rows[ApertureInput.First * Tiles.Width] = window.First;
        rows[ApertureInput.Last * Tiles.Width] = window.Last;
        rows[ApertureInput.R * Tiles.Width] = problem.R;
        rows[ApertureInput.ModeAtZero * Tiles.Width] = problem.ModeAtZero ? 1.0 : 0.0;
        rows[ApertureInput.Confidence * Tiles.Width] = problem.Confidence;
    }
}
