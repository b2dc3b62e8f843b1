using ILGPU;

namespace GpuConcord.Kernels.Lanes;

/// <summary>
/// A register of <see cref="Width"/> 64-bit lanes, the number type every kernel computes with. The arithmetic operators
/// read a lane as an IEEE double; the members named …Bits read the same 64 bits as an unsigned integer; comparisons give
/// a mask (all bits set or clear on a vector, a predicate on a GPU) that only <see cref="Select"/>, <see cref="Any"/>,
/// <see cref="Both"/>, <see cref="Either"/> and <see cref="Not"/> read.
/// </summary>
/// <remarks>
/// Every member rounds exactly as IEEE 754 asks, so a kernel gives the same bits at every width. A branch on a lane becomes
/// <see cref="Select"/>; a rejection loop runs <c>while (T.Any(todo))</c>. Methods of more than a few dozen operations carry
/// AggressiveOptimization, not AggressiveInlining: they run at full speed from the first call on, and the JIT does not pull them
/// into their callers. (It inlines operators only up to a budget per compiled method; past it every + is a call.) A constant stands
/// on the right of a comparison, a minimum and a maximum: ILGPU turns constant &lt; x into "x &gt; constant or unordered", which is true of NaN
/// on CUDA.
/// </remarks>
/// <typeparam name="T">The implementing lane type.</typeparam>
public interface ILane<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>Number of lanes in one value.</summary>
    static abstract int Width { get; }

    /// <summary>Sum.</summary>
    static abstract T operator +(T left, T right);

    /// <summary>Difference.</summary>
    static abstract T operator -(T left, T right);

    /// <summary>Product.</summary>
    static abstract T operator *(T left, T right);

    /// <summary>Quotient.</summary>
    static abstract T operator /(T left, T right);

    /// <summary>Sign change.</summary>
    static abstract T operator -(T value);

    /// <summary>The same number in every lane.</summary>
    static abstract T Of(double value);

    /// <summary>The same 64 bits in every lane.</summary>
    static abstract T OfBits(long bits);

    /// <summary>The integers <paramref name="first"/>, <paramref name="first"/> + 1, … as bits, one a lane.</summary>
    static abstract T Count(long first);

    /// <summary>a · b + c: rounded once on every CPU width; on an accelerator once or twice, as its compiler chooses.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>Square root, correctly rounded.</summary>
    static abstract T Sqrt(T value);

    /// <summary>The smaller; <paramref name="right"/> when either is NaN.</summary>
    static abstract T Min(T left, T right);

    /// <summary>The larger; <paramref name="right"/> when either is NaN.</summary>
    static abstract T Max(T left, T right);

    /// <summary>The smaller; <paramref name="value"/> when either is NaN.</summary>
    static abstract T AtMost(T value, T limit);

    /// <summary>The larger; <paramref name="value"/> when either is NaN.</summary>
    static abstract T AtLeast(T value, T limit);

    /// <summary>Magnitude.</summary>
    static abstract T Abs(T value);

    /// <summary>Mask: left &lt; right (false on NaN).</summary>
    static abstract T Less(T left, T right);

    /// <summary>Mask: left ≤ right (false on NaN).</summary>
    static abstract T LessOrEqual(T left, T right);

    /// <summary>Mask: left &gt; right (false on NaN).</summary>
    static abstract T Greater(T left, T right);

    /// <summary>Mask: left ≥ right (false on NaN).</summary>
    static abstract T GreaterOrEqual(T left, T right);

    /// <summary>Mask: both bit patterns, read as integers, are equal.</summary>
    static abstract T EqualBits(T left, T right);

    /// <summary>Mask that holds in every lane.</summary>
    static abstract T All { get; }

    /// <summary>Mask: both hold.</summary>
    static abstract T Both(T left, T right);

    /// <summary>Mask: at least one holds.</summary>
    static abstract T Either(T left, T right);

    /// <summary>Mask: the other truth value.</summary>
    static abstract T Not(T mask);

    /// <summary>Whether a mask holds in any lane.</summary>
    static abstract bool Any(T mask);

    /// <summary>Lane by lane, <paramref name="yes"/> where the mask holds, else <paramref name="no"/>.</summary>
    static abstract T Select(T mask, T yes, T no);

    /// <summary>Integer sum modulo 2⁶⁴.</summary>
    static abstract T AddBits(T left, T right);

    /// <summary>Integer difference modulo 2⁶⁴.</summary>
    static abstract T SubtractBits(T left, T right);

    /// <summary>The 64-bit product of the low 32 bits of each; the high 32 bits are ignored.</summary>
    static abstract T MultiplyLowBits(T left, T right);

    /// <summary>Bitwise and.</summary>
    static abstract T AndBits(T left, T right);

    /// <summary>Bitwise or.</summary>
    static abstract T OrBits(T left, T right);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract T XorBits(T left, T right);

    /// <summary>Shift towards the high bits.</summary>
    static abstract T ShiftLeftBits(T value, int count);

    /// <summary>Shift towards the low bits, zeros coming in.</summary>
    static abstract T ShiftRightBits(T value, int count);

    /// <summary>Resolves the address of <c>view[offset]</c>, once, for the loads and stores that follow.</summary>
    static abstract Strip At(ArrayView<double> view, long offset);

    /// <summary>The place <paramref name="offset"/> doubles further on.</summary>
    static abstract Strip Skip(in Strip strip, long offset);

    /// <summary>Reads <see cref="Width"/> neighbouring doubles from <paramref name="index"/> on.</summary>
    static abstract T Load(in Strip strip, long index);

    /// <summary>Writes <see cref="Width"/> neighbouring doubles from <paramref name="index"/> on.</summary>
    static abstract void Store(in Strip strip, long index, T value);

    /// <summary>Reads one double into every lane.</summary>
    static abstract T LoadUniform(in Strip strip, long index);

    /// <summary>Reads one double as a plain number, for loop bounds and choices that all lanes share.</summary>
    static abstract double LoadNumber(in Strip strip, long index);

    /// <summary>Reads one double a lane, each from its own place: <paramref name="index"/> holds integers as bits, not negative.</summary>
    static abstract T Gather(in Strip strip, T index);
}
