using ILGPU;

namespace GpuConcord.Kernels.Lanes;

/// <summary>One lane: a GPU thread, a thread of ILGPU's CPU accelerator, or a plain double on the host.</summary>
public readonly struct ScalarLane : ILane<ScalarLane>
{
    private readonly double value;

    // A mask's truth has a field of its own, so that on a GPU it stays in a predicate register.
    private readonly bool holds;

    private ScalarLane(double value)
    {
        this.value = value;
        holds = false;
    }

    private ScalarLane(bool holds)
    {
        value = 0.0;
        this.holds = holds;
    }

    /// <summary>The number this lane holds.</summary>
    public double Value => value;

    private long Bits => BitConverter.DoubleToInt64Bits(value);

    /// <inheritdoc/>
    public static int Width => 1;

    /// <inheritdoc/>
    public static ScalarLane All => new(true);

    /// <inheritdoc/>
    public static ScalarLane operator +(ScalarLane left, ScalarLane right) => new(left.value + right.value);

    /// <inheritdoc/>
    public static ScalarLane operator -(ScalarLane left, ScalarLane right) => new(left.value - right.value);

    /// <inheritdoc/>
    public static ScalarLane operator *(ScalarLane left, ScalarLane right) => new(left.value * right.value);

    /// <inheritdoc/>
    public static ScalarLane operator /(ScalarLane left, ScalarLane right) => new(left.value / right.value);

    /// <inheritdoc/>
    public static ScalarLane operator -(ScalarLane value) => new(-value.value);

    /// <inheritdoc/>
    public static ScalarLane Of(double value) => new(value);

    /// <inheritdoc/>
    public static ScalarLane OfBits(long bits) => new(BitConverter.Int64BitsToDouble(bits));

    /// <inheritdoc/>
    public static ScalarLane Count(long first) => OfBits(first);

    /// <inheritdoc/>
    public static ScalarLane MultiplyAdd(ScalarLane a, ScalarLane b, ScalarLane c) =>
        new(Math.FusedMultiplyAdd(a.value, b.value, c.value));

    /// <inheritdoc/>
    public static ScalarLane Sqrt(ScalarLane value) => new(Math.Sqrt(value.value));

    /// <inheritdoc/>
    public static ScalarLane Min(ScalarLane left, ScalarLane right) => left.value < right.value ? left : right;

    /// <inheritdoc/>
    public static ScalarLane Max(ScalarLane left, ScalarLane right) => left.value > right.value ? left : right;

    /// <inheritdoc/>
    public static ScalarLane AtMost(ScalarLane value, ScalarLane limit) => value.value > limit.value ? limit : value;

    /// <inheritdoc/>
    public static ScalarLane AtLeast(ScalarLane value, ScalarLane limit) => value.value < limit.value ? limit : value;

    /// <inheritdoc/>
    public static ScalarLane Abs(ScalarLane value) => OfBits(value.Bits & long.MaxValue);

    /// <inheritdoc/>
    public static ScalarLane Less(ScalarLane left, ScalarLane right) => new(left.value < right.value);

    /// <inheritdoc/>
    public static ScalarLane LessOrEqual(ScalarLane left, ScalarLane right) => new(left.value <= right.value);

    /// <inheritdoc/>
    public static ScalarLane Greater(ScalarLane left, ScalarLane right) => new(left.value > right.value);

    /// <inheritdoc/>
    public static ScalarLane GreaterOrEqual(ScalarLane left, ScalarLane right) => new(left.value >= right.value);

    /// <inheritdoc/>
    public static ScalarLane EqualBits(ScalarLane left, ScalarLane right) => new(left.Bits == right.Bits);

    /// <inheritdoc/>
    public static ScalarLane Both(ScalarLane left, ScalarLane right) => new(left.holds & right.holds);

    /// <inheritdoc/>
    public static ScalarLane Either(ScalarLane left, ScalarLane right) => new(left.holds | right.holds);

    /// <inheritdoc/>
    /// <remarks>
    /// By way of a number, as ILGPU turns !(a &lt; b), however it is put, into "a ≥ b or unordered", and its OpenCL back end then forgets
    /// "unordered": a NaN would be neither less nor not less. It does not see through a difference.
    /// </remarks>
    public static ScalarLane Not(ScalarLane mask) => new(1 - (mask.holds ? 1 : 0) != 0);

    /// <inheritdoc/>
    public static bool Any(ScalarLane mask) => mask.holds;

    /// <inheritdoc/>
    public static ScalarLane Select(ScalarLane mask, ScalarLane yes, ScalarLane no) =>
        new(mask.holds ? yes.value : no.value);

    /// <inheritdoc/>
    public static ScalarLane AddBits(ScalarLane left, ScalarLane right) => OfBits(left.Bits + right.Bits);

    /// <inheritdoc/>
    public static ScalarLane SubtractBits(ScalarLane left, ScalarLane right) => OfBits(left.Bits - right.Bits);

    /// <inheritdoc/>
    public static ScalarLane MultiplyLowBits(ScalarLane left, ScalarLane right) =>
        OfBits((long)((ulong)(uint)left.Bits * (uint)right.Bits));

    /// <inheritdoc/>
    public static ScalarLane AndBits(ScalarLane left, ScalarLane right) => OfBits(left.Bits & right.Bits);

    /// <inheritdoc/>
    public static ScalarLane OrBits(ScalarLane left, ScalarLane right) => OfBits(left.Bits | right.Bits);

    /// <inheritdoc/>
    public static ScalarLane XorBits(ScalarLane left, ScalarLane right) => OfBits(left.Bits ^ right.Bits);

    /// <inheritdoc/>
    public static ScalarLane ShiftLeftBits(ScalarLane value, int count) => OfBits(value.Bits << count);

    /// <inheritdoc/>
    public static ScalarLane ShiftRightBits(ScalarLane value, int count) => OfBits((long)((ulong)value.Bits >> count));

    /// <inheritdoc/>
    public static Strip At(ArrayView<double> view, long offset) => new(view.SubView(offset, view.Length - offset));

    /// <inheritdoc/>
    public static Strip Skip(in Strip strip, long offset) => At(strip.View, offset);

    /// <inheritdoc/>
    public static ScalarLane Load(in Strip strip, long index) => new(strip.View[index]);

    /// <inheritdoc/>
    public static void Store(in Strip strip, long index, ScalarLane value) => strip.View[index] = value.value;

    /// <inheritdoc/>
    public static ScalarLane LoadUniform(in Strip strip, long index) => new(strip.View[index]);

    /// <inheritdoc/>
    public static double LoadNumber(in Strip strip, long index) => strip.View[index];

    /// <inheritdoc/>
    public static ScalarLane Gather(in Strip strip, ScalarLane index) => new(strip.View[index.Bits]);
}
