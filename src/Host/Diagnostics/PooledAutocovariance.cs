using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics.IntegralTransforms;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Autocovariance of several chains of one quantity about given centres, averaged over the chains, computed lag by lag as it is asked for.
/// </summary>
/// <remarks>
/// <para>The divisor is the chain's length n at every lag (Geyer 1992): multiply by n/(n − lag) for the estimate that does not shrink.</para>
/// <para>
/// A well-mixed chain is asked for a handful of lags, and a lag costs one pass over the draws. A slow one asks for hundreds; once the passes
/// have cost about as much as a Fourier transform, one transform of all chains answers every further lag.
/// </para>
/// </remarks>
internal sealed class PooledAutocovariance
{
    /// <summary>Measured: a complex transform of 2n points for every two chains costs about this many passes for each factor of two in 2n.</summary>
    private const int PassesPerOctave = 16;

    /// <summary>Zeros after each chain: a vector may run past its end and add nothing.</summary>
    private const int Padding = 8;

    private readonly double[] centredDraws;
    private readonly int chains;
    private readonly int length;
    private readonly int directLags;
    private readonly List<double> direct = [];
    private double[]? transformed;

    /// <summary>Autocovariance about one centre a chain. The values must be finite.</summary>
    public PooledAutocovariance(Chains draws, ReadOnlySpan<double> centres)
        : this(draws, centres, PassesPerOctave * (BitOperations.Log2((uint)draws.Length) + 1))
    {
    }

    /// <summary>As the other constructor, with the first lag that is taken from the Fourier transform.</summary>
    internal PooledAutocovariance(Chains draws, ReadOnlySpan<double> centres, int directLags)
    {
        chains = draws.Count;
        length = draws.Length;
        this.directLags = directLags;
        centredDraws = GC.AllocateUninitializedArray<double>(chains * (length + Padding));
        for (int chain = 0; chain < chains; chain++)
        {
            ReadOnlySpan<double> values = draws[chain];
            Span<double> centred = Centred(chain);
            double centre = centres[chain];
            for (int i = 0; i < values.Length; i++)
            {
                centred[i] = values[i] - centre;
            }

            centredDraws.AsSpan(chain * (length + Padding) + length, Padding).Clear();
        }
    }

    /// <summary>n, the length of a chain: lags run from 0 to n − 1.</summary>
    public int Length => length;

    /// <summary>Autocovariance at a lag, averaged over the chains.</summary>
    public double this[int lag]
    {
        get
        {
            if (lag >= directLags)
            {
                return (transformed ??= Transform())[lag];
            }

            while (direct.Count <= lag)
            {
                ExtendDirect();
            }

            return direct[lag];
        }
    }

    /// <summary>Autocovariance at a lag, as the indexer has it.</summary>
    public double At(int lag) => this[lag];

    private Span<double> Centred(int chain) => centredDraws.AsSpan(chain * (length + Padding), length);

    /// <summary>Computes half as many lags again as there are, at least two, while a chain is in the processor's nearest cache.</summary>
    private void ExtendDirect()
    {
        int first = direct.Count;
        double[] sums = new double[Math.Min(first + Math.Max(2, first / 2), length) - first];
        for (int chain = 0; chain < chains; chain++)
        {
            ref double start = ref MemoryMarshal.GetReference(Centred(chain));
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += LaggedProduct(ref start, first + i);
            }
        }

        foreach (double sum in sums)
        {
            direct.Add(sum / chains / length);
        }
    }

    /// <summary>Σ x_i x_{i + lag} over the chain that starts at <paramref name="start"/>.</summary>
    private double LaggedProduct(ref double start, int lag)
    {
        ref double later = ref Unsafe.Add(ref start, lag);
        Vector256<double> even = Vector256<double>.Zero, odd = Vector256<double>.Zero;
        for (int i = 0; i < length - lag; i += Padding)
        {
            even += Vector256.LoadUnsafe(ref start, (nuint)i) * Vector256.LoadUnsafe(ref later, (nuint)i);
            odd += Vector256.LoadUnsafe(ref start, (nuint)i + 4) * Vector256.LoadUnsafe(ref later, (nuint)i + 4);
        }

        return Vector256.Sum(even + odd);
    }

    /// <summary>
    /// Wiener–Khinchin for all chains at once. Two real chains travel as the real and imaginary part of one transform, and their power
    /// spectra are summed over the chains: the antisymmetric cross terms of a pair fall into the imaginary part of the one inverse transform.
    /// </summary>
    private double[] Transform()
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * length));
        Complex[] power = new Complex[size];
        Complex[] pair = new Complex[size];
        for (int chain = 0; chain < chains; chain += 2)
        {
            Span<double> real = Centred(chain);
            Span<double> imaginary = chain + 1 < chains ? Centred(chain + 1) : default;
            for (int i = 0; i < length; i++)
            {
                pair[i] = new Complex(real[i], imaginary.IsEmpty ? 0 : imaginary[i]);
            }

            Array.Clear(pair, length, size - length);
            Fourier.Forward(pair, FourierOptions.NoScaling);
            for (int k = 0; k < size; k++)
            {
                power[k] += pair[k].Real * pair[k].Real + pair[k].Imaginary * pair[k].Imaginary;
            }
        }

        Fourier.Inverse(power, FourierOptions.NoScaling);
        double[] covariance = new double[length];
        for (int lag = 0; lag < length; lag++)
        {
            covariance[lag] = power[lag].Real / size / chains / length;
        }

        return covariance;
    }
}
