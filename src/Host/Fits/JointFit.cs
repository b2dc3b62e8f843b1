using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Fits;

/// <summary>Takes the fit of all bands together apart into one fit a band, for the tables and files that show bands.</summary>
public static class JointFit
{
    /// <summary>
    /// One fit a band: its own draws (draw d of every band is the same joint draw), summaries, fluxes and prior influence, and in
    /// <see cref="Fit.Joint"/> what ties it to the others. ∂E[B]/∂b within a band has rows that sum to 1; between bands they sum to 0.
    /// Convergence, tuning and sampler warnings are those of the joint fit; its time is shared out evenly.
    /// </summary>
    /// <param name="whole">The fit of <see cref="JointBands.Observations"/>.</param>
    /// <param name="joint">What was fitted.</param>
    public static Fit[] Split(Fit whole, JointBands joint)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(joint);
        PatternStatistics statistics = PatternStatistics.Of(whole.Observations);
        List<string> shared = [.. whole.Warnings];
        foreach (string warning in DataWarnings.Of(whole.Observations, statistics, ConnectedComponents.Of(whole.Observations)))
        {
            shared.Remove(warning);
        }

        AreaPrior prior = AreaPrior.Of(whole.Priors);
        double[] levels = SharedLevel.Sds(prior, whole.Components);
        BandCorrelation[] correlations = [.. Correlations(whole, joint)];
        (double[,] tied, double[,] alone) = GivenVariances.Of(whole, statistics);
        return [.. joint.Bands.Select((data, k) =>
        {
            int first = joint.FirstInstrument(k);
            int[] members = [.. Enumerable.Range(first, data.InstrumentCount)];
            (double[] areas, double[] differences) = Narrowing(tied, alone, members);
            return Part(whole, joint, k, shared) with
            {
                Joint = new JointBandPosterior
                {
                    Bands = [.. joint.Bands.Select(band => band.Band!)],
                    Instruments = correlations,
                    AreaNarrowing = areas,
                    DifferenceNarrowing = differences,
                    LevelSd = [.. levels.Where((_, c) => members.Contains(whole.Components[c][0]))],
                },
            };
        })];
    }

    private static Fit Part(Fit whole, JointBands joint, int band, List<string> said)
    {
        Observations data = joint.Bands[band];
        int first = joint.FirstInstrument(band);
        int end = first + data.InstrumentCount;
        int firstSource = joint.FirstSource(band);
        Range sources = firstSource..(firstSource + data.SourceCount);
        int firstObservation = whole.Observations.First[firstSource];
        Range observations = firstObservation..(firstObservation + data.Count);
        int[] chosen = [.. Enumerable.Range(0, whole.Options.FluxDraws.Count).Where(f => IsOf(whole.Options.FluxDraws[f], data))];
        PatternStatistics statistics = PatternStatistics.Of(data);
        ConnectedComponents components = ConnectedComponents.Of(data);
        FluxTable table = whole.Fluxes;
        Block[] blocks = [.. whole.Blocks.Select(block => Part(block, data, band, first..end, sources, observations))];
        int[] shared = whole.ObservationsPerInstrument[first..end];
        PriorWarnings prior = PriorWarnings.Of(whole.Model, data, joint.BandPriors[band], blocks, shared);
        return whole with
        {
            Observations = data,
            Priors = joint.BandPriors[band],
            Options = whole.Options with
            {
                FluxDraws = [.. chosen.Select(f => whole.Options.FluxDraws[f][..^JointBands.Name("", data.Band).Length])],
            },
            Blocks = blocks,
            LogFlux = [.. chosen.Select(f => whole.LogFlux[f])],
            Fluxes = new FluxTable(
                table.Mean[sources], table.Sd[sources], table.Q2_5[sources], table.Median[sources], table.Q97_5[sources],
                table.McseMean[sources], table.Rhat[sources], table.EssBulk[sources], table.EssTail[sources], table.InstrumentCount[sources])
            {
                McseQ2_5 = table.McseQ2_5[sources],
                McseMedian = table.McseMedian[sources],
                McseQ97_5 = table.McseQ97_5[sources],
            },
            Estimates = [.. whole.Estimates.Select(estimate => estimate with { LogArea = estimate.LogArea[first..end], Variance = estimate.Variance[first..end] })],
            PriorWeight = whole.PriorWeight[first..end],
            PriorInfluence = Part(whole.PriorInfluence, first..end),
            PriorInfluenceError = whole.PriorInfluenceError is { } error ? Part(error, first..end) : null,
            Sensitivity = whole.Sensitivity?.Part(first, data, whole.Components),
            ObservationsPerInstrument = shared,
            Components = components.Members,
            Tuning = whole.Tuning is null ? null : whole.Tuning with { Scale = whole.Tuning.Scale[first..end] },
            Modes = [.. whole.Modes.Select(mode => mode with
            {
                LogArea = mode.LogArea[first..end],
                Scatter = mode.Scatter.Length == mode.LogArea.Length ? mode.Scatter[first..end] : mode.Scatter,
            })],
            Timing = Share(whole.Timing, joint.Bands.Count),
            PriorConflict = prior.Conflict,
            Warnings = [.. prior.OfAreas, .. said, .. prior.OfScatter, .. DataWarnings.Of(data, statistics, components)],
        };
    }

    /// <summary>What of a matrix lies between the instruments of one band.</summary>
    private static double[,] Part(double[,] matrix, Range instruments)
    {
        (int first, int count) = instruments.GetOffsetAndLength(matrix.GetLength(0));
        double[,] part = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < count; k++)
            {
                part[i, k] = matrix[first + i, first + k];
            }
        }

        return part;
    }

    /// <summary>The entries of a block that belong to one band, under the names that they have there.</summary>
    private static Block Part(Block block, Observations data, int band, Range instruments, Range sources, Range observations)
    {
        (Range own, IReadOnlyList<string> names) = block.Axis switch
        {
            Axis.Instrument => (instruments, data.Instruments),
            Axis.Band => (band..(band + 1), []),
            Axis.Source => (sources, data.Sources),
            Axis.Observation => (observations, block.Names),
            _ => (.., block.Names),
        };
        Block part = block with
        {
            Axis = block.Axis is Axis.Band ? Axis.Common : block.Axis,
            Names = names,
            Draws = block.Draws.Length == 0 ? [] : block.Draws[own],
            Moments = block.Moments is { } moments ? moments with { Mean = moments.Mean[own], McseMean = moments.McseMean[own] } : null,
        };
        return part with
        {
            Summaries = block.Summaries.Length == 0 ? [] : [.. block.Summaries[own].Select((summary, entry) => summary with { Name = part.NameOf(entry) })],
        };
    }

    private static bool IsOf(string jointName, Observations data) =>
        jointName.EndsWith(JointBands.Name("", data.Band), StringComparison.Ordinal)
        && data.Sources.Contains(jointName[..^JointBands.Name("", data.Band).Length], StringComparer.Ordinal);

    private static FitTiming Share(FitTiming timing, int bands) =>
        new(timing.Read / bands, timing.WarmUp / bands, timing.Sampling / bands, timing.Summary / bands);

    private static IEnumerable<BandCorrelation> Correlations(Fit whole, JointBands joint)
    {
        foreach (string instrument in joint.Bands.SelectMany(band => band.Instruments).Distinct(StringComparer.Ordinal))
        {
            (int Band, int Instrument)[] places = [.. joint.Of(instrument)];
            if (places.Length < 2)
            {
                continue;
            }

            int[] at = [.. places.Select(place => joint.FirstInstrument(place.Band) + place.Instrument)];
            double[,] prior = new double[at.Length, at.Length];
            for (int k = 0; k < at.Length; k++)
            {
                for (int l = 0; l < at.Length; l++)
                {
                    prior[k, l] = whole.Priors.Correlation![at[k], at[l]];
                }
            }

            double[][] draws = [.. Enumerable.Range(0, whole.LogArea[0].Length).Select(d => Array.ConvertAll(at, i => whole.LogArea[i][d]))];
            double[,] posterior = SymmetricMatrix.Correlation(SymmetricMatrix.SampleCovariance(draws));
            yield return new BandCorrelation(instrument, [.. places.Select(place => joint.Bands[place.Band].Band!)], prior, posterior);
        }
    }

    private static (double[] Areas, double[] Differences) Narrowing(double[,] tied, double[,] alone, int[] members)
    {
        List<double> differences = [];
        for (int i = 0; i < members.Length; i++)
        {
            for (int k = i + 1; k < members.Length; k++)
            {
                differences.Add(Math.Sqrt(Difference(tied, members[i], members[k]) / Difference(alone, members[i], members[k])));
            }
        }

        return ([.. members.Select(i => Math.Sqrt(tied[i, i] / alone[i, i]))], [.. differences]);

        static double Difference(double[,] covariance, int i, int k) => covariance[i, i] + covariance[k, k] - (2 * covariance[i, k]);
    }
}
