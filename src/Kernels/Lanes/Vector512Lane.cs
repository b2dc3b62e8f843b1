using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ILGPU;
using ILGPU.Runtime;

namespace GpuConcord.Kernels.Lanes;

/// <summary>Eight lanes in a 512-bit register: one CPU core with AVX-512.</summary>
public readonly unsafe struct Vector512Lane : ILane<Vector512Lane>
{
    private readonly Vector512<double> value;

    internal Vector512Lane(Vector512<double> value) => this.value = value;

    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    public static Vector512Lane All => new(Vector512<double>.AllBitsSet);

    internal Vector512<double> Value => value;

    private Vector512<ulong> Bits => value.AsUInt64();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator +(Vector512Lane left, Vector512Lane right) =>
        new(left.value + right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator -(Vector512Lane left, Vector512Lane right) =>
        new(left.value - right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator *(Vector512Lane left, Vector512Lane right) =>
        new(left.value * right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator /(Vector512Lane left, Vector512Lane right) =>
        new(left.value / right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator -(Vector512Lane value) =>
        new(-value.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Of(double value) =>
        new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane OfBits(long bits) =>
        new(Vector512.Create(bits).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Count(long first) =>
        new((Vector512.Create(first) + Vector512<long>.Indices).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane MultiplyAdd(Vector512Lane a, Vector512Lane b, Vector512Lane c) =>
        new(Vector512.FusedMultiplyAdd(a.value, b.value, c.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Sqrt(Vector512Lane value) =>
        new(Vector512.Sqrt(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Min(Vector512Lane left, Vector512Lane right) =>
        new(Vector512.MinNative(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Max(Vector512Lane left, Vector512Lane right) =>
        new(Vector512.MaxNative(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane AtMost(Vector512Lane value, Vector512Lane limit) =>
        new(Vector512.MinNative(limit.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane AtLeast(Vector512Lane value, Vector512Lane limit) =>
        new(Vector512.MaxNative(limit.value, value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Abs(Vector512Lane value) =>
        new(Vector512.Abs(value.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Less(Vector512Lane left, Vector512Lane right) =>
        new(Vector512.LessThan(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane LessOrEqual(Vector512Lane left, Vector512Lane right) =>
        new(Vector512.LessThanOrEqual(left.value, right.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Greater(Vector512Lane left, Vector512Lane right) =>
        new(Vector512.LessThan(right.value, left.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane GreaterOrEqual(Vector512Lane left, Vector512Lane right) =>
        new(Vector512.LessThanOrEqual(right.value, left.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane EqualBits(Vector512Lane left, Vector512Lane right) =>
        new(Vector512.Equals(left.Bits, right.Bits).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Both(Vector512Lane left, Vector512Lane right) =>
        new(left.value & right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Either(Vector512Lane left, Vector512Lane right) =>
        new(left.value | right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Not(Vector512Lane mask) =>
        new(~mask.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector512Lane mask) =>
        Vector512.ExtractMostSignificantBits(mask.value) != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Select(Vector512Lane mask, Vector512Lane yes, Vector512Lane no) =>
        new(Vector512.ConditionalSelect(mask.value, yes.value, no.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane AddBits(Vector512Lane left, Vector512Lane right) =>
        new((left.Bits + right.Bits).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane SubtractBits(Vector512Lane left, Vector512Lane right) =>
        new((left.Bits - right.Bits).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane MultiplyLowBits(Vector512Lane left, Vector512Lane right) =>
        Avx512F.IsSupported
            ? new(Avx512F.Multiply(left.value.AsUInt32(), right.value.AsUInt32()).AsDouble())
            : new(((left.Bits & Vector512.Create(0xFFFFFFFFUL)) * (right.Bits & Vector512.Create(0xFFFFFFFFUL))).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane AndBits(Vector512Lane left, Vector512Lane right) =>
        new(left.value & right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane OrBits(Vector512Lane left, Vector512Lane right) =>
        new(left.value | right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane XorBits(Vector512Lane left, Vector512Lane right) =>
        new(left.value ^ right.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane ShiftLeftBits(Vector512Lane value, int count) =>
        new((value.Bits << count).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane ShiftRightBits(Vector512Lane value, int count) =>
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
    public static Vector512Lane Load(in Strip strip, long index) =>
        new(Vector512.Load((double*)strip.Address + index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in Strip strip, long index, Vector512Lane value) =>
        value.value.Store((double*)strip.Address + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane LoadUniform(in Strip strip, long index) =>
        new(Vector512.Create(*((double*)strip.Address + index)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LoadNumber(in Strip strip, long index) => *((double*)strip.Address + index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Gather(in Strip strip, Vector512Lane index)
    {
        double* start = (double*)strip.Address;
        Vector512<long> places = index.value.AsInt64();
        return new(Vector512.Create(
            Avx2.GatherVector256(start, places.GetLower(), sizeof(double)), Avx2.GatherVector256(start, places.GetUpper(), sizeof(double))));
    }
}
