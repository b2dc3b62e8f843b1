using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Fluxes;

/// <summary>What the kernels over (pattern, draw) read and write.</summary>
public struct ComponentArguments
{
    /// <summary>Per draw: v (N).</summary>
    public ArrayView<double> Variance;

    /// <summary>Per draw: what <see cref="ConditionalAreas"/> made of v.</summary>
    public ArrayView<double> Areas;

    /// <summary>Rows of <see cref="PatternRow"/>.</summary>
    public ArrayView<double> Patterns;

    /// <summary>Per pattern: offset of its row in <see cref="Patterns"/>, offset of its results in <see cref="Output"/>.</summary>
    public ArrayView<double> Directory;

    /// <summary>Results.</summary>
    public ArrayView<double> Output;

    /// <summary>N.</summary>
    public int Instruments;

    /// <summary>Lanes a pattern, a multiple of <see cref="Tiles.Width"/>.</summary>
    public int Lanes;

    /// <summary>Draws that one lane goes through: draw <c>step · Lanes + lane</c> at each step.</summary>
    public int Steps;
}

/// <summary>One mixture component a lane: <see cref="Component.Length"/> rows for every (pattern, draw), one step.</summary>
public readonly struct ComponentTables : IKernel<ComponentArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in ComponentArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        (int pattern, int draw) = PatternLane.Of(index * T.Width, arguments.Lanes);
        Strip directory = T.At(arguments.Directory, 2L * pattern);
        Strip row = T.At(arguments.Patterns, (long)T.LoadNumber(directory, 0));
        int members = (int)T.LoadNumber(row, PatternRow.Members);
        Strip variance = T.At(arguments.Variance, Tiles.Offset(draw, n));
        Strip areas = T.At(arguments.Areas, Tiles.Offset(draw, ConditionalAreasArguments.Length(n)));
        Strip output = T.At(arguments.Output, (long)T.LoadNumber(directory, 1) + Tiles.Offset(draw, Component.Length(members)));
        Component.Write<T>(row, n, variance, areas, output);
    }
}

/// <summary>Which pattern a lane works on, and which of that pattern's lanes it is.</summary>
internal static class PatternLane
{
    public static (int Pattern, int Lane) Of(int lane, int lanes)
    {
        int pattern = lane / lanes;
        return (pattern, lane - (pattern * lanes));
    }
}
