using System.Text.Json;
using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using Xunit;

namespace GpuConcord.Tests.Host.Runs.Fits;

public sealed class RunJsonTests
{
    private static readonly string[] Cameras = ["pn", "MOS 1"];

    [Fact]
    public void Object_has_the_documented_members()
    {
        using JsonDocument json = Parsed(HandMade.Run(Fitted()));
        JsonElement root = json.RootElement;
        Assert.Equal(["version", "device", "seed", "data", "notes", "fits"], Names(root));
        Assert.Equal(["kind", "name", "driver", "lane_width", "units", "memory_bytes", "reason", "measured_gflops"], Names(root.GetProperty("device")));
        JsonElement fit = root.GetProperty("fits")[0];
        Assert.Equal(
            [
                "band", "quantity", "unit", "model", "model_key", "sampler", "instruments", "sources", "observations", "chains", "draws_per_chain", "warmup", "thin", "target_ess",
                    "converged",
                "nested_rhat", "summaries_on_device",
                "parameters", "differences", "instrument_names", "observations_per_instrument", "priors", "prior_weight", "prior_influence", "components",
                "point_estimates", "joint", "checks", "sensitivity", "tuning", "timing", "warnings",
            ],
            Names(fit));
        Assert.Equal(
            ["B[pn]", "B[MOS 1]", "sigma2[pn]", "sigma2[MOS 1]", "G[S01]", "G[S02]", "G[S03]"],
            fit.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        foreach (JsonElement parameter in fit.GetProperty("parameters").EnumerateArray())
        {
            Assert.Equal(["name", "mean", "sd", "q2_5", "median", "q97_5", "mcse_mean", "rhat", "ess_bulk", "ess_tail"], Names(parameter).Take(10));
        }

        Assert.Equal(["mcse_q2_5", "mcse_median", "mcse_q97_5", "n_instruments"], Names(fit.GetProperty("parameters")[6]).Skip(10));

        Assert.Equal(["read_s", "warmup_s", "sampling_s", "summary_s"], Names(fit.GetProperty("timing")));
        Assert.Equal("collapsed", fit.GetProperty("sampler").GetString());
        Assert.Equal(2, fit.GetProperty("instruments").GetInt32());
        Assert.Equal(6, fit.GetProperty("observations").GetInt32());
        Assert.Equal(0.0625, fit.GetProperty("timing").GetProperty("read_s").GetDouble());
        Assert.Equal("beware", fit.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public void Numbers_keep_every_digit()
    {
        Fit fitted = Fitted();
        using JsonDocument json = Parsed(HandMade.Run(fitted));
        JsonElement fit = json.RootElement.GetProperty("fits")[0];
        JsonElement parameters = fit.GetProperty("parameters");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(fitted.Areas[i].Mean, parameters[i].GetProperty("mean").GetDouble());
            Assert.Equal(fitted.Variances[i].Q97_5, parameters[2 + i].GetProperty("q97_5").GetDouble());
        }
        Assert.Equal(fitted.PriorInfluence[0, 1], fit.GetProperty("prior_influence")[0][1].GetDouble());
    }

    [Fact]
    public void What_is_not_a_finite_number_is_null()
    {
        Fit fitted = Fitted();
        fitted.Fluxes.Sd[1] = double.PositiveInfinity;
        ParameterSummary stuck = new("B[pn]", 1, 0, 1, 1, 1, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        using JsonDocument json = Parsed(HandMade.Run(fitted.With(Role.Area, block => block with { Summaries = [stuck, block.Summaries[1]] }) with { NestedRhat = double.NaN }));
        JsonElement fit = json.RootElement.GetProperty("fits")[0];
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("nested_rhat").ValueKind);
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("parameters")[0].GetProperty("rhat").ValueKind);
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("parameters")[5].GetProperty("sd").ValueKind);
    }

    [Fact]
    public void Known_variances_have_no_variance_parameters_and_nothing_to_tune()
    {
        Fit fitted = HandMade.Fit(HandMade.Observations(null, Cameras, HandMade.Sources(1)), [0, 0], null);
        using JsonDocument json = Parsed(HandMade.Run(fitted));
        JsonElement fit = json.RootElement.GetProperty("fits")[0];
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("band").ValueKind);
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("tuning").ValueKind);
        Assert.Equal("exact", fit.GetProperty("sampler").GetString());
        Assert.Equal(["log_area", "tau"], Names(fit.GetProperty("priors")));
        Assert.Equal(["B[pn]", "B[MOS 1]", "G[S01]"], fit.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
    }

    [Fact]
    public void Differences_say_which_pairs_disagree()
    {
        using JsonDocument json = Parsed(HandMade.Run(HandMade.Fit(HandMade.Observations(null, ["a", "b"], HandMade.Sources(2)), [0.3, 0], [0.1, 0.1])));
        JsonElement difference = json.RootElement.GetProperty("fits")[0].GetProperty("differences")[0];
        Assert.Equal("a", difference.GetProperty("first").GetString());
        Assert.True(difference.GetProperty("excludes_zero").GetBoolean());
        Assert.True(difference.GetProperty("connected").GetBoolean());
        Assert.InRange(difference.GetProperty("mean").GetDouble(), 0.29, 0.31);
    }

    [Fact]
    public void Names_survive_whatever_they_hold()
    {
        string[] awkward = ["a\"b\\c", "Σ\t1"];
        using JsonDocument json = Parsed(HandMade.Run(HandMade.Fit(HandMade.Observations("<\u0001>", awkward, ["é,\n"]), [0, 0], null)));
        JsonElement fit = json.RootElement.GetProperty("fits")[0];
        Assert.Equal("<\u0001>", fit.GetProperty("band").GetString());
        Assert.Equal(awkward, fit.GetProperty("instrument_names").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("G[é,\n]", fit.GetProperty("parameters")[2].GetProperty("name").GetString());
    }

    [Fact]
    public void A_large_catalogue_leaves_memory_as_it_is_written()
    {
        Fit fitted = HandMade.Fit(HandMade.Observations(null, Cameras, [.. Enumerable.Range(0, 30_000).Select(j => $"S{j}")]), [0, 0], [0.1, 0.1]);
        using LargestWrite stream = new();
        RunJson.WriteAll(HandMade.Run(fitted), stream);
        Assert.True(stream.Total > 3_000_000);
        Assert.True(stream.Largest < 80_000, $"{stream.Largest} bytes were held back at once");
    }

    private static Fit Fitted() => HandMade.Fit(HandMade.Observations("soft", Cameras, HandMade.Sources(3)), [0.01, -0.02], [0.1, 0.2], warnings: ["beware"]);

    /// <summary>Parses the text, which must be one JSON object on one line.</summary>
    private static JsonDocument Parsed(FitRun run)
    {
        using MemoryStream stream = new();
        RunJson.WriteAll(run, stream);
        string text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        return JsonDocument.Parse(text);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);

    private sealed class LargestWrite : MemoryStream
    {
        public long Total { get; private set; }

        public long Largest { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Note(count);

        public override void Write(ReadOnlySpan<byte> buffer) => Note(buffer.Length);

        private void Note(int count)
        {
            Total += count;
            Largest = Math.Max(Largest, count);
        }
    }
}
