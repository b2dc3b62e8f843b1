using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Tests.Kernels.Lanes;

/// <summary>Two columns of operands; one column of results an operation.</summary>
public readonly record struct OperandArguments(ArrayView<double> Left, ArrayView<double> Right, ArrayView<double> Results, long Lanes);

/// <summary>Applies every lane operation to a pair of operands.</summary>
public readonly struct LaneOperations : IKernel<OperandArguments>
{
    /// <summary>Name of each result column, what it must hold, and whether every bit of a NaN counts.</summary>
    public static readonly (string Name, Func<double, double, double> Expected, bool AllBits)[] Columns =
    [
        ("+", (a, b) => a + b, false),
        ("-", (a, b) => a - b, false),
        ("*", (a, b) => a * b, false),
        ("/", (a, b) => a / b, false),
        ("negate", (a, _) => -a, false),
        ("Sqrt", (a, _) => Math.Sqrt(a), false),
        ("Abs", (a, _) => Math.Abs(a), false),
        ("Min", (a, b) => a < b ? a : b, false),
        ("Max", (a, b) => a > b ? a : b, false),
        ("Less", (a, b) => Truth(a < b), true),
        ("LessOrEqual", (a, b) => Truth(a <= b), true),
        ("EqualBits", (a, b) => Truth(Bits(a) == Bits(b)), true),
        ("Both", (a, b) => Truth(a < b && a <= 1.0), true),
        ("Either", (a, b) => Truth(a < b || a <= 1.0), true),
        ("Not", (a, b) => Truth(!(a < b)), true),
        ("Any", (a, b) => 1.0, true),
        ("AddBits", (a, b) => Double(Bits(a) + Bits(b)), true),
        ("SubtractBits", (a, b) => Double(Bits(a) - Bits(b)), true),
        ("MultiplyLowBits", (a, b) => Double((Bits(a) & uint.MaxValue) * (Bits(b) & uint.MaxValue)), true),
        ("AndBits", (a, b) => Double(Bits(a) & Bits(b)), true),
        ("OrBits", (a, b) => Double(Bits(a) | Bits(b)), true),
        ("XorBits", (a, b) => Double(Bits(a) ^ Bits(b)), true),
        ("ShiftLeftBits", (a, _) => Double(Bits(a) << 12), true),
        ("ShiftRightBits", (a, _) => Double(Bits(a) >> 44), true),
        ("Greater", (a, b) => Truth(a > b), true),
        ("GreaterOrEqual", (a, b) => Truth(a >= b), true),
        ("AtMost", (a, b) => a > b ? b : a, false),
        ("AtLeast", (a, b) => a < b ? b : a, false),
        ("Less than 1", (a, _) => Truth(a < 1.0), true),
        ("LessOrEqual to 1", (a, _) => Truth(a <= 1.0), true),
        ("Greater than 1", (a, _) => Truth(a > 1.0), true),
        ("GreaterOrEqual to 1", (a, _) => Truth(a >= 1.0), true),
        ("Less than NaN", (_, _) => -1.0, true),
        ("GreaterOrEqual to NaN", (_, _) => -1.0, true),
        ("Not Greater than 1", (a, _) => Truth(!(a > 1.0)), true),
        ("Not LessOrEqual to 1", (a, _) => Truth(!(a <= 1.0)), true),
        ("Both Greater than 1", (a, b) => Truth(a > 1.0 && b > 1.0), true),
        ("Either Greater than 1", (a, b) => Truth(a > 1.0 || b > 1.0), true),
        ("Min with 1", (a, _) => a < 1.0 ? a : 1.0, false),
        ("Max with 1", (a, _) => a > 1.0 ? a : 1.0, false),
        ("AtMost 1", (a, _) => a > 1.0 ? 1.0 : a, false),
        ("AtLeast 1", (a, _) => a < 1.0 ? 1.0 : a, false),
    ];

    public static void Run<T>(int index, in OperandArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long first = (long)index * T.Width;
        T a = T.Load(T.At(arguments.Left, first), 0);
        T b = T.Load(T.Skip(T.At(arguments.Right, 0), first), 0);
        Strip results = T.At(arguments.Results, first);
        long lanes = arguments.Lanes;
        T.Store(results, 0, a + b);
        T.Store(results, lanes, a - b);
        T.Store(results, 2 * lanes, a * b);
        T.Store(results, 3 * lanes, a / b);
        T.Store(results, 4 * lanes, -a);
        T.Store(results, 5 * lanes, T.Sqrt(a));
        T.Store(results, 6 * lanes, T.Abs(a));
        T.Store(results, 7 * lanes, T.Min(a, b));
        T.Store(results, 8 * lanes, T.Max(a, b));
        T less = T.Less(a, b);
        T small = T.LessOrEqual(a, T.Of(1.0));
        T.Store(results, 9 * lanes, Truth(less));
        T.Store(results, 10 * lanes, Truth(T.LessOrEqual(a, b)));
        T.Store(results, 11 * lanes, Truth(T.EqualBits(a, b)));
        T.Store(results, 12 * lanes, Truth(T.Both(less, small)));
        T.Store(results, 13 * lanes, Truth(T.Either(less, small)));
        T.Store(results, 14 * lanes, Truth(T.Not(less)));
        bool any = T.Any(less) || T.Any(T.Not(less));
        bool none = T.Any(T.Both(less, T.Not(less))) || T.Any(T.Not(T.All));
        T.Store(results, 15 * lanes, T.Of(any && !none ? 1.0 : 0.0));
        T.Store(results, 16 * lanes, T.AddBits(a, b));
        T.Store(results, 17 * lanes, T.SubtractBits(a, b));
        T.Store(results, 18 * lanes, T.MultiplyLowBits(a, b));
        T.Store(results, 19 * lanes, T.AndBits(a, b));
        T.Store(results, 20 * lanes, T.OrBits(a, b));
        T.Store(results, 21 * lanes, T.XorBits(a, b));
        T.Store(results, 22 * lanes, T.ShiftLeftBits(a, 12));
        T.Store(results, 23 * lanes, T.ShiftRightBits(a, 44));
        T one = T.Of(1.0);
        T.Store(results, 24 * lanes, Truth(T.Greater(a, b)));
        T.Store(results, 25 * lanes, Truth(T.GreaterOrEqual(a, b)));
        T.Store(results, 26 * lanes, T.AtMost(a, b));
        T.Store(results, 27 * lanes, T.AtLeast(a, b));
        T.Store(results, 28 * lanes, Truth(T.Less(a, one)));
        T.Store(results, 29 * lanes, Truth(T.LessOrEqual(a, one)));
        T.Store(results, 30 * lanes, Truth(T.Greater(a, one)));
        T.Store(results, 31 * lanes, Truth(T.GreaterOrEqual(a, one)));
        T.Store(results, 32 * lanes, Truth(T.Less(a, T.Of(double.NaN))));
        T.Store(results, 33 * lanes, Truth(T.GreaterOrEqual(a, T.Of(double.NaN))));
        T.Store(results, 34 * lanes, Truth(T.Not(T.Greater(a, one))));
        T.Store(results, 35 * lanes, Truth(T.Not(T.LessOrEqual(a, one))));
        T.Store(results, 36 * lanes, Truth(T.Both(T.Greater(a, one), T.Greater(b, one))));
        T.Store(results, 37 * lanes, Truth(T.Either(T.Greater(a, one), T.Greater(b, one))));
        T.Store(results, 38 * lanes, T.Min(a, one));
        T.Store(results, 39 * lanes, T.Max(a, one));
        T.Store(results, 40 * lanes, T.AtMost(a, one));
        T.Store(results, 41 * lanes, T.AtLeast(a, one));
    }

    private static T Truth<T>(T mask)
        where T : unmanaged, ILane<T> => T.Select(mask, T.Of(1.0), T.Of(-1.0));

    private static double Truth(bool holds) => holds ? 1.0 : -1.0;

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);

    private static double Double(ulong bits) => BitConverter.UInt64BitsToDouble(bits);
}
