using GpuConcord.Host.Data;
using GpuConcord.Host.Threads;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// The counts model with everything that belongs to an observation or a source integrated out, or drawn from its conditional: background, ln S and flux.
/// </summary>
/// <remarks>
/// <para>p(n_ij, m_ij | B, v, μ, ω², the source's other counts) is the ratio of two integrals over G (<see cref="FluxIntegral"/>), of all counts and of all
/// but those. A source's only observation is predicted by the population.</para>
/// <para>Residuals: G and then every x = ln S from their conditionals, (x − B − G + v/2)/√v. Without scatter x says nothing of its own; the residual is then
/// the normal score of where n lies, at random within its own probability, in its distribution given S and m. Of data that the model made both are
/// independent standard normals, G and x being draws from the posterior.</para>
/// </remarks>
internal sealed class CountsErrors : ISourceErrors, IReplicatedCounts
{
    private const double Smallest = 1e-15;

    private readonly ThinnedDraws draws;
    private readonly Observations observations;
    private readonly int[] population;
    private readonly ScatteredCounts[] counts;
    private readonly ThreadLocal<FluxIntegral> integral = new(() => new FluxIntegral());

    /// <param name="model">The model.</param>
    /// <param name="draws">Draws of the parameters.</param>
    public CountsErrors(CountsModel model, ThinnedDraws draws)
    {
        this.draws = draws;
        observations = draws.Observations;
        population = CountsModel.PopulationOf(observations);
        counts = Tables(model.CountsOf(observations));
    }

    /// <inheritdoc/>
    public bool PredictsAlone => true;

    /// <summary>What each observation's counts say of S.</summary>
    public static ScatteredCounts[] Tables(ApertureCounts data)
    {
        ScatteredCounts[] tables = new ScatteredCounts[data.Count];
        SideBySide.For(0, tables.Length, o => tables[o] = new ScatteredCounts(new CountsTable(new CountsDensity(data, o))), CancellationToken.None);
        return tables;
    }

    /// <inheritdoc/>
    public void LeaveOut(int source, int s, Span<double> logDensity)
    {
        FluxIntegral nodes = Cover(source, s, 0, true);
        double all = nodes.LogIntegral();
        for (int k = 0; k < logDensity.Length; k++)
        {
            logDensity[k] = all - nodes.LogIntegral(without: k);
        }
    }

    /// <inheritdoc/>
    /// <remarks>0 for a source that nobody looked at.</remarks>
    public double Together(int source, int s) =>
        observations.First[source] == observations.First[source + 1] ? 0 : Cover(source, s, 0, false).LogIntegral();

    /// <inheritdoc/>
    public void Residuals(int source, int s, Span<double> residuals)
    {
        double flux = Flux(source, s);
        int first = observations.First[source];
        for (int k = 0; k < residuals.Length; k++)
        {
            double variance = draws.Variance(source, first + k, s);
            double eta = Offset(source, first + k, s) + flux;
            System.Random random = draws.Random(first + k, s);
            residuals[k] = variance > 0
                ? (counts[first + k].Draw(eta, variance, random.NextDouble(), random.NextDouble()) - eta) / Math.Sqrt(variance)
                : Normal.InvCDF(0, 1, Math.Clamp(counts[first + k].Table.Density.Rank(eta, random.NextDouble()), Smallest, 1 - Smallest));
        }
    }

    /// <inheritdoc/>
    public void Replicate(int source, int s, Span<double> replicated, Span<double> expected, Span<double> variance)
    {
        double flux = Flux(source, s);
        int first = observations.First[source];
        for (int k = 0; k < replicated.Length; k++)
        {
            double scatter = draws.Variance(source, first + k, s);
            double eta = Offset(source, first + k, s) + flux;
            System.Random random = draws.Random(first + k, s);
            CountsDensity own = counts[first + k].Table.Density;
            double x = counts[first + k].Draw(eta, scatter, random.NextDouble(), random.NextDouble());
            double background = own.Background(x, random.NextDouble(), random.NextDouble());
            double again = scatter > 0 ? Normal.Sample(random, eta, Math.Sqrt(scatter)) : eta;
            double inSource = own.SourceFactor * Math.Exp(eta + (0.5 * scatter));
            expected[k] = inSource + background;
            variance[k] = expected[k] + (inSource * inSource * (Math.Exp(scatter) - 1));
            replicated[k] = CountsReplicates.Count(random, (own.SourceFactor * Math.Exp(again)) + background);
        }
    }

    private double Flux(int source, int s)
    {
        (double offset, double choice) = draws.FluxUniforms(source, s);
        return Cover(source, s, offset, false).Choose(choice);
    }

    /// <summary>B − v/2.</summary>
    private double Offset(int source, int observation, int s) =>
        draws.Area(observations.Instrument[observation], s) - (0.5 * draws.Variance(source, observation, s));

    private FluxIntegral Cover(int source, int s, double offset, bool apart)
    {
        int first = observations.First[source];
        int count = observations.First[source + 1] - first;
        ScatteredCounts[] own = new ScatteredCounts[count];
        Span<double> offsets = stackalloc double[count];
        Span<double> variances = stackalloc double[count];
        for (int k = 0; k < count; k++)
        {
            own[k] = counts[first + k];
            offsets[k] = Offset(source, first + k, s);
            variances[k] = draws.Variance(source, first + k, s);
        }

        int from = population[observations.Instrument[first]];
        integral.Value!.Cover(own, offsets, variances, draws.Other(CountsModel.MeanSymbol, from, s), draws.Other(CountsModel.SpreadSymbol, from, s), offset, apart);
        return integral.Value;
    }
}
