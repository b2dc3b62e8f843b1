using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Bench.Roofline;

/// <summary>
/// Lanes that count what they compute: the kernel runs unchanged, and <see cref="OperationCounts"/> holds the vector instructions
/// it asked for, one for as many chains or sources as <typeparamref name="T"/> is wide. Constants are free: they stay in registers or ride along with an instruction.
/// </summary>
/// <typeparam name="T">The lanes that compute.</typeparam>
internal readonly struct CountingLane<T> : ILane<CountingLane<T>>
    where T : unmanaged, ILane<T>
{
    private readonly T value;

    private CountingLane(T value) => this.value = value;

    /// <inheritdoc/>
    public static int Width => T.Width;

    /// <inheritdoc/>
    public static CountingLane<T> All => new(T.All);

    /// <inheritdoc/>
    public static CountingLane<T> operator +(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.AddOrMultiply, left.value + right.value);

    /// <inheritdoc/>
    public static CountingLane<T> operator -(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.AddOrMultiply, left.value - right.value);

    /// <inheritdoc/>
    public static CountingLane<T> operator *(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.AddOrMultiply, left.value * right.value);

    /// <inheritdoc/>
    public static CountingLane<T> operator /(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Divide, left.value / right.value);

    /// <inheritdoc/>
    public static CountingLane<T> operator -(CountingLane<T> value) =>
        Counted(Operation.Choose, -value.value);

    /// <inheritdoc/>
    public static CountingLane<T> Of(double value) =>
        new(T.Of(value));

    /// <inheritdoc/>
    public static CountingLane<T> OfBits(long bits) =>
        new(T.OfBits(bits));

    /// <inheritdoc/>
    public static CountingLane<T> Count(long first) =>
        Counted(Operation.Integer, T.Count(first));

    /// <inheritdoc/>
    public static CountingLane<T> MultiplyAdd(CountingLane<T> a, CountingLane<T> b, CountingLane<T> c) =>
        Counted(Operation.MultiplyAdd, T.MultiplyAdd(a.value, b.value, c.value));

    /// <inheritdoc/>
    public static CountingLane<T> Sqrt(CountingLane<T> value) =>
        Counted(Operation.Root, T.Sqrt(value.value));

    /// <inheritdoc/>
    public static CountingLane<T> Min(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.Min(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> Max(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.Max(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> AtMost(CountingLane<T> value, CountingLane<T> limit) =>
        Counted(Operation.Choose, T.AtMost(value.value, limit.value));

    /// <inheritdoc/>
    public static CountingLane<T> AtLeast(CountingLane<T> value, CountingLane<T> limit) =>
        Counted(Operation.Choose, T.AtLeast(value.value, limit.value));

    /// <inheritdoc/>
    public static CountingLane<T> Abs(CountingLane<T> value) =>
        Counted(Operation.Choose, T.Abs(value.value));

    /// <inheritdoc/>
    public static CountingLane<T> Less(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.Less(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> LessOrEqual(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.LessOrEqual(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> Greater(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.Greater(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> GreaterOrEqual(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.GreaterOrEqual(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> EqualBits(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.EqualBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> Both(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.Both(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> Either(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Choose, T.Either(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> Not(CountingLane<T> mask) =>
        Counted(Operation.Choose, T.Not(mask.value));

    /// <inheritdoc/>
    public static bool Any(CountingLane<T> mask)
    {
        OperationCounts.Add(Operation.Choose);
        return T.Any(mask.value);
    }

    /// <inheritdoc/>
    public static CountingLane<T> Select(CountingLane<T> mask, CountingLane<T> yes, CountingLane<T> no) =>
        Counted(Operation.Choose, T.Select(mask.value, yes.value, no.value));

    /// <inheritdoc/>
    public static CountingLane<T> AddBits(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Integer, T.AddBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> SubtractBits(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Integer, T.SubtractBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> MultiplyLowBits(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.IntegerMultiply, T.MultiplyLowBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> AndBits(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Integer, T.AndBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> OrBits(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Integer, T.OrBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> XorBits(CountingLane<T> left, CountingLane<T> right) =>
        Counted(Operation.Integer, T.XorBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane<T> ShiftLeftBits(CountingLane<T> value, int count) =>
        Counted(Operation.Integer, T.ShiftLeftBits(value.value, count));

    /// <inheritdoc/>
    public static CountingLane<T> ShiftRightBits(CountingLane<T> value, int count) =>
        Counted(Operation.Integer, T.ShiftRightBits(value.value, count));

    /// <inheritdoc/>
    public static Strip At(ArrayView<double> view, long offset) =>
        T.At(view, offset);

    /// <inheritdoc/>
    public static Strip Skip(in Strip strip, long offset) =>
        T.Skip(strip, offset);

    /// <inheritdoc/>
    public static CountingLane<T> Load(in Strip strip, long index) =>
        Counted(Operation.Load, T.Load(strip, index));

    /// <inheritdoc/>
    public static void Store(in Strip strip, long index, CountingLane<T> value)
    {
        OperationCounts.Add(Operation.Store);
        T.Store(strip, index, value.value);
    }

    /// <inheritdoc/>
    public static CountingLane<T> LoadUniform(in Strip strip, long index) =>
        Counted(Operation.Load, T.LoadUniform(strip, index));

    /// <inheritdoc/>
    public static double LoadNumber(in Strip strip, long index) =>
        T.LoadNumber(strip, index);

    /// <inheritdoc/>
    public static CountingLane<T> Gather(in Strip strip, CountingLane<T> index) =>
        Counted(Operation.Load, T.Gather(strip, index.value));

    private static CountingLane<T> Counted(Operation operation, T result)
    {
        OperationCounts.Add(operation);
        return new CountingLane<T>(result);
    }
}
