using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Summaries;

/// <summary>Adds up the 32 parts of every row that <see cref="RowMoments"/> wrote, one row a lane.</summary>
public readonly struct RowFold : IKernel<RowArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in RowArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long row = (long)index * T.Width;
        T place = T.ShiftLeftBits(T.Count(row), 5);
        long column = (long)arguments.Padded * Tiles.Width;
        T first = T.Of(0.0);
        T second = first;
        T fourth = first;
        T least = T.Of(double.PositiveInfinity);
        T most = T.Of(double.NegativeInfinity);
        Strip partials = T.At(arguments.Partials, 0);
        for (int part = 0; part < Tiles.Width; part++)
        {
            T at = T.AddBits(place, T.OfBits(part));
            first += T.Gather(partials, at);
            second += T.Gather(partials, T.AddBits(at, T.OfBits(column)));
            fourth += T.Gather(partials, T.AddBits(at, T.OfBits(2 * column)));
            least = T.Min(T.Gather(partials, T.AddBits(at, T.OfBits(3 * column))), least);
            most = T.Max(T.Gather(partials, T.AddBits(at, T.OfBits(4 * column))), most);
        }

        T centre = T.Gather(T.At(arguments.Centres, 0), arguments.CentreStep == 0 ? T.OfBits(0) : T.Count(row));
        Strip figures = T.At(arguments.Figures, row);
        long padded = arguments.Padded;
        T.Store(figures, 0, centre + (first / T.Of(arguments.Length)));
        T.Store(figures, padded, second);
        T.Store(figures, 2 * padded, fourth);
        T.Store(figures, 3 * padded, least);
        T.Store(figures, 4 * padded, most);
    }
}
