using System.Globalization;
using GpuConcord.Cli.Pages;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Differences;

/// <summary>What differs between two fits, each difference a sentence; what agrees is left out.</summary>
internal static class RunDifferences
{
    /// <summary>Names that are listed one by one, at most.</summary>
    private const int Named = 6;

    /// <summary>What was fitted: files, bands, instruments, sources, measurements.</summary>
    public static IEnumerable<string> OfData(FitRun one, FitRun other)
    {
        if (!one.Data.Sha256.Equals(other.Data.Sha256, StringComparison.Ordinal))
        {
            yield return $"Other data: {Called(one)} and {Called(other)}, of different content (SHA-256).";
        }

        foreach (string sentence in Missing("band", one.Fits.Select(BandName), other.Fits.Select(BandName)))
        {
            yield return sentence;
        }

        foreach ((Fit first, Fit second) in Pairs(one, other))
        {
            string of = Within(first, one);
            Observations a = first.Observations, b = second.Observations;
            foreach (string sentence in Missing("instrument", a.Instruments, b.Instruments).Concat(Missing("source", a.Sources, b.Sources)))
            {
                yield return of + sentence;
            }

            if (Array.TrueForAll(a.Instruments, name => b.Instruments.Contains(name, StringComparer.Ordinal)) && a.Instruments.Length == b.Instruments.Length)
            {
                Dictionary<(string, string), (double, double)> before = Measured(a), after = Measured(b);
                int changed = before.Count(pair => after.TryGetValue(pair.Key, out (double, double) now) && !now.Equals(pair.Value));
                (int lost, int gained) = (before.Keys.Except(after.Keys).Count(), after.Keys.Except(before.Keys).Count());
                if (changed + lost + gained > 0)
                {
                    yield return $"{of}Measurements: {changed} of {before.Count} have another value or error, {lost} are gone, {gained} are new.";
                }
            }
        }
    }

    /// <summary>Words of the command line, sampler, seed, version and device.</summary>
    public static IEnumerable<string> OfOptions(FitRun one, FitRun other)
    {
        Dictionary<string, string> a = Options(one.Arguments), b = Options(other.Arguments);
        foreach (string name in a.Keys.Union(b.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            (string? before, string? after) = (a.GetValueOrDefault(name), b.GetValueOrDefault(name));
            if (!string.Equals(before, after, StringComparison.Ordinal))
            {
                yield return $"{name}: {before ?? "not given"}, then {after ?? "not given"}.";
            }
        }

        if (one.Seed != other.Seed && !a.ContainsKey("--seed") && !b.ContainsKey("--seed"))
        {
            yield return $"Seed: {one.Seed}, then {other.Seed}.";
        }

        if (!one.Version.Equals(other.Version, StringComparison.Ordinal))
        {
            yield return $"Version: {one.Version}, then {other.Version}.";
        }

        (string first, string second) = ($"{one.Device.Name} ({one.Device.Kind}, {one.Device.Driver})", $"{other.Device.Name} ({other.Device.Kind}, {other.Device.Driver})");
        if (!first.Equals(second, StringComparison.Ordinal))
        {
            yield return $"Device: {first}, then {second}.";
        }

        foreach ((Fit before, Fit after) in Pairs(one, other))
        {
            string of = Within(before, one);
            string[] models = [before.Model.Title, after.Model.Title];
            if (!models[0].Equals(models[1], StringComparison.Ordinal))
            {
                yield return $"{of}Model: {models[0]}, then {models[1]}.";
            }

            if (before.Options.Sampler != after.Options.Sampler)
            {
                yield return $"{of}Sampler: {Sampled(before)}, then {Sampled(after)}.";
            }

            if (before.Converged != after.Converged)
            {
                yield return $"{of}{(before.Converged ? "The first has converged, the second has not." : "The first has not converged, the second has.")}";
            }
        }
    }

    /// <summary>Priors of instruments that both have.</summary>
    public static IEnumerable<string> OfPriors(FitRun one, FitRun other)
    {
        foreach ((Fit first, Fit second) in Pairs(one, other))
        {
            foreach ((string name, Func<Priors, double[]> of) in new (string, Func<Priors, double[]>)[]
            {
                ("tau", priors => priors.Tau), ("alpha", priors => priors.Alpha), ("beta", priors => priors.Beta), ("ln area", priors => priors.LogArea),
            })
            {
                (string Instrument, double Before, double After)[] changed =
                [
                    .. Common(first, second).Select(pair => (first.Observations.Instruments[pair.First], of(first.Priors)[pair.First], of(second.Priors)[pair.Second]))
                        .Where(own => !own.Item2.Equals(own.Item3)),
                ];
                if (changed.Length == 0)
                {
                    continue;
                }

                bool alike = changed.Length == Common(first, second).Count() && changed.All(own => (own.Before, own.After) == (changed[0].Before, changed[0].After));
                yield return alike
                    ? $"{Within(first, one)}{name} of all instruments: {Number(changed[0].Before)}, then {Number(changed[0].After)}."
                    : $"{Within(first, one)}{name}: {string.Join("; ", changed.Take(Named).Select(own => $"{own.Instrument} {Number(own.Before)}, then {Number(own.After)}"))}"
                        + $"{(changed.Length > Named ? $"; and {changed.Length - Named} more" : "")}.";
            }
        }
    }

    /// <summary>The areas of instruments that both have, band by band.</summary>
    public static IReadOnlyList<AreaChange> OfAreas(FitRun one, FitRun other) =>
    [
        .. Pairs(one, other).SelectMany(pair => Common(pair.First, pair.Second).Select(at => new AreaChange(
            BandName(pair.First), pair.First.Observations.Instruments[at.First], pair.First.Areas[at.First], pair.Second.Areas[at.Second],
            pair.First.Priors.LogArea[at.First], pair.Second.Priors.LogArea[at.Second]))),
    ];

    /// <summary>The bands that both have.</summary>
    private static IEnumerable<(Fit First, Fit Second)> Pairs(FitRun one, FitRun other) =>
        one.Fits.SelectMany(first => other.Fits.Where(second => BandName(second).Equals(BandName(first), StringComparison.Ordinal)).Take(1).Select(second => (first, second)));

    private static IEnumerable<(int First, int Second)> Common(Fit one, Fit other) => Enumerable.Range(0, one.Observations.InstrumentCount)
        .Select(i => (i, Array.IndexOf(other.Observations.Instruments, one.Observations.Instruments[i]))).Where(pair => pair.Item2 >= 0);

    private static IEnumerable<string> Missing(string noun, IEnumerable<string> first, IEnumerable<string> second)
    {
        string[] a = [.. first], b = [.. second];
        foreach ((IEnumerable<string> one, string which) in new[] { (a.Except(b, StringComparer.Ordinal), "first"), (b.Except(a, StringComparer.Ordinal), "second") })
        {
            string[] only = [.. one];
            if (only.Length > 0)
            {
                yield return $"{Figures.Of(only.Length, noun)} of the {which} alone: {string.Join(", ", only.Take(Named))}{(only.Length > Named ? ", ..." : "")}.";
            }
        }
    }

    private static Dictionary<(string, string), (double, double)> Measured(Observations data)
    {
        Dictionary<(string, string), (double, double)> values = [];
        for (int o = 0, j = 0; o < data.Count; o++)
        {
            while (data.First[j + 1] <= o)
            {
                j++;
            }

            values[(data.Instruments[data.Instrument[o]], data.Sources[j])] = (data.Y[o], data.Variance?[o] ?? double.NaN);
        }

        return values;
    }

    /// <summary>Options with their values, but for those that decide no number.</summary>
    private static Dictionary<string, string> Options(IReadOnlyList<string> words)
    {
        string[] silent = ["--output", "--overwrite", "--quiet", "--json", "--strict", "--report", "--resume", "--format", "--draws-format"];
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        for (int k = 0; k < words.Count; k++)
        {
            string word = words[k];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                continue;
            }

            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? word : word[..equals];
            string value = equals >= 0 ? word[(equals + 1)..] : k + 1 < words.Count && !words[k + 1].StartsWith("--", StringComparison.Ordinal) ? words[k + 1] : "given";
            if (!silent.Contains(name, StringComparer.Ordinal))
            {
                options[name] = options.TryGetValue(name, out string? before) ? $"{before} {value}" : value;
            }
        }

        return options;
    }

    private static string BandName(Fit fit) => fit.Observations.Band ?? "";

    /// <summary>The band before a sentence, where a run has several.</summary>
    private static string Within(Fit fit, FitRun run) => run.Fits.Count > 1 ? $"{BandName(fit)}: " : "";

    private static string Sampled(Fit fit) => SamplerName.Of(fit.Options.Sampler);

    private static string Called(FitRun run) => run.Data.Path ?? run.Data.Name;

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}

/// <summary>An instrument's area in two fits.</summary>
/// <param name="Band">Energy band; empty where there is one.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="First">B in the first.</param>
/// <param name="Second">B in the second.</param>
/// <param name="NominalFirst">b in the first.</param>
/// <param name="NominalSecond">b in the second.</param>
internal readonly record struct AreaChange(string Band, string Instrument, ParameterSummary First, ParameterSummary Second, double NominalFirst, double NominalSecond)
{
    /// <summary>Change of the posterior mean of ln(area), in standard deviations of the first.</summary>
    public double Sigmas => (Second.Mean - First.Mean) / First.Sd;

    /// <summary>What differs is Monte Carlo error: less than three of those of the two means.</summary>
    public bool IsNoise => Math.Abs(Second.Mean - First.Mean) < 3 * Math.Sqrt((First.McseMean * First.McseMean) + (Second.McseMean * Second.McseMean));

    /// <summary>Whether one interval of 95 % holds the nominal area and the other does not.</summary>
    public bool ChangesVerdict => FirstDiffers != SecondDiffers;

    /// <summary>Whether the interval of 95 % of the first leaves out the nominal area.</summary>
    public bool FirstDiffers => Differs(First, NominalFirst);

    /// <summary>Whether that of the second does.</summary>
    public bool SecondDiffers => Differs(Second, NominalSecond);

    private static bool Differs(ParameterSummary area, double nominal) => area.Q2_5 > nominal || area.Q97_5 < nominal;
}
