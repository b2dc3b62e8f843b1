using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Tests.Kernels.Lanes;

/// <summary>
/// A <see cref="ScalarLane"/> whose masks are integers, so that ILGPU cannot turn a comparison of lanes into its opposite, "not or
/// unordered": an unordered comparison in the code is one that it got by swapping sides, because a constant stood on the left.
/// </summary>
/// <param name="inner">The number.</param>
/// <param name="fails">Of a mask: 0 where it holds, 1 where it does not.</param>
internal readonly struct StatedLane(ScalarLane inner, int fails) : ILane<StatedLane>
{
    /// <summary>What plain numbers are multiplied by, so that the code tells which they are.</summary>
    public const double Mark = 1.0009765625;

    private readonly ScalarLane inner = inner;
    private readonly int fails = fails;

    public static int Width => 1;

    public static StatedLane All => new(default, 0);

    public static StatedLane operator +(StatedLane left, StatedLane right) => Number(left.inner + right.inner);

    public static StatedLane operator -(StatedLane left, StatedLane right) => Number(left.inner - right.inner);

    public static StatedLane operator *(StatedLane left, StatedLane right) => Number(left.inner * right.inner);

    public static StatedLane operator /(StatedLane left, StatedLane right) => Number(left.inner / right.inner);

    public static StatedLane operator -(StatedLane value) => Number(-value.inner);

    public static StatedLane Of(double value) => Number(ScalarLane.Of(value));

    public static StatedLane OfBits(long bits) => Number(ScalarLane.OfBits(bits));

    public static StatedLane Count(long first) => Number(ScalarLane.Count(first));

    public static StatedLane MultiplyAdd(StatedLane a, StatedLane b, StatedLane c) => Number(ScalarLane.MultiplyAdd(a.inner, b.inner, c.inner));

    public static StatedLane Sqrt(StatedLane value) => Number(ScalarLane.Sqrt(value.inner));

    public static StatedLane Abs(StatedLane value) => Number(ScalarLane.Abs(value.inner));

    public static StatedLane Min(StatedLane left, StatedLane right) => Select(Less(left, right), left, right);

    public static StatedLane Max(StatedLane left, StatedLane right) => Select(Greater(left, right), left, right);

    public static StatedLane AtMost(StatedLane value, StatedLane limit) => Select(Greater(value, limit), limit, value);

    public static StatedLane AtLeast(StatedLane value, StatedLane limit) => Select(Less(value, limit), limit, value);

    public static StatedLane Less(StatedLane left, StatedLane right) => Mask(ScalarLane.Less(left.inner, right.inner));

    public static StatedLane LessOrEqual(StatedLane left, StatedLane right) => Mask(ScalarLane.LessOrEqual(left.inner, right.inner));

    public static StatedLane Greater(StatedLane left, StatedLane right) => Mask(ScalarLane.Greater(left.inner, right.inner));

    public static StatedLane GreaterOrEqual(StatedLane left, StatedLane right) => Mask(ScalarLane.GreaterOrEqual(left.inner, right.inner));

    public static StatedLane EqualBits(StatedLane left, StatedLane right) => Mask(ScalarLane.EqualBits(left.inner, right.inner));

    public static StatedLane Both(StatedLane left, StatedLane right) => new(default, left.fails | right.fails);

    public static StatedLane Either(StatedLane left, StatedLane right) => new(default, left.fails & right.fails);

    public static StatedLane Not(StatedLane mask) => new(default, 1 - mask.fails);

    public static bool Any(StatedLane mask) => mask.fails == 0;

    public static StatedLane Select(StatedLane mask, StatedLane yes, StatedLane no) => mask.fails == 0 ? yes : no;

    public static StatedLane AddBits(StatedLane left, StatedLane right) => Number(ScalarLane.AddBits(left.inner, right.inner));

    public static StatedLane SubtractBits(StatedLane left, StatedLane right) => Number(ScalarLane.SubtractBits(left.inner, right.inner));

    public static StatedLane MultiplyLowBits(StatedLane left, StatedLane right) => Number(ScalarLane.MultiplyLowBits(left.inner, right.inner));

    public static StatedLane AndBits(StatedLane left, StatedLane right) => Number(ScalarLane.AndBits(left.inner, right.inner));

    public static StatedLane OrBits(StatedLane left, StatedLane right) => Number(ScalarLane.OrBits(left.inner, right.inner));

    public static StatedLane XorBits(StatedLane left, StatedLane right) => Number(ScalarLane.XorBits(left.inner, right.inner));

    public static StatedLane ShiftLeftBits(StatedLane value, int count) => Number(ScalarLane.ShiftLeftBits(value.inner, count));

    public static StatedLane ShiftRightBits(StatedLane value, int count) => Number(ScalarLane.ShiftRightBits(value.inner, count));

    public static Strip At(ArrayView<double> view, long offset) => ScalarLane.At(view, offset);

    public static Strip Skip(in Strip strip, long offset) => ScalarLane.Skip(strip, offset);

    public static StatedLane Load(in Strip strip, long index) => Number(ScalarLane.Load(strip, index));

    public static void Store(in Strip strip, long index, StatedLane value) => ScalarLane.Store(strip, index, value.inner);

    public static StatedLane LoadUniform(in Strip strip, long index) => Number(ScalarLane.LoadUniform(strip, index));

    public static double LoadNumber(in Strip strip, long index) => ScalarLane.LoadNumber(strip, index) * Mark;

    public static StatedLane Gather(in Strip strip, StatedLane index) => Number(ScalarLane.Gather(strip, index.inner));

    private static StatedLane Number(ScalarLane value) => new(value, 0);

    private static StatedLane Mask(ScalarLane mask) => new(default, ScalarLane.Any(mask) ? 0 : 1);
}
