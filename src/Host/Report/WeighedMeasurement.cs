using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>A measurement under the log-t model: how far off it is, and how much the fit trusts it.</summary>
/// <param name="Band">The band it belongs to.</param>
/// <param name="Observation">Its index there.</param>
/// <param name="Source">Index of its source.</param>
/// <param name="Off">ln(value) less the posterior means of ln(area) and ln(flux).</param>
/// <param name="OffSd">The same in units of σ/√ν, by which most measurements of the instrument scatter.</param>
/// <param name="Weight">E[ξ | y]/ν: 1 is usual.</param>
/// <param name="Mcse">Monte Carlo standard error of the weight.</param>
internal readonly record struct WeighedMeasurement(Fit Band, int Observation, int Source, double Off, double OffSd, double Weight, double Mcse)
{
    /// <summary>Name of its instrument.</summary>
    public string Instrument => Band.Observations.Instruments[Band.Observations.Instrument[Observation]];

    /// <summary>Name of its source.</summary>
    public string SourceName => Band.Observations.Sources[Source];

    /// <summary>Whether it has lost two thirds of the usual weight.</summary>
    public bool IsOutlier => Weight < OutlierRule.Outlying;

    /// <summary>The measurements of sources that two instruments saw, in the order of the data; none for models without weights.</summary>
    public static IEnumerable<WeighedMeasurement> Of(Fit band)
    {
        if (band.Weights is not { } weights)
        {
            yield break;
        }

        Observations data = band.Observations;
        for (int j = 0; j < data.SourceCount; j++)
        {
            for (int o = data.First[j]; o < data.First[j + 1] && data.First[j + 1] > data.First[j] + 1; o++)
            {
                int i = data.Instrument[o];
                double off = data.Y[o] - band.Areas[i].Mean - band.Fluxes.Mean[j];
                double sigma = Math.Sqrt(band.Scatter is { } scatter ? scatter.Summaries[scatter.Entry(i, j, o)].Median : band.KnownVariance![o]);
                yield return new(band, o, j, off, off * Math.Sqrt(weights.PriorMean) / sigma, weights.Mean[o] / weights.PriorMean, weights.McseMean[o] / weights.PriorMean);
            }
        }
    }

    /// <summary>"pn reads 4U 1538-522 46 % high (5.4 σ/√ν) and keeps 0.12 of the usual weight".</summary>
    public string Sentence() =>
        $"{Instrument} reads {SourceName} {Labelled.Brief(Math.Abs(Labelled.Percent(Off)))} % {(Off < 0 ? "low" : "high")} ({Labelled.Fixed(Math.Abs(OffSd), 1)} σ/√ν) and keeps "
            + $"{Labelled.Fixed(Weight, 2)} of the usual weight";
}
