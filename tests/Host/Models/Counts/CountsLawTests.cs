using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Sampling;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Models.Counts;

/// <summary>What holds of the counts model whatever the data: the exact law of the areas' level, its bright limit, zeros.</summary>
public sealed class CountsLawTests
{
    private static readonly FitOptions Options = new() { Chains = 64, WarmUp = 200, Draws = 400, Estimates = [] };

    private static readonly Dictionary<string, CountsModel> Models = new()
    {
        ["fitted"] = new CountsModel(),
        ["known"] = new CountsModel(Sigma: 0.3),
        ["none"] = new CountsModel(Sigma: 0),
    };

    public static TheoryData<string, string> Cases =>
        [.. from name in (string[])["counts_small", "counts_mixed", "zeros", "gaps"] from model in Models.Keys select (name, model)];

    /// <summary>1ᵀT⁻¹(B − b) is N(0, 1ᵀT⁻¹1) a posteriori too: B + c, G − c, μ − c changes nothing but the prior of B. A population that is flat in flux breaks it.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_level_of_the_areas_keeps_its_prior(string name, string model)
    {
        CountsOracle oracle = CountsOracle.Read(name is "counts_mixed" ? name : "counts_small");
        Observations data = name switch
        {
            "zeros" => oracle.Data with { Counts = oracle.Data.Counts! with { Source = new double[oracle.Data.Count] } },
            "gaps" => Gaps(oracle.Data),
            _ => oracle.Data,
        };
        double[] tau = [.. oracle.Priors.Tau.Select((_, i) => 0.05 * (i + 1))];
        Priors priors = oracle.Priors with { Tau = tau, LogArea = [.. tau.Select((_, i) => 0.7 * i)] };
        Fit fit = Run(Models[model], data, priors);
        double[] level = [.. Enumerable.Range(0, fit.LogArea[0].Length).Select(d => fit.LogArea.Select((own, i) => (own[d] - priors.LogArea[i]) / (tau[i] * tau[i])).Sum())];
        double sd = Math.Sqrt(tau.Sum(own => 1 / (own * own)));
        ParameterSummary summary = ParameterSummary.Of("u", level, Options.Chains);
        Assert.InRange(summary.Mean / summary.McseMean, -4.5, 4.5);
        Assert.InRange((summary.Sd - sd) / summary.McseSd, -4.5, 4.5);
    }

    /// <summary>At ten thousand counts and little background ln S is known to 1 %, and the model is that of known plus fitted variances.</summary>
    [Fact]
    public void Bright_sources_agree_with_known_plus_fitted_variances()
    {
        System.Random random = new(8);
        const int Sources = 40, Instruments = 3;
        double[] area = [0.04, -0.03, 0.0], scatter = [0.05, 0.03, 0.06];
        List<double> n = [], m = [], f = [];
        for (int j = 0; j < Sources; j++)
        {
            double flux = Normal.Sample(random, 0, 0.5);
            for (int i = 0; i < Instruments; i++)
            {
                double factor = 10_000.0 * (i + 1);
                double source = Math.Exp(Normal.Sample(random, area[i] + flux - (0.5 * scatter[i] * scatter[i]), scatter[i]));
                n.Add(Poisson.Sample(random, (factor * source) + 5));
                m.Add(Poisson.Sample(random, 100));
                f.Add(factor);
            }
        }

        ApertureCounts counts = new()
        {
            Source = [.. n],
            Background = [.. m],
            SourceFactor = [.. f],
            BackgroundFactor = new double[n.Count],
            Ratio = [.. n.Select(_ => 20.0)],
            KnownBackground = [.. n.Select(_ => double.NaN)],
        };
        double[] net = [.. n.Zip(m, (own, other) => own - (other / 20))];
        Observations data = new()
        {
            Instruments = ["I1", "I2", "I3"],
            Sources = [.. Enumerable.Range(0, Sources).Select(j => $"S{j}")],
            First = [.. Enumerable.Range(0, Sources + 1).Select(j => j * Instruments)],
            Instrument = [.. n.Select((_, o) => o % Instruments)],
            Y = [.. net.Zip(f, (own, factor) => Math.Log(own / factor))],
            Variance = [.. net.Select(own => 1 / own)],
            Counts = counts,
        };
        Priors priors = Priors.Uniform(Instruments, 0.05, 1.5, 0.002);
        FitOptions options = Options with { Draws = 2000 };
        Fit ours = Run(new CountsModel(), data, priors, options);
        IModel both = ModelCatalogue.Standard.Of("both").Make(SettingValues.None);
        Fit theirs = Run(both, data with { Counts = null }, priors, options);

        // What the models differ by, the skewness of a Poisson and the population, is a few hundredths of a standard deviation.
        foreach ((ParameterSummary own, ParameterSummary other) in ours.Parameters.Zip(theirs.Parameters))
        {
            Assert.Equal(other.Name, own.Name);
            double error = Math.Sqrt((own.McseMean * own.McseMean) + (other.McseMean * other.McseMean));
            Assert.InRange(own.Mean - other.Mean, -(4.5 * error) - (0.05 * other.Sd), (4.5 * error) + (0.05 * other.Sd));
            Assert.InRange(own.Sd / other.Sd, 0.95, 1.05);
        }
    }

    /// <summary>Sources without a single count, and an instrument without one, are data: all is finite, and fainter than a source that was seen.</summary>
    [Fact]
    public void Nothing_but_zeros_is_a_datum()
    {
        CountsOracle oracle = CountsOracle.Read("counts_small");
        ApertureCounts counts = oracle.Data.Counts!;
        double[] n = [.. counts.Source.Select((own, o) => oracle.Data.SourceOf(o) < 3 || oracle.Data.Instrument[o] == 2 ? 0 : own)];
        double[] m = [.. counts.Background.Select((own, o) => oracle.Data.SourceOf(o) < 3 ? 0 : own)];
        Fit fit = Run(new CountsModel(), oracle.Data with { Counts = counts with { Source = n, Background = m } }, oracle.Priors);
        Assert.All(fit.Parameters, own => Assert.True(double.IsFinite(own.Mean) && double.IsFinite(own.Sd), own.Name));
        Assert.All(fit.Fluxes.Q97_5, own => Assert.True(double.IsFinite(own)));
        Assert.True(fit.Fluxes.Q97_5[0] < fit.Fluxes.Q97_5[3..].Max());
        Assert.True(fit.Fluxes.Median[0] < fit.Fluxes.Median[3..].Min());
    }

    private static Fit Run(IModel model, Observations data, Priors priors, FitOptions? options = null)
    {
        using Device device = Device.OpenSimd();
        return Fitting.Run(model, data, priors, options ?? Options, device, null, TestContext.Current.CancellationToken);
    }

    /// <summary>The table without two thirds of its cells, so that some sources were seen by one instrument.</summary>
    private static Observations Gaps(Observations data)
    {
        int[] kept = [.. Enumerable.Range(0, data.Count).Where(o => o % 3 != 1 && (data.SourceOf(o) % 3 != 2 || o % 3 == 0))];
        return data with
        {
            First = [0, .. Enumerable.Range(0, data.SourceCount).Select(j => kept.Count(o => o < data.First[j + 1]))],
            Instrument = [.. kept.Select(o => data.Instrument[o])],
            Y = [.. kept.Select(o => data.Y[o])],
            Counts = data.Counts!.Of(kept),
        };
    }
}
