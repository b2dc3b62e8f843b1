using System.Text.Json;
using System.Text;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Runs.Fits;

public sealed class WeightTableTests
{
    private static readonly string[] Cameras = ["pn", "MOS1"];

    [Fact]
    public void Lists_every_observation_of_the_bands_that_have_weights()
    {
        Fit plain = HandMade.Fit(HandMade.Observations("soft", Cameras, HandMade.Sources(2)), [0, 0], [0.1, 0.1]);
        OutputTable table = ObservationBlockTable.Of([plain, Weighted("hard")], "weight");
        Assert.Equal(4, table.Rows);
        Assert.Equal(["S01", "S01", "S02", "S02"], Enumerable.Range(0, 4).Select(row => Column(table, "source").Text!(row)));
        Assert.Equal(["pn", "MOS1", "pn", "MOS1"], Enumerable.Range(0, 4).Select(row => Column(table, "instrument").Text!(row)));
        Assert.Equal("hard", Column(table, "band").Text!(0));
        Assert.Equal([3.5, 0.3, 3.0, 2.0], Enumerable.Range(0, 4).Select(row => Column(table, "weight").Number!(row)));
        Assert.Equal(0.1, Column(table, "relative_weight").Number!(1), 1e-15);
        Assert.Equal(0.02, Column(table, "mcse_weight").Number!(1));
    }

    [Fact]
    public void The_smallest_come_first_and_ordinary_ones_not_at_all() =>
        Assert.Equal([1, 3], Weighted(null).Weights!.Smallest(5));

    [Fact]
    public void Json_lists_all_weights_and_the_manifest_the_smallest()
    {
        using MemoryStream stream = new();
        RunJson.WriteAll(HandMade.Run(Weighted(null)), stream);
        using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        JsonElement fit = json.RootElement.GetProperty("fits")[0];
        Assert.Equal(3.0, fit.GetProperty("log_t").GetProperty("nu").GetDouble());
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("log_t").GetProperty("sigma").ValueKind);
        Assert.Equal([3.5, 0.3, 3.0, 2.0], fit.GetProperty("weights").EnumerateArray().Select(w => w.GetProperty("weight").GetDouble()));
        stream.SetLength(0);
        RunJson.WriteManifest(HandMade.Run(Weighted(null)), default, [], stream);
        using JsonDocument manifest = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        JsonElement smallest = manifest.RootElement.GetProperty("fits")[0].GetProperty("weights")[0];
        Assert.Equal(("MOS1", "S01", 0.3), (smallest.GetProperty("instrument").GetString(), smallest.GetProperty("source").GetString(),
            smallest.GetProperty("weight").GetDouble()));
    }

    private static Fit Weighted(string? band) => ModelFits.Weighted(
        HandMade.Fit(HandMade.Observations(band, Cameras, HandMade.Sources(2)), [0, 0], [0.1, 0.1]), [3.5, 0.3, 3.0, 2.0], [0.01, 0.02, 0, 0.01]);

    private static OutputColumn Column(OutputTable table, string name) => table.Columns.Single(column => column.Name.Equals(name, StringComparison.Ordinal));
}
