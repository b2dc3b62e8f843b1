using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Summaries;

/// <summary>What <see cref="RowMoments"/> and <see cref="RowFold"/> read and write.</summary>
/// <param name="Values">The rows' values, in any unit; 32 more may be read behind the last.</param>
/// <param name="Centres">Centre of every row, in that unit; of all where <see cref="CentreStep"/> is 0.</param>
/// <param name="Partials">Five columns of 32 numbers a row, column after column.</param>
/// <param name="Figures">Five columns of <see cref="Padded"/> numbers: mean, Σ d², Σ d⁴ (d being the distance from the centre), smallest, largest.</param>
/// <param name="Padded">Rows, rounded up to whole tiles.</param>
/// <param name="Length">Values in a row.</param>
/// <param name="Stride">From the start of one row to that of the next.</param>
/// <param name="CentreStep">1 for a centre a row, 0 for one in all.</param>
public readonly record struct RowArguments(
    ArrayView<double> Values, ArrayView<double> Centres, ArrayView<double> Partials, ArrayView<double> Figures, int Padded, int Length, int Stride, int CentreStep);

/// <summary>
/// Sums over rows of numbers about given centres, 32 parts of every row: lane p of a tile takes the values p, p + 32, …, so that neighbouring lanes read
/// neighbouring values.
/// </summary>
/// <remarks>
/// A sum about 0, then one about the mean it gave, then one about that corrected mean give mean and variance as good as the host's. Rows between their number and
/// <see cref="RowArguments.Padded"/> are not computed.
/// </remarks>
public readonly struct RowMoments : IKernel<RowArguments>
{
    /// <summary>Columns of partial sums, and of figures.</summary>
    public const int Columns = 5;

    /// <inheritdoc/>
    public static void Run<T>(int index, in RowArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int lane = index * T.Width;
        long row = lane / Tiles.Width;
        int part = (int)Tiles.Within(lane);
        Strip values = T.At(arguments.Values, (row * arguments.Stride) + part);
        T centre = T.LoadUniform(T.At(arguments.Centres, row * arguments.CentreStep), 0);
        T end = T.Of(arguments.Length);
        T first = T.Of(0.0);
        T second = first;
        T fourth = first;
        T least = T.Of(double.PositiveInfinity);
        T most = T.Of(double.NegativeInfinity);
        for (int start = 0; start < arguments.Length; start += Tiles.Width)
        {
            T within = T.Less(Place.Numbers<T>(start + part), end);
            T x = T.Load(values, start);
            T distance = T.Select(within, x - centre, T.Of(0.0));
            T square = distance * distance;
            first += distance;
            second += square;
            fourth += square * square;
            least = T.Min(T.Select(within, x, T.Of(double.PositiveInfinity)), least);
            most = T.Max(T.Select(within, x, T.Of(double.NegativeInfinity)), most);
        }

        Strip partials = T.At(arguments.Partials, lane);
        long column = (long)arguments.Padded * Tiles.Width;
        T.Store(partials, 0, first);
        T.Store(partials, column, second);
        T.Store(partials, 2 * column, fourth);
        T.Store(partials, 3 * column, least);
        T.Store(partials, 4 * column, most);
    }
}
