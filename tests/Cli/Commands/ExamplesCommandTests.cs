using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class ExamplesCommandTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_list_says_what_is_real_what_is_simulated_and_what_to_cite()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("examples"));
        foreach (Example example in Examples.All)
        {
            Assert.Matches($"(?m)^{example.Name} +{(example.Simulated ? "simulated" : "real")} ", console.Out);
            Assert.Contains(example.Citation, console.Out, StringComparison.Ordinal);
        }
        Assert.Contains("13 instruments × 2 sources", console.Out, StringComparison.Ordinal);
        Assert.Contains("3 instruments × 15–17 sources, 3 bands", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_is_described()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("examples", "EPIC-hmxb"));
        Assert.Contains("gpuconcord fit epic-hmxb", console.Out, StringComparison.Ordinal);
        Assert.Contains("pile-up", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copied_table_is_the_set_itself()
    {
        string file = scratch["copy.csv"];
        Assert.Equal(0, await new Console().RunAsync("examples", "xcal-shape", "--output", file));
        Assert.Equal(["copy-priors.csv", "copy.csv"], scratch.Entries().Order(StringComparer.Ordinal));
        string priors = await File.ReadAllTextAsync(scratch["copy-priors.csv"], TestContext.Current.CancellationToken);
        Assert.StartsWith("instrument,tau,alpha,beta\ninst01,0.05,1.5,0.008649\n", priors, StringComparison.Ordinal);
        DataSet copy = TableReader.Read(file), original = TableReader.Read("xcal-shape");
        Assert.Equal(original.Sha256, copy.Sha256);

        Console refused = new();
        Assert.Equal(2, await refused.RunAsync("examples", "epic-hmxb", "--output", file));
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, await new Console().RunAsync("examples", "epic-hmxb", "--output", scratch.Path));
        Assert.Equal(0, await new Console().RunAsync("examples", "epic-hmxb", "--output", file, "--overwrite"));
        Assert.NotEqual(original.Sha256, TableReader.Read(file).Sha256);
    }

    [Fact]
    public async Task Json_lists_shapes_by_band()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("examples", "--json"));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        JsonElement epic = json.RootElement.GetProperty("examples")[0];
        Assert.Equal("epic-hmxb", epic.GetProperty("name").GetString());
        Assert.False(epic.GetProperty("simulated").GetBoolean());
        Assert.Equal([17, 16, 15], epic.GetProperty("bands").EnumerateArray().Select(band => band.GetProperty("sources").GetInt32()));
    }
}
