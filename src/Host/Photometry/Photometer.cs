using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Host.Photometry;

/// <summary>Computes all quantities asked for, batch by batch, by either method.</summary>
public sealed class Photometer : IDisposable
{
    private readonly PhotometryRequest _request;
    private readonly ExactPhotometry? _exact;
    private readonly CiaoPhotometry? _ciao;
    private ApertureProblem[] _problems = [];
    private double[] _netCounts = [];

    /// <param name="device">Where to compute; stays the caller's.</param>
    /// <param name="request">What to compute.</param>
    public Photometer(Device device, PhotometryRequest request)
    {
        _request = request;
        if (request.Ciao is { } rule)
            _ciao = new CiaoPhotometry(device, rule);
        else
            _exact = new ExactPhotometry(device, request.Options);
    }

    /// <summary>Computes a batch.</summary>
    /// <param name="sources">Its sources, all valid (<see cref="ParameterRules"/>).</param>
    /// <param name="results">Filled.</param>
    public void Measure(ReadOnlySpan<ApertureParameters> sources, PhotometryResults results)
    {
        Reserve(results, sources.Length);
        for (var q = 0; q < _request.Quantities.Count; q++)
        {
            var quantity = _request.Quantities[q];
            if (q == 0 || _exact is null || _request.Quantities[0] != ApertureQuantity.Counts || !Rescale(sources, quantity, results, q))
                Measure(sources, quantity, results.Summaries[q], results.Extras[q]);
        }
        if (_request.Significance)
        {
            var (rows, probabilities) = (sources.ToArray(), results.Significance);
            Parallel.For(0, rows.Length, i =>
                probabilities[i] = DetectionSignificance.Probability(rows[i].N, rows[i].M, rows[i].BackgroundArea / rows[i].SourceArea));
        }
    }

    /// <summary>One quantity of one source, alone.</summary>
    public PosteriorSummary Measure(in ApertureParameters source, ApertureQuantity quantity)
    {
        var summary = new PosteriorSummary[1];
        Measure([source], quantity, summary, new double[_request.Options.ExtraCount]);
        return summary[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _exact?.Dispose();
        _ciao?.Dispose();
    }

    private void Measure(ReadOnlySpan<ApertureParameters> sources, ApertureQuantity quantity, Span<PosteriorSummary> summaries, Span<double> extras)
    {
        Grow(ref _problems, sources.Length);
        var problems = _problems.AsSpan(0, sources.Length);
        for (var i = 0; i < problems.Length; i++)
            problems[i] = sources[i].Problem(quantity);
        if (_exact is not null)
        {
            _exact.Solve(problems, summaries, extras);
            return;
        }
        Grow(ref _netCounts, sources.Length);
        for (var i = 0; i < problems.Length; i++)
        {
            var counts = sources[i].Problem(ApertureQuantity.Counts);
            _netCounts[i] = ((counts.R * counts.N) - counts.M) / ((counts.R * counts.F) - counts.G);
        }
        _ciao!.Solve(problems, _netCounts.AsSpan(0, sources.Length), summaries);
    }

    /// <summary>
    /// Where both apertures share a factor k, the posterior of the quantity is that of the counts with S divided by k; then there is
    /// nothing to compute. False when a source's factors differ.
    /// </summary>
    private bool Rescale(ReadOnlySpan<ApertureParameters> sources, ApertureQuantity quantity, PhotometryResults results, int q)
    {
        foreach (ref readonly var source in sources)
        {
            var (k, background) = quantity.Factors(source);
            if (k != background)
                return false;
        }
        var extraCount = _request.Options.ExtraCount;
        for (var i = 0; i < sources.Length; i++)
        {
            var (k, _) = quantity.Factors(sources[i]);
            var counts = results.Summaries[0][i];
            results.Summaries[q][i] = new PosteriorSummary(counts.Mode / k, counts.Mean / k, counts.Deviation / k, counts.Low / k, counts.High / k);
            var from = results.Extras[0].AsSpan(i * extraCount, extraCount);
            var to = results.Extras[q].AsSpan(i * extraCount, extraCount);
            for (var e = 0; e < _request.Options.QuantileCount; e++)
                to[e] = from[e] / k;
            if (_request.Options.LogMoments)
                (to[^2], to[^1]) = (from[^2] - Math.Log(k), from[^1]);
        }
        return true;
    }

    private void Reserve(PhotometryResults results, int count)
    {
        results.Count = count;
        if (results.Summaries.Length == _request.Quantities.Count && results.Summaries[0].Length >= count)
            return;
        results.Summaries = [.. _request.Quantities.Select(_ => new PosteriorSummary[count])];
        results.Extras = [.. _request.Quantities.Select(_ => new double[count * _request.Options.ExtraCount])];
        results.Significance = _request.Significance ? new double[count] : [];
    }

    private static void Grow<TItem>(ref TItem[] array, int length)
    {
        if (array.Length < length)
            array = new TItem[length];
    }
}
