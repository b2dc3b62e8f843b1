using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>One source a lane, as <see cref="Input"/> lays it out.</summary>
/// <typeparam name="T">The lane type.</typeparam>
internal readonly struct Aperture<T>
    where T : unmanaged, ILane<T>
{
    public readonly T N;
    public readonly T M;
    public readonly T A;
    public readonly T B;
    public readonly T First;
    public readonly T Last;
    public readonly T Pivot;

    public Aperture(int index, in ApertureArguments arguments)
    {
        Strip inputs = T.At(arguments.Inputs, Tiles.Offset((long)index * T.Width, Input.Count + (2L * arguments.Quantiles)));
        N = T.Load(inputs, Input.SourceCounts * Tiles.Width);
        M = T.Load(inputs, Input.BackgroundCounts * Tiles.Width);
        A = T.Load(inputs, Input.A * Tiles.Width);
        B = T.Load(inputs, Input.B * Tiles.Width);
        First = T.Load(inputs, Input.First * Tiles.Width);
        Last = T.Load(inputs, Input.Last * Tiles.Width);
        Pivot = T.Load(inputs, Input.Pivot * Tiles.Width);
    }

    /// <summary>Terms of the longest mixture among the lanes, at most <paramref name="most"/>.</summary>
    public int Rows(int most)
    {
        T span = Last - First;
        while (most > 1 && !T.Any(T.LessOrEqual(T.Of(most - 1), span)))
        {
            most--;
        }

        return most;
    }
}
