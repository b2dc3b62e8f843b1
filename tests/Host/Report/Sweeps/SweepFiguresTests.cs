using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Models;
using GpuConcord.Host.Report.Sweeps;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Figures;
using Xunit;

namespace GpuConcord.Tests.Host.Report.Sweeps;

public sealed class SweepFiguresTests
{
    [Fact]
    public void Few_priors_stand_beside_one_another_and_curves_join_them()
    {
        SweepFigures table = Single(Sweep([.. ((double[])[0.1, 0.025, 0.05]).Select(tau => Problem($"τ = {tau}", [tau, tau]))]));
        Assert.Equal(["areas", "curves", "influence"], table.Figures.Select(figure => figure.Name));
        Assert.All(table.Figures, figure => Svg.Check(figure));
        Assert.Equal(6, Svg.Tips(table.Figures[0].Svg).Length);
        Assert.Contains("τ = 0.025", Svg.Texts(table.Figures[0].Svg));
        // Areas of hand-made problems are τ, and 2τ: the second instrument moves most, and curves ascend.
        Assert.Equal("d: from τ = 2.5\u00A0% to 10\u00A0%, b moves most: +5.13 to +22.14\u00A0% of nominal", table.Figures[1].Title);
        Assert.Empty(table.Remarks);
        Assert.Equal(3, table.Shown.Count);
    }

    [Fact]
    public void Ten_thousand_priors_stay_readable()
    {
        SweepFigures table = Single(Sweep([.. Enumerable.Range(1, 10000).Select(k => Problem($"τ = {k}", [1e-5 * k, 1e-5 * k]))]));
        Assert.Equal(["areas", "curves", "influence"], table.Figures.Select(figure => figure.Name));
        Assert.Equal(10, Svg.Tips(table.Figures[0].Svg).Length);
        Assert.InRange(table.Figures[1].Svg.ToString().Length, 1000, 100_000);
        Assert.Equal(
            ["5 of 10000 priors stand beside one another, evenly spaced in τ; sweep.csv has all.",
                "The curves pass through 200 of 10000 values of τ, evenly spaced; sweep.csv has all."],
            table.Remarks);
        Assert.Equal(["τ = 1", "τ = 10000"], [table.Shown[0].Label, table.Shown[^1].Label]);
    }

    /// <summary>A factor on every τ orders priors that differ between instruments; anything else does not.</summary>
    [Fact]
    public void Factors_have_curves_and_other_changes_a_reason_for_having_none()
    {
        SweepFigures scaled = Single(Sweep([.. ((double[])[0.5, 1, 2]).Select(factor => Problem($"τ × {factor}", [0.1 * factor, 0.025 * factor]))]));
        Assert.Contains("curves", scaled.Figures.Select(figure => figure.Name));
        Assert.Contains(Svg.Texts(scaled.Figures[1].Svg), text => text.Contains("geometric mean over instruments", StringComparison.Ordinal));
        SweepFigures random = Single(Sweep([Problem("row 1", [0.1, 0.02]), Problem("row 2", [0.02, 0.1]), Problem("row 3", [0.05, 0.05])]));
        Assert.Equal(["areas"], random.Figures.Select(figure => figure.Name));
        Assert.StartsWith("No curves against τ: the 3 priors change the instruments' τ in different ways", Assert.Single(random.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Priors_of_the_variances_have_curves_of_their_own()
    {
        SweptProblem[] problems = [.. from beta in (double[])[0.01, 0.02, 0.03, 0.04, 0.05] from tau in (double[])[0.05, 0.1] select Problem("p",
            [tau, tau]) with { Priors = Priors([tau, tau], beta) }];
        SweepFigures table = Single(Sweep(problems));
        Assert.Equal(["areas", .. Enumerable.Range(1, 4).SelectMany(k => (string[])[$"curves-{k}", $"influence-{k}"])], table.Figures.Select(figure => figure.Name));
        Assert.Contains("β = 0.02", table.Figures[3].Title, StringComparison.Ordinal);
        Assert.Contains("Curves are drawn for 4 of 5 priors of the variances; sweep.csv has all.", table.Remarks);
    }

    [Fact]
    public void Leaving_out_is_a_row_a_unit_and_many_units_are_cut()
    {
        SweptProblem[] problems =
        [
            Problem("as given", [0.05, 0.05]),
            .. Enumerable.Range(0, 60).Select(k => Problem("as given", [0.05, 0.05]) with { LeftOut = $"S{k}", Posterior = Posterior([0.05 + (0.001 * k), 0.1]) }),
        ];
        SweepFigures table = Single(Sweep(problems));
        Figure figure = Assert.Single(table.Figures);
        Assert.Equal("d: leaving out S59 moves the areas most, one of them by 6.1\u00A0%", figure.Title);
        Assert.Contains("without S20", Svg.Texts(Svg.Check(figure)));
        Assert.DoesNotContain("without S19", Svg.Texts(figure.Svg));
        Assert.Equal(2 * 41, Svg.Tips(figure.Svg).Length);
        Assert.Contains("The 40 of 60 left-out units that move an area most are drawn; sweep.csv has all.", table.Remarks);
    }

    [Fact]
    public void A_left_out_instrument_has_no_interval_of_its_own()
    {
        SweptProblem[] problems = [Problem("as given", [0.05, 0.05, 0.05]), Problem("as given", [0.05, 0.05]) with { LeftOut = "c" }];
        Assert.Equal(5, Svg.Tips(Single(Sweep(problems)).Figures[0].Svg).Length);
    }

    [Fact]
    public void Every_table_has_files_of_its_own()
    {
        IReadOnlyList<SweepFigures> tables = SweepFigures.Of(Sweep([.. ((string?[])["soft", "hard"])
            .SelectMany(band => ((double[])[0.05, 0.1]).Select(tau => Problem("p", [tau, tau]) with { Band = band }))]));
        Assert.Equal(["areas-d-soft", "curves-d-soft", "influence-d-soft", "areas-d-hard", "curves-d-hard", "influence-d-hard"],
            tables.SelectMany(table => table.Figures).Select(figure => figure.Name));
        Assert.Equal("d, band hard", tables[1].Heading);
    }

    private static SweepFigures Single(SweepRun sweep) => Assert.Single(SweepFigures.Of(sweep));

    private static SweepRun Sweep(SweptProblem[] problems) => new()
    {
        Version = "0.1.0",
        Arguments = ["sweep", "d"],
        Started = DateTimeOffset.UnixEpoch,
        Data = [new DataOrigin("d", null, "")],
        Model = FitParts.Fitted,
        Device = new DeviceRecord("simd", "A processor", ".NET 10.0.0", 8, 2, 0, "asked for"),
        Options = new SweepOptions(),
        ReadSeconds = 0,
        Timing = default,
        Notes = [],
        Problems = problems,
    };

    /// <summary>Instruments a, b, …; area i is (i + 1) τ_i.</summary>
    private static SweptProblem Problem(string label, double[] tau) => new()
    {
        Data = "d",
        Band = null,
        LeftOut = null,
        Label = label,
        Instruments = [.. tau.Select((_, i) => $"{(char)('a' + i)}")],
        Sources = 7,
        Priors = Priors(tau, 0.01),
        Posterior = Posterior([.. tau.Select((t, i) => (i + 1) * t)]),
    };

    private static Priors Priors(double[] tau, double beta) => new(new double[tau.Length], tau, [.. tau.Select(_ => 1.5)], [.. tau.Select(_ => beta)]);

    private static SweepPosterior Posterior(double[] areas)
    {
        double[,] influence = new double[areas.Length, areas.Length];
        for (int i = 0; i < areas.Length; i++)
        {
            influence[i, i] = 0.3;
        }

        return new SweepPosterior
        {
            Areas = Array.ConvertAll(areas, Around),
            Variances = Array.ConvertAll(areas, _ => Around(0.01)),
            PriorWeight = [.. areas.Select(_ => 0.01)],
            PriorInfluence = influence,
            ObservationsPerInstrument = [.. areas.Select(_ => 7)],
            Tuning = new SamplerTuning(0.5, 5, [], 0.9, 0, double.NaN),
            SearchedLong = false,
            Thin = 1,
            Chains = 32,
        };
    }

    private static BriefSummary Around(double value) => new(value, 0.01, value - 0.02, value, value + 0.02, 1000, 1, 1, 1000, 1000, 1536);
}
