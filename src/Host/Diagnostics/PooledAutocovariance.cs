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

    private readonly double[] _centred;
    private readonly int _chains;
    private readonly int _length;
    private readonly int _directLags;
    private readonly List<double> _direct = [];
    private double[]? _transformed;

    /// <summary>Autocovariance about one centre a chain. The values must be finite.</summary>
    public PooledAutocovariance(Chains draws, ReadOnlySpan<double> centres)
        : this(draws, centres, PassesPerOctave * (BitOperations.Log2((uint)draws.Length) + 1))
    {
    }

    /// <summary>As the other constructor, with the first lag that is taken from the Fourier transform.</summary>
    internal PooledAutocovariance(Chains draws, ReadOnlySpan<double> centres, int directLags)
    {
        _chains = draws.Count;
        _length = draws.Length;
        _directLags = directLags;
        _centred = GC.AllocateUninitializedArray<double>(_chains * (_length + Padding));
        for (int chain = 0; chain < _chains; chain++)
        {
            var values = draws[chain];
            var centred = Centred(chain);
            double centre = centres[chain];
            for (int i = 0; i < values.Length; i++)
                centred[i] = values[i] - centre;
            _centred.AsSpan(chain * (_length + Padding) + _length, Padding).Clear();
        }
    }

    /// <summary>n, the length of a chain: lags run from 0 to n − 1.</summary>
    public int Length => _length;

    /// <summary>Autocovariance at a lag, averaged over the chains.</summary>
    public double this[int lag]
    {
        get
        {
            if (lag >= _directLags)
                return (_transformed ??= Transform())[lag];
            while (_direct.Count <= lag)
                ExtendDirect();
            return _direct[lag];
        }
    }

    private Span<double> Centred(int chain) => _centred.AsSpan(chain * (_length + Padding), _length);

    /// <summary>Computes half as many lags again as there are, at least two, while a chain is in the processor's nearest cache.</summary>
    private void ExtendDirect()
    {
        int first = _direct.Count;
        var sums = new double[Math.Min(first + Math.Max(2, first / 2), _length) - first];
        for (int chain = 0; chain < _chains; chain++)
        {
            ref double start = ref MemoryMarshal.GetReference(Centred(chain));
            for (int i = 0; i < sums.Length; i++)
                sums[i] += LaggedProduct(ref start, first + i);
        }

        foreach (double sum in sums)
            _direct.Add(sum / _chains / _length);
    }

    /// <summary>Σ x_i x_{i + lag} over the chain that starts at <paramref name="start"/>.</summary>
    private double LaggedProduct(ref double start, int lag)
    {
        ref double later = ref Unsafe.Add(ref start, lag);
        Vector256<double> even = Vector256<double>.Zero, odd = Vector256<double>.Zero;
        for (int i = 0; i < _length - lag; i += Padding)
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
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * _length));
        var power = new Complex[size];
        var pair = new Complex[size];
        for (int chain = 0; chain < _chains; chain += 2)
        {
            var real = Centred(chain);
            var imaginary = chain + 1 < _chains ? Centred(chain + 1) : default;
            for (int i = 0; i < _length; i++)
                pair[i] = new Complex(real[i], imaginary.IsEmpty ? 0 : imaginary[i]);
            Array.Clear(pair, _length, size - _length);
            Fourier.Forward(pair, FourierOptions.NoScaling);
            for (int k = 0; k < size; k++)
                power[k] += pair[k].Real * pair[k].Real + pair[k].Imaginary * pair[k].Imaginary;
        }

        Fourier.Inverse(power, FourierOptions.NoScaling);
        var covariance = new double[_length];
        for (int lag = 0; lag < _length; lag++)
            covariance[lag] = power[lag].Real / size / _chains / _length;
        return covariance;
    }
}
