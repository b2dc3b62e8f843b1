using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>One source a lane, as <see cref="ApertureInput"/> lays it out.</summary>
/// <typeparam name="T">The lane type.</typeparam>
internal readonly struct Aperture<T>
    where T : unmanaged, ILane<T>
{
    public readonly T N;
    public readonly T M;
    // A = f(1 + r)/h, B = g(1 + r)/(r h).
    public readonly T A;
    public readonly T B;
    public readonly T First;
    public readonly T Last;
    // Near (nA + mB)/(A + B), where the drift changes sign: the recurrence of the weights runs upward below, downward above.
    public readonly T Pivot;

    public Aperture(int index, in ApertureArguments arguments)
    {
        Strip inputs = T.At(arguments.Inputs, Tiles.Offset((long)index * T.Width, ApertureInput.Count + (2L * arguments.Quantiles)));
        N = T.Load(inputs, ApertureInput.SourceCounts * Tiles.Width);
        M = T.Load(inputs, ApertureInput.BackgroundCounts * Tiles.Width);
        T f = T.Load(inputs, ApertureInput.F * Tiles.Width);
        T g = T.Load(inputs, ApertureInput.G * Tiles.Width);
        T r = T.Load(inputs, ApertureInput.R * Tiles.Width);
        T share = (T.Of(1.0) + r) / (f + g);
        A = f * share;
        B = g * share / r;
        First = T.Load(inputs, ApertureInput.First * Tiles.Width);
        Last = T.Load(inputs, ApertureInput.Last * Tiles.Width);
        T change = T.MultiplyAdd(N, A, M * B) / (A + B);
        Pivot = T.Min(T.Max(PoissonTerm.Whole(change - T.Of(0.5)), First), Last);
    }

    /// <summary>u_l = A(n − l) + B(m − l).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Drift(T l) => T.MultiplyAdd(A, N - l, B * (M - l));

    /// <summary>Terms of the longest mixture among the lanes, at most <paramref name="most"/>.</summary>
    public int Rows(int most)
    {
        T span = Last - First;
        while (most > 1 && !T.Any(T.LessOrEqual(T.Of(most - 1), span)))
        {
            most--;
        }

        return most;
    }
}
