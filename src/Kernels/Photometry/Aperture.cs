using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>One source a lane, as <see cref="ApertureInput"/> lays it out.</summary>
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
        Strip inputs = T.At(arguments.Inputs, Tiles.Offset((long)index * T.Width, ApertureInput.Count + (2L * arguments.Quantiles)));
        N = T.Load(inputs, ApertureInput.SourceCounts * Tiles.Width);
        M = T.Load(inputs, ApertureInput.BackgroundCounts * Tiles.Width);
        A = T.Load(inputs, ApertureInput.A * Tiles.Width);
        B = T.Load(inputs, ApertureInput.B * Tiles.Width);
        First = T.Load(inputs, ApertureInput.First * Tiles.Width);
        Last = T.Load(inputs, ApertureInput.Last * Tiles.Width);
        Pivot = T.Load(inputs, ApertureInput.Pivot * Tiles.Width);
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
