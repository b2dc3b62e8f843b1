using GpuConcord.Host.Data;

namespace GpuConcord.Host.Inference.Checks;

/// <summary>
/// The density that leave-one-out of the log-Normal model rests on: y_ij given B, v and the <em>other</em> observations of its source,
/// the flux integrated out.
/// </summary>
/// <remarks>
/// <para>With W and m the total precision and weighted mean of the others' y + v/2 − B, G_j | others ~ N(m, 1/W), so that
/// y_ij | B, v, others ~ N(B_i + m − v_i/2, v_i + 1/W).</para>
/// <para>As p(y_j | B, v) factors into it and the density of the others, dividing the posterior by it leaves out exactly y_ij. The plain
/// conditional density given G_j would be dominated by its own G_j, drawn from as few as two observations: its weights have no
/// variance (Merkle, Furr and Rabe-Hesketh 2019, Psychometrika 84, 802).</para>
/// </remarks>
internal sealed class LeaveOutDensity
{
    private const double LogTwoPi = 1.8378770664093454836;
    private readonly Observations observations;
    private readonly ThinnedDraws draws;
    private readonly int[] sourceOf;

    public LeaveOutDensity(Observations observations, ThinnedDraws draws)
    {
        this.observations = observations;
        this.draws = draws;
        sourceOf = new int[observations.Count];
        List<int> judged = [];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                sourceOf[o] = j;
                if (observations.First[j + 1] - observations.First[j] > 1)
                {
                    judged.Add(o);
                }
            }
        }

        Judged = [.. judged];
    }

    /// <summary>The observations that have another of the same source; one alone cannot be predicted, its flux having a flat prior.</summary>
    public int[] Judged { get; }

    /// <summary>The source of an observation.</summary>
    public int SourceOf(int observation) => sourceOf[observation];

    /// <summary>Fills ln p(y_ij | B, v, others) for every draw.</summary>
    /// <param name="index">Index into <see cref="Judged"/>.</param>
    /// <param name="values">One value a draw.</param>
    public void Fill(int index, Span<double> values)
    {
        int observation = Judged[index];
        int source = sourceOf[observation];
        for (int s = 0; s < values.Length; s++)
        {
            double total = 0;
            double sum = 0;
            for (int o = observations.First[source]; o < observations.First[source + 1]; o++)
            {
                if (o != observation)
                {
                    double weight = 1 / draws.Variance(o, s);
                    total += weight;
                    sum += weight * draws.Offset(o, s);
                }
            }

            double variance = draws.Variance(observation, s) + (1 / total);
            double residual = draws.Offset(observation, s) - (sum / total);
            values[s] = -0.5 * (LogTwoPi + Math.Log(variance) + (residual * residual / variance));
        }
    }
}
