using System.Globalization;
using System.Text.Json;
using GpuConcord.Host.Data;

namespace GpuConcord.Tests.Host.Models.Counts;

/// <summary>A simulated table of counts and its posterior by a long numpy run, of tests/data/counts.</summary>
internal sealed class CountsOracle
{
    private CountsOracle(Observations data, Priors priors, JsonElement posterior) => (Data, Priors, Posterior) = (data, priors, posterior);

    public Observations Data { get; }

    public Priors Priors { get; }

    /// <summary>mean, sd, mcse_mean, q025, median, q975 by parameter.</summary>
    public JsonElement Posterior { get; }

    public static CountsOracle Read(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "data", "counts");
        JsonElement json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.json"))).RootElement;
        JsonElement prior = json.GetProperty("prior");
        double[] b = Numbers(prior.GetProperty("b")), tau = Numbers(prior.GetProperty("tau"));
        Priors priors = new(
            b, tau, [.. b.Select(_ => prior.GetProperty("alpha").GetDouble())], [.. b.Select(_ => prior.GetProperty("beta").GetDouble())]);
        return new CountsOracle(Table(Path.Combine(folder, $"{name}.csv")), priors, json.GetProperty("posterior"));
    }

    /// <summary>The table, S being a rate.</summary>
    private static Observations Table(string path)
    {
        string[][] rows = [.. File.ReadLines(path).Skip(1).Select(line => line.Split(','))];
        string[] instruments = [.. rows.Select(row => row[1]).Distinct()];
        string[] sources = [.. rows.Select(row => row[0]).Distinct()];
        string[][] ordered = [.. rows.OrderBy(row => Array.IndexOf(sources, row[0])).ThenBy(row => Array.IndexOf(instruments, row[1]))];
        double[] Column(int k) => [.. ordered.Select(row => double.Parse(row[k], CultureInfo.InvariantCulture))];
        double[] areaSource = Column(4), areaBackground = Column(5), alpha = Column(6), beta = Column(7), timeSource = Column(8), timeBackground = Column(9);
        ApertureCounts counts = new()
        {
            Source = Column(2),
            Background = Column(3),
            SourceFactor = [.. alpha.Zip(timeSource, (a, t) => a * t)],
            BackgroundFactor = [.. beta.Zip(timeBackground, (a, t) => a * t)],
            Ratio = [.. ordered.Select((_, k) => areaBackground[k] * timeBackground[k] / (areaSource[k] * timeSource[k]))],
            KnownBackground = [.. ordered.Select(_ => double.NaN)],
        };
        return new Observations
        {
            Instruments = instruments,
            Sources = sources,
            First = [0, .. sources.Select(name => Array.FindLastIndex(ordered, row => row[0].Equals(name, StringComparison.Ordinal)) + 1)],
            Instrument = [.. ordered.Select(row => Array.IndexOf(instruments, row[1]))],
            Y = [.. ordered.Select((_, k) => counts.RoughLogSource(k))],
            Counts = counts,
            Quantity = "rate",
            Unit = "counts/s",
        };
    }

    private static double[] Numbers(JsonElement json) => [.. json.EnumerateArray().Select(value => value.GetDouble())];
}
