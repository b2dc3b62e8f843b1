using GpuConcord.Host.Data;
using GpuConcord.Host.Models;

namespace GpuConcord.Host.Checks;

/// <summary>
/// The density that leave-one-out rests on: y_ij given B, v and the <em>other</em> observations of its source, the flux integrated out.
/// </summary>
/// <remarks>
/// As p(y_j | B, v) factors into it and the density of the others, dividing the posterior by it leaves out exactly y_ij. The plain
/// conditional density given G_j would be dominated by its own G_j, drawn from as few as two observations: its weights have no
/// variance (Merkle, Furr and Rabe-Hesketh 2019, Psychometrika 84, 802).
/// </remarks>
internal sealed class LeaveOutDensity
{
    private readonly Observations observations;
    private readonly ISourceErrors errors;
    private readonly int draws;
    private readonly int[] sourceOf;

    // Observations of a source are asked for one after another: its densities are made once.
    private readonly ThreadLocal<(int Source, double[] Values)> latest = new(() => (-1, []));

    public LeaveOutDensity(Observations observations, ISourceErrors errors, int draws)
    {
        this.observations = observations;
        this.errors = errors;
        this.draws = draws;
        sourceOf = new int[observations.Count];
        List<int> judged = [];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++)
            {
                sourceOf[o] = j;
                if (errors.PredictsAlone || observations.First[j + 1] - observations.First[j] > 1)
                {
                    judged.Add(o);
                }
            }
        }

        Judged = [.. judged];
    }

    /// <summary>The observations that have another of the same source; one alone cannot be predicted where its flux has a flat prior.</summary>
    public int[] Judged { get; }

    /// <summary>The source of an observation.</summary>
    public int SourceOf(int observation) => sourceOf[observation];

    /// <summary>Fills ln p(y_ij | B, v, others) for every draw.</summary>
    /// <param name="index">Index into <see cref="Judged"/>.</param>
    /// <param name="values">One value a draw.</param>
    public void Fill(int index, Span<double> values)
    {
        int source = sourceOf[Judged[index]];
        int first = observations.First[source];
        int count = observations.First[source + 1] - first;
        if (latest.Value.Source != source)
        {
            double[] made = new double[count * draws];
            for (int s = 0; s < draws; s++)
            {
                errors.LeaveOut(source, s, made.AsSpan(s * count, count));
            }

            latest.Value = (source, made);
        }

        double[] own = latest.Value.Values;
        for (int s = 0; s < values.Length; s++)
        {
            values[s] = own[(s * count) + Judged[index] - first];
        }
    }
}
