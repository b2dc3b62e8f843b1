using GpuConcord.Host.Data;

namespace GpuConcord.Host.Models.Counts;

/// <summary>The numbers that chains keep, as the parameters they are: B with b, μ and G with the unit they were measured from.</summary>
internal sealed class CountsColumns
{
    private readonly double[][] columns;
    private readonly double unit;
    private readonly int n;
    private readonly int p;

    /// <param name="columns">v (N), B − b (N), μ (P), ω² (P), then log fluxes, one array a number.</param>
    /// <param name="data">What they were measured from.</param>
    /// <param name="priors">The priors of the problem.</param>
    /// <param name="problem">Its number among the data sets.</param>
    public CountsColumns(double[][] columns, CountsMemory data, Priors priors, int problem = 0)
    {
        this.columns = columns;
        unit = data.Unit(problem);
        n = data.Instruments;
        p = data.Populations;
        Areas = [.. columns[n..(2 * n)].Select((own, i) => Array.ConvertAll(own, area => area + priors.LogArea[i]))];
    }

    /// <summary>B, one array an instrument.</summary>
    public double[][] Areas { get; }

    /// <summary>v, one array an instrument.</summary>
    public double[][] Variances => columns[..n];

    /// <summary>μ, one array a population.</summary>
    public double[][] Means => [.. columns[(2 * n)..((2 * n) + p)].Select(own => Array.ConvertAll(own, mean => mean + unit))];

    /// <summary>ω², one array a population.</summary>
    public double[][] Spreads => columns[((2 * n) + p)..((2 * n) + (2 * p))];

    /// <summary>A log flux that was kept.</summary>
    /// <param name="kept">Which of those that were chosen.</param>
    public double[] Flux(int kept) => Array.ConvertAll(columns[(2 * n) + (2 * p) + kept], flux => flux + unit);

    /// <summary>The model's blocks with these draws.</summary>
    public Block[] Blocks(CountsModel model, Observations observations) =>
    [
        .. model.Blocks(observations).Select(block => block with
        {
            Draws = block.Role switch
            {
                Role.Area => Areas,
                Role.Scatter => Variances,
                _ => block.Symbol is "mu" ? Means : Spreads,
            },
        }),
    ];
}
