using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Bench.Roofline;

/// <summary>
/// Eight lanes that count what they compute: the kernel runs unchanged, and <see cref="OperationCounts"/> holds the vector instructions
/// it asked for, one for each eight chains or sources. Constants are free: they stay in registers or ride along with an instruction.
/// </summary>
internal readonly struct CountingLane : ILane<CountingLane>
{
    private readonly Vector512Lane value;

    private CountingLane(Vector512Lane value) => this.value = value;

    /// <inheritdoc/>
    public static int Width => Vector512Lane.Width;

    /// <inheritdoc/>
    public static CountingLane All => new(Vector512Lane.All);

    /// <inheritdoc/>
    public static CountingLane operator +(CountingLane left, CountingLane right) =>
        Counted(Operation.AddOrMultiply, left.value + right.value);

    /// <inheritdoc/>
    public static CountingLane operator -(CountingLane left, CountingLane right) =>
        Counted(Operation.AddOrMultiply, left.value - right.value);

    /// <inheritdoc/>
    public static CountingLane operator *(CountingLane left, CountingLane right) =>
        Counted(Operation.AddOrMultiply, left.value * right.value);

    /// <inheritdoc/>
    public static CountingLane operator /(CountingLane left, CountingLane right) =>
        Counted(Operation.Divide, left.value / right.value);

    /// <inheritdoc/>
    public static CountingLane operator -(CountingLane value) =>
        Counted(Operation.Choose, -value.value);

    /// <inheritdoc/>
    public static CountingLane Of(double value) =>
        new(Vector512Lane.Of(value));

    /// <inheritdoc/>
    public static CountingLane OfBits(long bits) =>
        new(Vector512Lane.OfBits(bits));

    /// <inheritdoc/>
    public static CountingLane Count(long first) =>
        Counted(Operation.Integer, Vector512Lane.Count(first));

    /// <inheritdoc/>
    public static CountingLane MultiplyAdd(CountingLane a, CountingLane b, CountingLane c) =>
        Counted(Operation.MultiplyAdd, Vector512Lane.MultiplyAdd(a.value, b.value, c.value));

    /// <inheritdoc/>
    public static CountingLane Sqrt(CountingLane value) =>
        Counted(Operation.Root, Vector512Lane.Sqrt(value.value));

    /// <inheritdoc/>
    public static CountingLane Min(CountingLane left, CountingLane right) =>
        Counted(Operation.Choose, Vector512Lane.Min(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane Max(CountingLane left, CountingLane right) =>
        Counted(Operation.Choose, Vector512Lane.Max(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane Abs(CountingLane value) =>
        Counted(Operation.Choose, Vector512Lane.Abs(value.value));

    /// <inheritdoc/>
    public static CountingLane Less(CountingLane left, CountingLane right) =>
        Counted(Operation.Choose, Vector512Lane.Less(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane LessOrEqual(CountingLane left, CountingLane right) =>
        Counted(Operation.Choose, Vector512Lane.LessOrEqual(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane EqualBits(CountingLane left, CountingLane right) =>
        Counted(Operation.Choose, Vector512Lane.EqualBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane Both(CountingLane left, CountingLane right) =>
        Counted(Operation.Choose, Vector512Lane.Both(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane Either(CountingLane left, CountingLane right) =>
        Counted(Operation.Choose, Vector512Lane.Either(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane Not(CountingLane mask) =>
        Counted(Operation.Choose, Vector512Lane.Not(mask.value));

    /// <inheritdoc/>
    public static bool Any(CountingLane mask)
    {
        OperationCounts.Add(Operation.Choose);
        return Vector512Lane.Any(mask.value);
    }

    /// <inheritdoc/>
    public static CountingLane Select(CountingLane mask, CountingLane yes, CountingLane no) =>
        Counted(Operation.Choose, Vector512Lane.Select(mask.value, yes.value, no.value));

    /// <inheritdoc/>
    public static CountingLane AddBits(CountingLane left, CountingLane right) =>
        Counted(Operation.Integer, Vector512Lane.AddBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane SubtractBits(CountingLane left, CountingLane right) =>
        Counted(Operation.Integer, Vector512Lane.SubtractBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane MultiplyLowBits(CountingLane left, CountingLane right) =>
        Counted(Operation.IntegerMultiply, Vector512Lane.MultiplyLowBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane AndBits(CountingLane left, CountingLane right) =>
        Counted(Operation.Integer, Vector512Lane.AndBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane OrBits(CountingLane left, CountingLane right) =>
        Counted(Operation.Integer, Vector512Lane.OrBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane XorBits(CountingLane left, CountingLane right) =>
        Counted(Operation.Integer, Vector512Lane.XorBits(left.value, right.value));

    /// <inheritdoc/>
    public static CountingLane ShiftLeftBits(CountingLane value, int count) =>
        Counted(Operation.Integer, Vector512Lane.ShiftLeftBits(value.value, count));

    /// <inheritdoc/>
    public static CountingLane ShiftRightBits(CountingLane value, int count) =>
        Counted(Operation.Integer, Vector512Lane.ShiftRightBits(value.value, count));

    /// <inheritdoc/>
    public static Strip At(ArrayView<double> view, long offset) =>
        Vector512Lane.At(view, offset);

    /// <inheritdoc/>
    public static Strip Skip(in Strip strip, long offset) =>
        Vector512Lane.Skip(strip, offset);

    /// <inheritdoc/>
    public static CountingLane Load(in Strip strip, long index) =>
        Counted(Operation.Load, Vector512Lane.Load(strip, index));

    /// <inheritdoc/>
    public static void Store(in Strip strip, long index, CountingLane value)
    {
        OperationCounts.Add(Operation.Store);
        Vector512Lane.Store(strip, index, value.value);
    }

    /// <inheritdoc/>
    public static CountingLane LoadUniform(in Strip strip, long index) =>
        Counted(Operation.Load, Vector512Lane.LoadUniform(strip, index));

    /// <inheritdoc/>
    public static double LoadNumber(in Strip strip, long index) =>
        Vector512Lane.LoadNumber(strip, index);

    /// <inheritdoc/>
    public static CountingLane Gather(in Strip strip, CountingLane index) =>
        Counted(Operation.Load, Vector512Lane.Gather(strip, index.value));

    private static CountingLane Counted(Operation operation, Vector512Lane result)
    {
        OperationCounts.Add(operation);
        return new CountingLane(result);
    }
}

/// <summary>Launches on counting lanes, on one core.</summary>
internal sealed class CountingLaunch : ILaneLaunch
{
    private readonly VectorLaunch<CountingLane> lanes = new();

    /// <inheritdoc/>
    public int LaneWidth => lanes.LaneWidth;

    /// <inheritdoc/>
    public void Run<TKernel, TArguments>(int lanes, int cores, TArguments arguments)
        where TKernel : Kernels.IKernel<TArguments>
        where TArguments : struct => this.lanes.Run<TKernel, TArguments>(lanes, 1, arguments);
}
