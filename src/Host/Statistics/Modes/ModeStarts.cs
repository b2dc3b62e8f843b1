using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Statistics.Modes;

/// <summary>
/// Points to start a climb of the collapsed posterior from, the most promising first: moderate ones, then one instrument
/// at a time as the culprit of the disagreement (its variance raised) or as the arbiter (its variance lowered, the others'
/// raised by what they disagree with it).
/// </summary>
internal static class ModeStarts
{
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
