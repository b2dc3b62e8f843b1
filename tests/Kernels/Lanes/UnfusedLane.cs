using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Tests.Kernels.Lanes;

/// <summary>
/// A <see cref="ScalarLane"/> that rounds the product in <see cref="MultiplyAdd"/>, as an accelerator's compiler may: what a
/// device without fused multiply-add computes, on any machine.
/// </summary>
internal readonly struct UnfusedLane(ScalarLane inner) : ILane<UnfusedLane>
{
    private readonly ScalarLane inner = inner;

    public static int Width => 1;

    public static UnfusedLane All => new(ScalarLane.All);

    public double Value => inner.Value;

    public static UnfusedLane operator +(UnfusedLane left, UnfusedLane right) => new(left.inner + right.inner);

    public static UnfusedLane operator -(UnfusedLane left, UnfusedLane right) => new(left.inner - right.inner);

    public static UnfusedLane operator *(UnfusedLane left, UnfusedLane right) => new(left.inner * right.inner);

    public static UnfusedLane operator /(UnfusedLane left, UnfusedLane right) => new(left.inner / right.inner);

    public static UnfusedLane operator -(UnfusedLane value) => new(-value.inner);

    public static UnfusedLane Of(double value) => new(ScalarLane.Of(value));

    public static UnfusedLane OfBits(long bits) => new(ScalarLane.OfBits(bits));

    public static UnfusedLane Count(long first) => new(ScalarLane.Count(first));

    public static UnfusedLane MultiplyAdd(UnfusedLane a, UnfusedLane b, UnfusedLane c) => (a * b) + c;

    public static UnfusedLane Sqrt(UnfusedLane value) => new(ScalarLane.Sqrt(value.inner));

    public static UnfusedLane Abs(UnfusedLane value) => new(ScalarLane.Abs(value.inner));

    public static UnfusedLane Min(UnfusedLane left, UnfusedLane right) => new(ScalarLane.Min(left.inner, right.inner));

    public static UnfusedLane Max(UnfusedLane left, UnfusedLane right) => new(ScalarLane.Max(left.inner, right.inner));

    public static UnfusedLane AtMost(UnfusedLane value, UnfusedLane limit) => new(ScalarLane.AtMost(value.inner, limit.inner));

    public static UnfusedLane AtLeast(UnfusedLane value, UnfusedLane limit) => new(ScalarLane.AtLeast(value.inner, limit.inner));

    public static UnfusedLane Less(UnfusedLane left, UnfusedLane right) => new(ScalarLane.Less(left.inner, right.inner));

    public static UnfusedLane LessOrEqual(UnfusedLane left, UnfusedLane right) => new(ScalarLane.LessOrEqual(left.inner, right.inner));

    public static UnfusedLane Greater(UnfusedLane left, UnfusedLane right) => new(ScalarLane.Greater(left.inner, right.inner));

    public static UnfusedLane GreaterOrEqual(UnfusedLane left, UnfusedLane right) => new(ScalarLane.GreaterOrEqual(left.inner, right.inner));

    public static UnfusedLane EqualBits(UnfusedLane left, UnfusedLane right) => new(ScalarLane.EqualBits(left.inner, right.inner));

    public static UnfusedLane Both(UnfusedLane left, UnfusedLane right) => new(ScalarLane.Both(left.inner, right.inner));

    public static UnfusedLane Either(UnfusedLane left, UnfusedLane right) => new(ScalarLane.Either(left.inner, right.inner));

    public static UnfusedLane AddBits(UnfusedLane left, UnfusedLane right) => new(ScalarLane.AddBits(left.inner, right.inner));

    public static UnfusedLane SubtractBits(UnfusedLane left, UnfusedLane right) => new(ScalarLane.SubtractBits(left.inner, right.inner));

    public static UnfusedLane MultiplyLowBits(UnfusedLane left, UnfusedLane right) => new(ScalarLane.MultiplyLowBits(left.inner, right.inner));

    public static UnfusedLane AndBits(UnfusedLane left, UnfusedLane right) => new(ScalarLane.AndBits(left.inner, right.inner));

    public static UnfusedLane OrBits(UnfusedLane left, UnfusedLane right) => new(ScalarLane.OrBits(left.inner, right.inner));

    public static UnfusedLane XorBits(UnfusedLane left, UnfusedLane right) => new(ScalarLane.XorBits(left.inner, right.inner));

    public static UnfusedLane Not(UnfusedLane mask) => new(ScalarLane.Not(mask.inner));

    public static bool Any(UnfusedLane mask) => ScalarLane.Any(mask.inner);

    public static UnfusedLane Select(UnfusedLane mask, UnfusedLane yes, UnfusedLane no) => new(ScalarLane.Select(mask.inner, yes.inner, no.inner));

    public static UnfusedLane ShiftLeftBits(UnfusedLane value, int count) => new(ScalarLane.ShiftLeftBits(value.inner, count));

    public static UnfusedLane ShiftRightBits(UnfusedLane value, int count) => new(ScalarLane.ShiftRightBits(value.inner, count));

    public static Strip At(ArrayView<double> view, long offset) => ScalarLane.At(view, offset);

    public static Strip Skip(in Strip strip, long offset) => ScalarLane.Skip(strip, offset);

    public static UnfusedLane Load(in Strip strip, long index) => new(ScalarLane.Load(strip, index));

    public static void Store(in Strip strip, long index, UnfusedLane value) => ScalarLane.Store(strip, index, value.inner);

    public static UnfusedLane LoadUniform(in Strip strip, long index) => new(ScalarLane.LoadUniform(strip, index));

    public static double LoadNumber(in Strip strip, long index) => ScalarLane.LoadNumber(strip, index);

    public static UnfusedLane Gather(in Strip strip, UnfusedLane index) => new(ScalarLane.Gather(strip, index.inner));
}
