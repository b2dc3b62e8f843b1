using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ILGPU;
using ILGPU.Runtime;

namespace GpuConcord.Kernels.Lanes;

/// <summary>Four lanes in a 256-bit register: one CPU core with AVX2.</summary>
public readonly unsafe struct Vector256Lane : ILane<Vector256Lane>
{
    private readonly Vector256<double> value;

    private Vector256Lane(Vector256<double> value) => this.value = value;

    /// <inheritdoc/>
    public static int Width => 4;

    /// <inheritdoc/>
    public static Vector256Lane All => new(Vector256<double>.AllBitsSet);

    private Vector256<ulong> Bits => value.AsUInt64();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator +(Vector256Lane left, Vector256Lane right) =>
        new(left.value + right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator -(Vector256Lane left, Vector256Lane right) =>
        new(left.value - right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator *(Vector256Lane left, Vector256Lane right) =>
        new(left.value * right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator /(Vector256Lane left, Vector256Lane right) =>
        new(left.value / right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator -(Vector256Lane value) =>
        new(-value.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Of(double value) =>
        new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane OfBits(long bits) =>
        new(Vector256.Create(bits).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Count(long first) =>
        new((Vector256.Create(first) + Vector256<long>.Indices).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane MultiplyAdd(Vector256Lane a, Vector256Lane b, Vector256Lane c) =>
        new(Vector256.FusedMultiplyAdd(a.value, b.value, c.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Sqrt(Vector256Lane value) =>
        new(Vector256.Sqrt(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Min(Vector256Lane left, Vector256Lane right) =>
        new(Vector256.MinNative(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Max(Vector256Lane left, Vector256Lane right) =>
        new(Vector256.MaxNative(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane AtMost(Vector256Lane value, Vector256Lane limit) =>
        new(Vector256.MinNative(limit.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane AtLeast(Vector256Lane value, Vector256Lane limit) =>
        new(Vector256.MaxNative(limit.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Abs(Vector256Lane value) =>
        new(Vector256.Abs(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Less(Vector256Lane left, Vector256Lane right) =>
        new(Vector256.LessThan(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane LessOrEqual(Vector256Lane left, Vector256Lane right) =>
        new(Vector256.LessThanOrEqual(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Greater(Vector256Lane left, Vector256Lane right) =>
        new(Vector256.LessThan(right.value, left.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane GreaterOrEqual(Vector256Lane left, Vector256Lane right) =>
        new(Vector256.LessThanOrEqual(right.value, left.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane EqualBits(Vector256Lane left, Vector256Lane right) =>
        new(Vector256.Equals(left.Bits, right.Bits).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Both(Vector256Lane left, Vector256Lane right) =>
        new(left.value & right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Either(Vector256Lane left, Vector256Lane right) =>
        new(left.value | right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Not(Vector256Lane mask) =>
        new(~mask.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector256Lane mask) =>
        Vector256.ExtractMostSignificantBits(mask.value) != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Select(Vector256Lane mask, Vector256Lane yes, Vector256Lane no) =>
        new(Vector256.ConditionalSelect(mask.value, yes.value, no.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane AddBits(Vector256Lane left, Vector256Lane right) =>
        new((left.Bits + right.Bits).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane SubtractBits(Vector256Lane left, Vector256Lane right) =>
        new((left.Bits - right.Bits).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane MultiplyLowBits(Vector256Lane left, Vector256Lane right) =>
        Avx2.IsSupported
            ? new(Avx2.Multiply(left.value.AsUInt32(), right.value.AsUInt32()).AsDouble())
            : new(((left.Bits & Vector256.Create(0xFFFFFFFFUL)) * (right.Bits & Vector256.Create(0xFFFFFFFFUL))).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane AndBits(Vector256Lane left, Vector256Lane right) =>
        new(left.value & right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane OrBits(Vector256Lane left, Vector256Lane right) =>
        new(left.value | right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane XorBits(Vector256Lane left, Vector256Lane right) =>
        new(left.value ^ right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane ShiftLeftBits(Vector256Lane value, int count) =>
        new((value.Bits << count).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane ShiftRightBits(Vector256Lane value, int count) =>
        new((value.Bits >>> count).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Strip At(ArrayView<double> view, long offset) =>
        new(view.LoadEffectiveAddressAsPtr() + (offset * sizeof(double)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Strip Skip(in Strip strip, long offset) => new(strip.Address + (offset * sizeof(double)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Load(in Strip strip, long index) =>
        new(Vector256.Load((double*)strip.Address + index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in Strip strip, long index, Vector256Lane value) =>
        value.value.Store((double*)strip.Address + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane LoadUniform(in Strip strip, long index) =>
        new(Vector256.Create(*((double*)strip.Address + index)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LoadNumber(in Strip strip, long index) => *((double*)strip.Address + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Gather(in Strip strip, Vector256Lane index)
    {
        double* start = (double*)strip.Address;
        Vector256<long> places = index.value.AsInt64();
        return new(Avx2.IsSupported
            ? Avx2.GatherVector256(start, places, sizeof(double))
            : Vector256.Create(start[places[0]], start[places[1]], start[places[2]], start[places[3]]));
    }
}
