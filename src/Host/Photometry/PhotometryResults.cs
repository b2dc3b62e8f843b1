using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Hardness;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Host.Photometry;

/// <summary>The results of a batch of sources; arrays are used again by the next batch.</summary>
public sealed class PhotometryResults
{
    /// <summary>Number of sources.</summary>
    public int Count { get; internal set; }

    /// <summary>By quantity of the request, then by source.</summary>
    public PosteriorSummary[][] Summaries { get; internal set; } = [];

    /// <summary>By quantity, then <see cref="ExactOptions.ExtraCount"/> entries a source.</summary>
    public double[][] Extras { get; internal set; } = [];

    /// <summary>P(N ≥ n) by background alone, by source; empty when not asked for.</summary>
    public double[] Significance { get; internal set; } = [];

    /// <summary>Whether a source's apertures, in either band, cannot tell source from background (<see cref="ApertureParameters.Alike"/>), by source.</summary>
    public bool[] Alike { get; internal set; } = [];

    /// <summary>Hardness ratios, by source; empty when not asked for.</summary>
    public HardnessSummary[] Hardness { get; internal set; } = [];

    /// <summary>Makes room for the photometry of so many sources.</summary>
    internal void Reserve(PhotometryRequest request, int count)
    {
        Count = count;
        if (Summaries.Length == request.Quantities.Count && Summaries[0].Length >= count)
        {
            return;
        }

        Summaries = [.. request.Quantities.Select(_ => new PosteriorSummary[count])];
        Extras = [.. request.Quantities.Select(_ => new double[count * request.Options.ExtraCount])];
        Alike = new bool[count];
        Significance = request.Significance ? new double[count] : [];
    }

    /// <summary>Makes room for the hardness ratios of so many sources.</summary>
    internal void ReserveHardness(int count)
    {
        Count = count;
        if (Hardness.Length < count)
        {
            Hardness = new HardnessSummary[count];
        }

        if (Alike.Length < count)
        {
            Alike = new bool[count];
        }
    }
}
