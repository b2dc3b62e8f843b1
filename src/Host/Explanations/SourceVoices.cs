using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;

namespace GpuConcord.Host.Explanations;

/// <summary>What a source by itself says of an instrument's area: its flux by that instrument over its flux by the others, all else at the posterior's means.</summary>
/// <remarks>
/// d = y_i + s_i/2 − b_i − Σ_k w_k (y_k + s_k/2 − E[B_k])/Σ_k w_k over the other instruments k that saw it, w = 1/s, with variance s_i + 1/Σ_k w_k. To first order E[B_i] − b_i is
/// the mean of these, and of the prior's 0, by the inverses of their variances (Chen et al. 2019, section 2).
/// </remarks>
/// <param name="Value">d, natural logarithm; NaN for a source that the instrument alone saw, or did not see, and for counts, whose y is no datum.</param>
/// <param name="Sd">Its standard deviation.</param>
public readonly record struct SourceVoice(double Value, double Sd)
{
    /// <summary>The voice of every source.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="instrument">Index of the instrument.</param>
    internal static SourceVoice[] Of(Fit fit, int instrument)
    {
        Observations data = fit.Observations;
        SourceVoice[] voices = new SourceVoice[data.SourceCount];
        Array.Fill(voices, new SourceVoice(double.NaN, double.NaN));
        if (data.Counts is not null)
        {
            return voices;
        }

        double[]? known = fit.KnownVariance, weights = fit.Weights?.Mean;
        for (int j = 0; j < voices.Length; j++)
        {
            double own = double.NaN, ownVariance = 0, total = 0, sum = 0;
            for (int o = data.First[j]; o < data.First[j + 1]; o++)
            {
                int i = data.Instrument[o];
                double variance = ((known?[o] ?? 0) + Fitted(i, j, o)) / (weights?[o] ?? 1);
                double value = data.Y[o] + (0.5 * variance);
                if (i == instrument)
                {
                    (own, ownVariance) = (value - fit.Priors.LogArea[i], variance);
                }
                else
                {
                    total += 1 / variance;
                    sum += (value - fit.Areas[i].Mean) / variance;
                }
            }

            if (total > 0 && double.IsFinite(own))
            {
                voices[j] = new SourceVoice(own - (sum / total), Math.Sqrt(ownVariance + (1 / total)));
            }
        }

        return voices;

        double Fitted(int i, int j, int o) => fit.Scatter is not { } scatter ? 0
            : scatter.Moments is { } moments ? moments.Mean[scatter.Entry(i, j, o)]
            : scatter.Summaries[scatter.Entry(i, j, o)].Mean;
    }

    /// <summary>What several say together: their mean by inverse variances.</summary>
    internal static SourceVoice Together(IEnumerable<SourceVoice> voices)
    {
        double total = 0, sum = 0;
        foreach (SourceVoice voice in voices.Where(voice => double.IsFinite(voice.Value)))
        {
            double weight = 1 / (voice.Sd * voice.Sd);
            total += weight;
            sum += weight * voice.Value;
        }

        return total > 0 ? new SourceVoice(sum / total, 1 / Math.Sqrt(total)) : new SourceVoice(double.NaN, double.NaN);
    }
}
