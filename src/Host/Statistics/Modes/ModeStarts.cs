using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Statistics.Modes;

/// <summary>
/// Points to start a climb of the collapsed posterior from, the most promising first: moderate ones, then one instrument
/// at a time as the culprit of the disagreement (its variance raised) or as the arbiter (its variance lowered, the others'
/// raised by what they disagree with it).
/// </summary>
internal static class ModeStarts
{
    private const int ManySources = 30;
    private const int SpreadStarts = 24;

    /// <summary>2 + 2N starts η = ln v.</summary>
    public static IEnumerable<double[]> Of(CollapsedPosterior posterior)
    {
        int n = posterior.Count;
        double[] scatter = Scatter(posterior), offset = Offsets(posterior);
        double[] middle = [.. scatter.Select(v => Math.Log(v))];
        yield return middle;
        double[] prior = new double[n];
        for (int i = 0; i < n; i++)
        {
            prior[i] = Math.Log(posterior.Beta[i] / posterior.Alpha[i]);
        }

        yield return prior;
        foreach (int i in Enumerable.Range(0, n).OrderByDescending(i => offset[i] * offset[i] / scatter[i]))
        {
            double[] culprit = (double[])middle.Clone(), arbiter = (double[])middle.Clone();
            culprit[i] = Math.Log(10 * scatter[i] + offset[i] * offset[i]);
            for (int k = 0; k < n; k++)
            {
                arbiter[k] = Math.Log(k == i ? scatter[i] / 30 : scatter[k] + offset[i] * offset[i]);
            }

            yield return culprit;
            yield return arbiter;
        }
    }

    /// <summary>
    /// Whether there may be several modes: fewer than three instruments, or few sources. Where three or more instruments share many sources, the
    /// contrasts between sources fix every variance whatever the areas are.
    /// </summary>
    public static bool MayBeSeveral(CollapsedPosterior posterior) =>
        posterior.Count < 3 || posterior.Statistics.SharedObservationCount.Min() < ManySources;

    /// <summary>
    /// More starts, spread evenly over all that the variances may be, each between what the prior or the scatter leaves when all is well and what it
    /// takes to explain the whole offset: several instruments noisy, the others quiet, in every mixture. Points of the additive sequence
    /// of Roberts (2018), which fills a cube of any dimension.
    /// </summary>
    public static IEnumerable<double[]> Spread(CollapsedPosterior posterior)
    {
        int n = posterior.Count;
        double[] scatter = Scatter(posterior), offset = Offsets(posterior);
        double widest = offset.Max(Math.Abs);
        double[] step = Steps(n);
        for (int s = 1; s <= SpreadStarts; s++)
        {
            double[] start = new double[n];
            for (int i = 0; i < n; i++)
            {
                double low = Math.Log(Math.Min(scatter[i], posterior.Beta[i] / posterior.Alpha[i]) / 10);
                double high = Math.Log((10 * scatter[i]) + (widest * widest));
                start[i] = low + ((high - low) * ((s * step[i]) % 1));
            }

            yield return start;
        }
    }

    // 1/φ, 1/φ², … with φ^(n+1) = φ + 1.
    private static double[] Steps(int dimension)
    {
        double ratio = 2;
        for (int k = 0; k < 60; k++)
        {
            ratio = Math.Pow(1 + ratio, 1.0 / (dimension + 1));
        }

        return [.. Enumerable.Range(1, dimension).Select(i => Math.Pow(ratio, -i))];
    }

    // Half the mean square difference to the other instruments, as if they were all alike, shrunk to the prior.
    private static double[] Scatter(CollapsedPosterior posterior)
    {
        double[] squares = new double[posterior.Count], contrasts = new double[posterior.Count];
        foreach (PatternContrasts pattern in posterior.Patterns)
        {
            for (int i = 0; i < pattern.Size; i++)
            {
                int a = pattern.Instruments[i];
                contrasts[a] += pattern.Sources - 1;
                for (int k = 0; k < pattern.Size; k++)
                {
                    squares[a] += 0.5 * pattern.Squares(i, k) / (pattern.Size - 1);
                }
            }
        }
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = (posterior.Beta[i] + 0.5 * squares[i]) / (posterior.Alpha[i] + 0.5 * contrasts[i]);
        }

        return squares;
    }

    // How far an instrument reads from the mean of those that saw the same sources, beyond what its nominal area says.
    private static double[] Offsets(CollapsedPosterior posterior)
    {
        double[] sum = new double[posterior.Count], sources = new double[posterior.Count];
        foreach (PatternContrasts pattern in posterior.Patterns)
        {
            double mean = 0;
            for (int i = 0; i < pattern.Size; i++)
            {
                mean += (pattern.Mean[i] - posterior.Areas.Mean[pattern.Instruments[i]]) / pattern.Size;
            }

            for (int i = 0; i < pattern.Size; i++)
            {
                int a = pattern.Instruments[i];
                sum[a] += pattern.Sources * (pattern.Mean[i] - posterior.Areas.Mean[a] - mean);
                sources[a] += pattern.Sources;
            }
        }
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] /= Math.Max(1, sources[i]);
        }

        return sum;
    }
}
