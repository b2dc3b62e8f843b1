using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Photometry;

/// <summary>Computes all quantities asked for, batch by batch, by either method.</summary>
public sealed class Photometer : IDisposable
{
    private readonly PhotometryRequest request;
    private readonly ExactPhotometry? exact;
    private readonly CiaoPhotometry? ciao;
    private ApertureProblem[] problemBuffer = [];
    private double[] netCounts = [];

    /// <param name="device">Where to compute; stays the caller's.</param>
    /// <param name="request">What to compute.</param>
    public Photometer(Device device, PhotometryRequest request)
    {
        this.request = request;
        if (request.Ciao is { } rule)
        {
            ciao = new CiaoPhotometry(device, rule);
        }
        else
        {
            exact = new ExactPhotometry(device, request.Options);
        }
    }

    /// <summary>Computes a batch.</summary>
    /// <param name="sources">Its sources, all valid (<see cref="ParameterRules"/>).</param>
    /// <param name="results">Filled.</param>
    /// <param name="cancellation">Looked at between sources that take long.</param>
    public void Measure(ReadOnlySpan<ApertureParameters> sources, PhotometryResults results, CancellationToken cancellation = default)
    {
        results.Reserve(request, sources.Length);
        for (int q = 0; q < request.Quantities.Count; q++)
        {
            ApertureQuantity quantity = request.Quantities[q];
            if (q == 0 || exact is null || request.Quantities[0] != ApertureQuantity.Counts)
            {
                Measure(sources, quantity, results.Summaries[q], results.Extras[q], cancellation);
            }
            else
            {
                Rescale(sources, quantity, results, q, cancellation);
            }
        }
        MarkAlike(sources, results.Alike);
        if (request.Significance)
        {
            (ApertureParameters[] rows, double[] probabilities) = (sources.ToArray(), results.Significance);
            SideBySide.For(0, rows.Length, i =>
                probabilities[i] = DetectionSignificance.Probability(rows[i].N, rows[i].M, rows[i].BackgroundArea / rows[i].SourceArea), cancellation);
        }
    }

    /// <summary>One quantity of one source, alone.</summary>
    public PosteriorSummary Measure(in ApertureParameters source, ApertureQuantity quantity)
    {
        PosteriorSummary[] summary = new PosteriorSummary[1];
        Measure([source], quantity, summary, new double[request.Options.ExtraCount], CancellationToken.None);
        return summary[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        exact?.Dispose();
        ciao?.Dispose();
    }

    private void Measure(ReadOnlySpan<ApertureParameters> sources, ApertureQuantity quantity, Span<PosteriorSummary> summaries, Span<double> extras, CancellationToken cancellation)
    {
        Grow(ref problemBuffer, sources.Length);
        Span<ApertureProblem> problems = problemBuffer.AsSpan(0, sources.Length);
        for (int i = 0; i < problems.Length; i++)
        {
            problems[i] = sources[i].Problem(quantity);
        }

        if (exact is not null)
        {
            exact.Solve(problems, summaries, extras, cancellation);
            return;
        }
        Grow(ref netCounts, sources.Length);
        for (int i = 0; i < problems.Length; i++)
        {
            ApertureProblem counts = sources[i].Problem(ApertureQuantity.Counts);
            netCounts[i] = ((counts.R * counts.N) - counts.M) / ((counts.R * counts.F) - counts.G);
        }
        ciao!.Solve(problems, netCounts.AsSpan(0, sources.Length), summaries);
    }

    /// <summary>
    /// Where both apertures share a factor k, the posterior of the quantity is that of the counts with S divided by k; then there is
    /// nothing to compute. The other sources are measured. Which way a source goes depends on that source only, and so do its last bits.
    /// </summary>
    private void Rescale(ReadOnlySpan<ApertureParameters> sources, ApertureQuantity quantity, PhotometryResults results, int q, CancellationToken cancellation)
    {
        int extraCount = request.Options.ExtraCount;
        List<int> others = [];
        for (int i = 0; i < sources.Length; i++)
        {
            (double k, double background) = quantity.Factors(sources[i]);
            if (k != background)
            {
                others.Add(i);
                continue;
            }

            PosteriorSummary counts = results.Summaries[0][i];
            results.Summaries[q][i] = new PosteriorSummary(counts.Mode / k, counts.Mean / k, counts.Deviation / k, counts.Low / k, counts.High / k);
            Span<double> from = results.Extras[0].AsSpan(i * extraCount, extraCount);
            Span<double> to = results.Extras[q].AsSpan(i * extraCount, extraCount);
            for (int e = 0; e < request.Options.QuantileCount; e++)
            {
                to[e] = from[e] / k;
            }

            if (request.Options.LogMoments)
            {
                (to[^2], to[^1]) = (from[^2] - Math.Log(k), from[^1]);
            }
        }

        if (others.Count == 0)
        {
            return;
        }

        ApertureParameters[] rest = new ApertureParameters[others.Count];
        for (int r = 0; r < rest.Length; r++)
        {
            rest[r] = sources[others[r]];
        }

        PosteriorSummary[] summaries = new PosteriorSummary[rest.Length];
        double[] extras = new double[rest.Length * extraCount];
        Measure(rest, quantity, summaries, extras, cancellation);
        for (int r = 0; r < rest.Length; r++)
        {
            results.Summaries[q][others[r]] = summaries[r];
            extras.AsSpan(r * extraCount, extraCount).CopyTo(results.Extras[q].AsSpan(others[r] * extraCount));
        }
    }

    /// <summary>Which sources' apertures cannot tell source from background.</summary>
    private static void MarkAlike(ReadOnlySpan<ApertureParameters> sources, bool[] alike)
    {
        for (int i = 0; i < sources.Length; i++)
        {
            alike[i] = sources[i].Alike;
        }
    }

    private static void Grow<TItem>(ref TItem[] array, int length)
    {
        if (array.Length < length)
        {
            array = new TItem[length];
        }
    }
}
