using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Explanations;

/// <summary>A source, and what an area owes to it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LogFlux">Posterior mean of its ln(flux).</param>
/// <param name="Voice">What it says by itself.</param>
/// <param name="Without">The area without it.</param>
public sealed record SourceShare(string Name, double LogFlux, SourceVoice Voice, LeftOut Without);

/// <summary>A group of sources, and what an area owes to it.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Sources">How many of them bear on the area.</param>
/// <param name="Voice">What they say together.</param>
/// <param name="Without">The area without them.</param>
public sealed record GroupShare(string Label, int Sources, SourceVoice Voice, LeftOut Without);

/// <summary>Groups by one thing.</summary>
/// <param name="Title">What sorts them.</param>
/// <param name="Groups">The groups, in order.</param>
public sealed record GroupShares(string Title, IReadOnlyList<GroupShare> Groups)
{
    /// <summary>χ² of what the groups say about their common mean; NaN where fewer than two say anything.</summary>
    public double ChiSquared
    {
        get
        {
            SourceVoice[] voices = Speaking;
            SourceVoice all = SourceVoice.Together(voices);
            return voices.Length < 2 ? double.NaN : voices.Sum(voice => (voice.Value - all.Value) * (voice.Value - all.Value) / (voice.Sd * voice.Sd));
        }
    }

    /// <summary>How often groups that are alike would differ as much; NaN where fewer than two say anything.</summary>
    public double PValue => Speaking.Length < 2 ? double.NaN : 1 - MathNet.Numerics.Distributions.ChiSquared.CDF(Speaking.Length - 1, ChiSquared);

    private SourceVoice[] Speaking => [.. Groups.Select(group => group.Voice).Where(voice => double.IsFinite(voice.Value))];
}

/// <summary>Which sources, and which groups of them, an instrument's area in one band owes its offset to.</summary>
public sealed record AreaExplanation
{
    /// <summary>Most sources that are looked at one by one for <see cref="Sources"/>.</summary>
    private const int MostWeighed = 400;

    // Of more sources, as many as this by each of two screens.
    private const int Screened = 60;

    // Sums over sources are made in so many runs of them, whatever the number of cores, so that they do not depend on it.
    private const int Runs = 64;

    /// <summary>Sets of the sources that pull most which are left out together.</summary>
    private static readonly int[] Sets = [3, 10];

    private const int LeastRest = 3;

    /// <summary>The band; null when the data have none.</summary>
    public required string? Band { get; init; }

    /// <summary>The instrument.</summary>
    public required string Instrument { get; init; }

    /// <summary>The area as it was fitted; nothing is left out.</summary>
    public required LeftOut All { get; init; }

    /// <summary>Posterior standard deviation of B.</summary>
    public required double Sd { get; init; }

    /// <summary>Sources that bear on calibration: seen by two instruments, or by one where the model knows what sources are like.</summary>
    public required int Bearing { get; init; }

    /// <summary>Those of them that the instrument saw.</summary>
    public required int Seen { get; init; }

    /// <summary>Of <see cref="Sources"/>, those that were looked at one by one; the others change the area by less, to first order.</summary>
    public required int Weighed { get; init; }

    /// <summary>The sources that were looked at, the largest change first, those that the draws do not tell before them.</summary>
    public required IReadOnlyList<SourceShare> Sources { get; init; }

    /// <summary>The sources that pull the area furthest from nominal, 3 and 10 of them left out together.</summary>
    public required IReadOnlyList<GroupShare> Pulling { get; init; }

    /// <summary>Groups: by flux, and by whatever else was asked for.</summary>
    public required IReadOnlyList<GroupShares> Groups { get; init; }

    /// <summary>Draws that were looked at.</summary>
    public required int Draws { get; init; }

    /// <summary>Explains one area. A pure function of the fit.</summary>
    /// <param name="fit">The fit, with its draws.</param>
    /// <param name="instrument">Index of the instrument.</param>
    /// <param name="groupings">How sources are sorted besides by their flux.</param>
    /// <param name="progress">Told the share that is done, from several threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static AreaExplanation Of(
        Fit fit, int instrument, IReadOnlyList<SourceGrouping> groupings, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(groupings);
        Observations data = fit.Observations;
        SourceLikelihoods likelihoods = new(fit);
        AreaWeights area = likelihoods.Area(instrument);
        SourceVoice[] voices = SourceVoice.Of(fit, instrument);
        int[] bearing = [.. Enumerable.Range(0, data.SourceCount).Where(likelihoods.Bears)];
        HashSet<int> seen = [.. bearing.Where(j => Array.IndexOf(data.Instrument, instrument, data.First[j], data.First[j + 1] - data.First[j]) >= 0)];
        SourceGrouping[] sorted = [.. ByFlux(fit, seen) is { } flux ? (SourceGrouping[])[flux] : [], .. groupings];
        (double Change, double Variance)[] screen = new (double, double)[bearing.Length];
        double[][][] sums = Sum(likelihoods, area, bearing, seen, sorted, screen, progress, cancellation);

        int[] chosen = Chosen(screen);
        SourceShare[] shares = new SourceShare[chosen.Length];
        Threads.SideBySide.For(0, chosen.Length, k =>
        {
            int source = bearing[chosen[k]];
            shares[k] = new SourceShare(data.Sources[source], fit.Fluxes.Mean[source], voices[source], area.Without(likelihoods.Of(source)));
        }, cancellation);
        LeftOut all = area.Without(new double[area.Draws]);
        return new AreaExplanation
        {
            Band = data.Band,
            Instrument = data.Instruments[instrument],
            All = all,
            Sd = fit.Areas[instrument].Sd,
            Bearing = bearing.Length,
            Seen = seen.Count,
            Weighed = chosen.Length,
            Sources = [.. shares.OrderBy(share => share.Without.IsTold).ThenByDescending(share => Math.Abs(share.Without.Change))],
            Pulling = [.. PullingSets(likelihoods, area, voices, bearing, screen, all.Median)],
            Groups =
            [
                .. sorted.Select((grouping, g) => new GroupShares(grouping.Title,
                [
                    .. grouping.Labels.Select((label, k) => new GroupShare(label, seen.Count(j => grouping.Of[j] == k),
                        SourceVoice.Together(seen.Where(j => grouping.Of[j] == k).Order().Select(j => voices[j])), area.Without(sums[g][k]))).Where(group => group.Sources > 0),
                ])),
            ],
            Draws = area.Draws,
        };
    }

    /// <summary>Quarters of the sources that the instrument saw, by their posterior mean flux.</summary>
    private static SourceGrouping? ByFlux(Fit fit, HashSet<int> seen) => SourceGrouping.Quartered(
        "flux", [.. fit.Fluxes.Mean.Select((mean, j) => seen.Contains(j) ? mean : double.NaN)], mean => Labelled.Significant(Math.Exp(mean)),
        ["faintest quarter", "second quarter", "third quarter", "brightest quarter"]);

    /// <summary>Screens every source, and adds up ln p of every group: <c>[grouping][group][draw]</c>.</summary>
    private static double[][][] Sum(
        SourceLikelihoods likelihoods, AreaWeights area, int[] bearing, HashSet<int> seen, SourceGrouping[] groupings, (double Change, double Variance)[] screen,
        Action<double>? progress, CancellationToken cancellation)
    {
        int runs = Math.Clamp(bearing.Length, 1, Runs), done = 0;
        double[][][][] parts = new double[runs][][][];
        Threads.SideBySide.For(0, runs, run =>
        {
            double[][][] own = Empty();
            double[] terms = new double[area.Draws];
            for (int b = First(run); b < First(run + 1); b++)
            {
                cancellation.ThrowIfCancellationRequested();
                likelihoods.Fill(bearing[b], terms);
                screen[b] = area.FirstOrder(terms);
                for (int g = 0; g < groupings.Length; g++)
                {
                    if (seen.Contains(bearing[b]) && groupings[g].Of[bearing[b]] is >= 0 and int group)
                    {
                        Add(terms, own[g][group]);
                    }
                }
            }

            parts[run] = own;
            progress?.Invoke((double)Interlocked.Increment(ref done) / runs);
        }, cancellation);
        double[][][] sums = Empty();
        foreach (double[][][] part in parts)
        {
            for (int g = 0; g < groupings.Length; g++)
            {
                for (int k = 0; k < part[g].Length; k++)
                {
                    Add(part[g][k], sums[g][k]);
                }
            }
        }

        return sums;

        int First(int run) => (int)((long)run * bearing.Length / runs);

        double[][][] Empty() => Array.ConvertAll(groupings, grouping => grouping.Labels.Select(_ => new double[area.Draws]).ToArray());
    }

    private static void Add(double[] terms, double[] to)
    {
        for (int s = 0; s < to.Length; s++)
        {
            to[s] += terms[s];
        }
    }

    /// <summary>Places among the screened of those to look at: all where they are few, else the largest changes, and those whose weights spread most.</summary>
    private static int[] Chosen((double Change, double Variance)[] screen)
    {
        int[] all = [.. Enumerable.Range(0, screen.Length)];
        return screen.Length <= MostWeighed ? all
            : [.. all.OrderByDescending(b => Math.Abs(screen[b].Change)).Take(Screened).Union(all.OrderByDescending(b => screen[b].Variance).Take(Screened)).Order()];
    }

    private static IEnumerable<GroupShare> PullingSets(
        SourceLikelihoods likelihoods, AreaWeights area, SourceVoice[] voices, int[] bearing, (double Change, double Variance)[] screen, double offset)
    {
        int[] ordered = [.. Enumerable.Range(0, bearing.Length).Where(b => screen[b].Change * offset < 0).OrderByDescending(b => Math.Abs(screen[b].Change))];
        double[] terms = new double[area.Draws];
        int added = 0;
        foreach (int size in Sets.Where(size => size <= ordered.Length && bearing.Length >= LeastRest * size))
        {
            for (; added < size; added++)
            {
                Add(likelihoods.Of(bearing[ordered[added]]), terms);
            }

            yield return new GroupShare($"the {size} that pull most", size, SourceVoice.Together(ordered.Take(size).Select(b => voices[bearing[b]])), area.Without(terms));
        }
    }
}
