using System.Globalization;
using System.Text;
using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Draws;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Draws;

/// <summary>Draws in the formats of others, byte by byte; whether others open them is what <see cref="Judges.DrawsJudgeTests"/> asks.</summary>
public sealed class DrawFilesTests
{
    private static readonly DrawOrigin Origin = new(
        "0.1.0", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)), "three cameras", new string('a', 64), "simd, a processor");

    public static TheoryData<string> Kinds => [.. ModelFits.Kinds, "counts"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_number_of_every_block_is_in_its_place(string kind)
    {
        Fit fit = Of(kind);
        InferenceData data = InferenceData.Of(fit, Origin);
        ArrayGroup posterior = data.Groups.Single(group => group.Name is "posterior");
        foreach (Block block in fit.Blocks.Where(block => block.Draws.Length > 0))
        {
            LabelledArray array = posterior.Arrays.Single(array => array.Name.Equals(block.Symbol, StringComparison.Ordinal));
            Assert.Equal(["chain", "draw", .. block.Axis is Axis.Common ? [] : (string[])["instrument"]], array.Dimensions);
            double[] values = Values(array);
            for (int k = 0; k < values.Length; k++)
            {
                Assert.Equal(block.Draws[k % block.Draws.Length][k / block.Draws.Length], values[k]);
            }
        }

        Assert.Equal(["pn", "MOS1"], posterior.Arrays.Single(array => array.Name is "instrument").Texts!);
        ArrayGroup observed = data.Groups.Single(group => group.Name is "observed_data");
        Assert.Equal(kind is "counts" ? ["n", "m"] : ["y"], observed.Arrays.Where(array => !array.IsCoordinate).Select(array => array.Name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_pointwise_likelihood_is_what_leave_one_out_weighs(string kind)
    {
        Fit fit = Of(kind);
        PointwiseLikelihood likelihood = PointwiseLikelihood.Of(fit.Model, fit.Observations, fit.Blocks, fit.Options)!;
        LeaveOutDensity density = new(
            fit.Observations, fit.Model.Errors(new ThinnedDraws(fit.Observations, fit.Blocks, fit.KnownVariance, fit.Options, 200)), 200);
        Assert.Equal(density.Judged, likelihood.Judged);
        double[] row = new double[likelihood.Judged.Length], column = new double[200];
        for (int o = 0; o < row.Length; o++)
        {
            density.Fill(o, column);
            likelihood.Fill(77, row);
            Assert.Equal(column[77], row[o]);
        }
    }

    /// <summary>4 chains of 50 draws of 10 observations: with room for 400 values a chain has 10 draws, evenly spaced.</summary>
    [Fact]
    public void The_pointwise_likelihood_is_of_fewer_draws_where_there_are_many_observations()
    {
        Fit fit = Of("log-normal");
        IModel narrow = new Narrow(fit.Model, 400 / 4);
        PointwiseLikelihood likelihood = PointwiseLikelihood.Of(narrow, fit.Observations, fit.Blocks, fit.Options)!;
        Assert.Equal([0, 5, 10, 15, 20, 25, 30, 35, 40, 45], likelihood.Draws);
        PointwiseLikelihood whole = PointwiseLikelihood.Of(fit.Model, fit.Observations, fit.Blocks, fit.Options)!;
        double[] few = new double[10], all = new double[10];
        likelihood.Fill((2 * 10) + 3, few);
        whole.Fill((2 * 50) + 15, all);
        Assert.Equal(all, few);

        Fit thinned = fit with { Model = narrow };
        ArrayGroup group = InferenceData.Of(thinned, Origin).Groups.Single(group => group.Name is "log_likelihood");
        Assert.Equal([4, 10, 10], group.Arrays.Single(array => array.Name is "y").Shape);
        Assert.Equal(likelihood.Draws, group.Arrays.Single(array => array.Name is "draw").Wholes!.Select(draw => (int)draw));
        Assert.Empty(DrawFiles.Notes([thinned], [DrawFormat.NetCdf]));
    }

    [Fact]
    public void A_pointwise_likelihood_without_room_is_left_out_and_that_is_said()
    {
        Fit fit = Of("log-normal");
        fit = fit with { Model = new Narrow(fit.Model, 2) };
        InferenceData data = InferenceData.Of(fit, Origin);
        Assert.DoesNotContain(data.Groups, group => group.Name is "log_likelihood");
        string note = Assert.Single(DrawFiles.Notes([fit, fit], [DrawFormat.Zarr]));
        Assert.Equal("log_likelihood is left out of the files of draws: 4 chains × 10 observations are too many; fit --check has leave-one-out.", note);
        Assert.Contains(("log_likelihood_note", note), data.Attributes);
        Assert.Empty(DrawFiles.Notes([fit], [DrawFormat.CmdStan, DrawFormat.Parquet]));
    }

    [Fact]
    public void CmdStan_files_read_back_to_the_same_numbers_chain_by_chain()
    {
        Fit fit = Of("log-normal");
        DrawFile[] files = [.. DrawFiles.Of(fit, Origin, [DrawFormat.CmdStan], "draws", TestContext.Current.CancellationToken)];
        Assert.Equal(["cmdstan/draws_1.csv", "cmdstan/draws_2.csv", "cmdstan/draws_3.csv", "cmdstan/draws_4.csv"], files.Select(file => file.Name));
        string[] lines = Encoding.ASCII.GetString(Written(files[2])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("# id = 3", lines);
        Assert.Contains("#     num_warmup = 100", lines);
        Assert.Contains("# sigma2.2 is \"sigma2[MOS1], variance of ln(value)\"", lines);
        string[] table = [.. lines.Where(line => line[0] != '#')];
        Assert.Equal("lp__,B.1,B.2,sigma2.1,sigma2.2", table[0]);
        Assert.Equal(51, table.Length);
        for (int draw = 0; draw < 50; draw++)
        {
            double[] row = [.. table[draw + 1].Split(',').Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            Assert.Equal([.. fit.LogArea.Select(values => values[100 + draw]), .. fit.Variance.Select(values => values[100 + draw])], row);
        }
    }

    /// <summary>Names of any script: readers of Zarr decode metadata as ASCII.</summary>
    [Fact]
    public void Zarr_files_are_chunks_of_full_size_and_metadata_in_ASCII()
    {
        FitOptions options = new() { Chains = 3, Draws = 5, FluxDraws = ["S02"] };
        Fit fit = HandMade.Fit(HandMade.Observations("α β", ["pn", "Kamera-ß"], HandMade.Sources(3)), [0, 0.1], [0.1, 0.1], options);
        Dictionary<string, byte[]> files = DrawFiles.Of(fit, Origin, [DrawFormat.Zarr], "draws", TestContext.Current.CancellationToken)
            .ToDictionary(file => file.Name, Written, StringComparer.Ordinal);
        Assert.Equal(3 * 5 * 2 * 8, files["draws.zarr/posterior/B/0.0.0"].Length);
        Assert.Equal(fit.LogArea[1][4], BitConverter.ToDouble(files["draws.zarr/posterior/B/0.0.0"], 8 * ((4 * 2) + 1)));
        Assert.Equal("pn\0\0\0\0\0\0Kamera-ß", Encoding.UTF32.GetString(files["draws.zarr/posterior/instrument/0"]));
        foreach ((string name, byte[] bytes) in files.Where(file => file.Key.Contains("/.z", StringComparison.Ordinal)))
        {
            Assert.True(Ascii.IsValid(bytes), name);
            using JsonDocument json = JsonDocument.Parse(bytes);
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        }

        using JsonDocument all = JsonDocument.Parse(files["draws.zarr/.zmetadata"]);
        Assert.Equal("α β", all.RootElement.GetProperty("metadata").GetProperty("posterior/.zattrs").GetProperty("band").GetString());
        Assert.Equal("<U8", all.RootElement.GetProperty("metadata").GetProperty("posterior/instrument/.zarray").GetProperty("dtype").GetString());
        Assert.Equal(
            ["chain", "draw", "source"],
            all.RootElement.GetProperty("metadata").GetProperty("posterior/G/.zattrs").GetProperty("_ARRAY_DIMENSIONS").EnumerateArray().Select(name => name.GetString()));
    }

    /// <summary>Two chunks of whole chains, the second filled up: 3 chains, two to a chunk.</summary>
    [Fact]
    public void The_last_chunk_is_as_long_as_the_others()
    {
        const int Draws = 1 << 19;
        LabelledArray array = new()
        {
            Name = "x",
            Dimensions = ["chain", "draw", "k"],
            Shape = [3, Draws / 4, 4 * 4],
            Meaning = "numbers",
            RowLength = 16,
            Numbers = (row, values) =>
            {
                for (int k = 0; k < values.Length; k++)
                {
                    values[k] = (16L * row) + k;
                }
            },
        };
        InferenceData data = new([new ArrayGroup("g", [array], [])], []);
        DrawFile[] files = [.. ZarrDraws.Files(data, "z").Where(file => file.Name.StartsWith("z/g/x/", StringComparison.Ordinal))];
        Assert.Equal(["z/g/x/.zarray", "z/g/x/.zattrs", "z/g/x/0.0.0", "z/g/x/1.0.0"], files.Select(file => file.Name));
        byte[] first = Written(files[2]), last = Written(files[3]);
        Assert.Equal(first.Length, last.Length);
        Assert.Equal(2 * 4 * Draws * 8, first.Length);
        Assert.Equal(2.0 * 4 * Draws, BitConverter.ToDouble(last, 0));
        Assert.Equal((3.0 * 4 * Draws) - 1, BitConverter.ToDouble(last, (4 * Draws * 8) - 8));
        Assert.True(last.AsSpan(4 * Draws * 8).IndexOfAnyExcept((byte)0) < 0);
    }

    private static Fit Of(string kind) => kind is "counts" ? CountFits.Of("soft") : ModelFits.Of(kind, "soft", complete: kind is not "both");

    private static double[] Values(LabelledArray array)
    {
        double[] values = new double[array.Count];
        array.Numbers!(0, values);
        return values;
    }

    private static byte[] Written(DrawFile file)
    {
        using MemoryStream stream = new();
        file.Write(stream, CancellationToken.None);
        return stream.ToArray();
    }
}
