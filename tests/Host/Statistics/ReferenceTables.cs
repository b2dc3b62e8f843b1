using GpuConcord.Host.Data;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

/// <summary>Observations from matrices and files, and simulated ones, for the tests of this folder.</summary>
internal static class ReferenceTables
{
    /// <summary>y[instrument][source], null where not observed.</summary>
    public static Observations Of(double?[][] y, double?[][]? variance = null)
    {
        int sources = y.Length == 0 ? 0 : y[0].Length;
        int[] first = new int[sources + 1];
        List<int> instrument = [];
        List<double> values = [], variances = [];
        for (int j = 0; j < sources; j++)
        {
            for (int i = 0; i < y.Length; i++)
            {
                if (y[i][j] is not { } value)
                {
                    continue;
                }

                instrument.Add(i);
                values.Add(value);
                if (variance is not null)
                {
                    variances.Add(variance[i][j]!.Value);
                }
            }
            first[j + 1] = values.Count;
        }
        return new Observations
        {
            Instruments = [.. Enumerable.Range(0, y.Length).Select(i => $"I{i}")],
            Sources = [.. Enumerable.Range(0, sources).Select(j => $"S{j}")],
            First = first,
            Instrument = [.. instrument],
            Y = [.. values],
            Variance = variance is null ? null : [.. variances],
        };
    }

    /// <summary>A long table instrument,source,log_counts of tests/data/modes.</summary>
    public static Observations Read(string name)
    {
        string[][] rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "modes", name + ".csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        string[] instruments = [.. rows.Select(r => r[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] sources = [.. rows.Select(r => r[1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        double?[][] y = instruments.Select(_ => new double?[sources.Length]).ToArray();
        foreach (string[] row in rows)
        {
            y[Array.IndexOf(instruments, row[0])][Array.IndexOf(sources, row[1])] = double.Parse(row[2]);
        }

        return Of(y) with { Instruments = instruments, Sources = sources };
    }

    /// <summary>Random data: fluxes with sd 2, offsets with sd <paramref name="offset"/>, scatter <paramref name="sigma"/>; every cell missing with
    /// probability <paramref name="missing"/>.</summary>
    public static double?[][] Simulate(int seed, int instruments, int sources, double sigma, double missing = 0, double offset = 0.05)
    {
        Random random = new(seed);
        double[] area = [.. Enumerable.Range(0, instruments).Select(_ => offset * Normal(random))];
        double?[][] y = area.Select(_ => new double?[sources]).ToArray();
        for (int j = 0; j < sources; j++)
        {
            double flux = 2 * Normal(random);
            for (int i = 0; i < instruments; i++)
            {
                double value = area[i] + flux - 0.5 * sigma * sigma + sigma * Normal(random);
                if (random.NextDouble() >= missing)
                {
                    y[i][j] = value;
                }
            }
        }
        return y;
    }

    /// <summary>Priors that differ from instrument to instrument, reproducibly.</summary>
    public static Priors UnequalPriors(int instruments) => new(
        [.. Enumerable.Range(0, instruments).Select(i => 0.1 * (i % 3))],
        [.. Enumerable.Range(0, instruments).Select(i => 0.02 + 0.01 * (i % 5))],
        [.. Enumerable.Range(0, instruments).Select(i => 1 + 0.25 * (i % 4))],
        [.. Enumerable.Range(0, instruments).Select(i => 0.005 * (1 + i % 2))]);

    /// <summary>T with equal correlations.</summary>
    public static double[,] Correlated(double[] tau, double rho)
    {
        double[,] covariance = new double[tau.Length, tau.Length];
        for (int i = 0; i < tau.Length; i++)
        {
            for (int k = 0; k < tau.Length; k++)
            {
                covariance[i, k] = tau[i] * tau[k] * (i == k ? 1 : rho);
            }
        }
        return covariance;
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Fails unless |found − expected| ≤ tolerance · max(|expected|, floor).</summary>
    public static void Close(double expected, double found, double tolerance, double floor = 1, string what = "")
    {
        double allowed = tolerance * Math.Max(Math.Abs(expected), floor);
        Assert.True(Math.Abs(found - expected) <= allowed, $"{what}: expected {expected:R}, found {found:R}, off by {Math.Abs(found - expected):G3}, allowed {allowed:G3}");
    }

    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> found, double tolerance, double floor = 1, string what = "")
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Close(expected[i], found[i], tolerance, floor, $"{what}[{i}]");
        }
    }

    public static void Close(double[,] expected, double[,] found, double tolerance, double floor = 1, string what = "")
    {
        Assert.Equal(expected.GetLength(0), found.GetLength(0));
        Assert.Equal(expected.GetLength(1), found.GetLength(1));
        for (int i = 0; i < expected.GetLength(0); i++)
        {
            for (int k = 0; k < expected.GetLength(1); k++)
            {
                Close(expected[i, k], found[i, k], tolerance, floor, $"{what}[{i},{k}]");
            }
        }
    }
}
