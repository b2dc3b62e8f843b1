using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics.IntegralTransforms;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Autocovariance of several chains of one quantity, averaged over the chains, computed lag by lag as it is asked for.
/// </summary>
/// <remarks>
/// <para>A chain's autocovariance is about its own mean and has divisor n at every lag (Geyer 1992), n being the chain's length.</para>
/// <para>
/// A well-mixed chain is asked for a handful of lags, and a lag costs one pass over the draws. A slow one asks for hundreds; once the passes
/// have cost about as much as a Fourier transform, one transform of all chains answers every further lag.
/// </para>
/// </remarks>
internal sealed class PooledAutocovariance
{
    /// <summary>Measured: a complex transform of 2n points for every two chains costs about this many passes for each factor of two in 2n.</summary>
    private const int PassesPerOctave = 16;

    private readonly double[] _centred;
    private readonly int _chains;
    private readonly int _length;
    private readonly int _directLags;
    private double[]? _transformed;

    /// <summary>Centres every chain about its own mean. The values must be finite.</summary>
    public PooledAutocovariance(Chains draws)
        : this(draws, PassesPerOctave * (BitOperations.Log2((uint)draws.Length) + 1))
    {
    }

    /// <summary>As the other constructor, with the first lag that is taken from the Fourier transform.</summary>
    internal PooledAutocovariance(Chains draws, int directLags)
    {
        _chains = draws.Count;
        _length = draws.Length;
        _directLags = directLags;
        _centred = GC.AllocateUninitializedArray<double>(draws.Values.Length);
        var means = new double[_chains];
        for (int chain = 0; chain < _chains; chain++)
        {
            var values = draws[chain];
            double mean = Moments.Mean(values);
            means[chain] = mean;
            var centred = _centred.AsSpan(chain * _length, _length);
            for (int i = 0; i < centred.Length; i++)
                centred[i] = values[i] - mean;
        }

        double biased = this[0];
        Within = biased * _length / (_length - 1);
        Total = biased + (_chains > 1 ? Moments.Variance(means, Moments.Mean(means)) : 0);
    }

    /// <summary>n, the length of a chain: lags run from 0 to n − 1.</summary>
    public int Length => _length;

    /// <summary>Number of draws in all chains.</summary>
    public int Draws => _centred.Length;

    /// <summary>W, the mean over chains of the unbiased variance within a chain.</summary>
    public double Within { get; }

    /// <summary>var⁺ = W (n − 1)/n + B/n, the variance of the quantity with what the chains disagree on (Vehtari et al. 2021, § 3.1).</summary>
    public double Total { get; }

    /// <summary>Autocovariance at a lag, averaged over the chains.</summary>
    public double this[int lag] => lag < _directLags ? Direct(lag) : (_transformed ??= Transform())[lag];

    /// <summary>
    /// ρ̂ at a lag, the autocorrelation of the multi-chain sample: 1 − (W − autocovariance)/var⁺ (Vehtari et al. 2021, § 3.2).
    /// Chains that disagree appear as correlation that never ends.
    /// </summary>
    public double Correlation(int lag) => 1 - (Within - this[lag]) / Total;

    private double Direct(int lag)
    {
        ref double start = ref MemoryMarshal.GetArrayDataReference(_centred);
        Vector256<double> even = Vector256<double>.Zero, odd = Vector256<double>.Zero;
        double rest = 0;
        int pairs = _length - lag;
        for (int chain = 0; chain < _chains; chain++)
        {
            ref double early = ref Unsafe.Add(ref start, chain * _length);
            ref double late = ref Unsafe.Add(ref early, lag);
            int i = 0;
            for (; i <= pairs - 8; i += 8)
            {
                even += Vector256.LoadUnsafe(ref early, (nuint)i) * Vector256.LoadUnsafe(ref late, (nuint)i);
                odd += Vector256.LoadUnsafe(ref early, (nuint)i + 4) * Vector256.LoadUnsafe(ref late, (nuint)i + 4);
            }

            for (int at = chain * _length; i < pairs; i++)
                rest += _centred[at + i] * _centred[at + i + lag];
        }

        return (Vector256.Sum(even + odd) + rest) / _centred.Length;
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
            var real = _centred.AsSpan(chain * _length, _length);
            var imaginary = chain + 1 < _chains ? _centred.AsSpan((chain + 1) * _length, _length) : default;
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
            covariance[lag] = power[lag].Real / size / _centred.Length;
        return covariance;
    }
}
