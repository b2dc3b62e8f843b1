using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Host.Corrections;

/// <summary>
/// What a finished fit says of every instrument's effective area: exp(B − b) by band. With a reference the factors are relative to that instrument's,
/// draw by draw: exp((B_i − b_i) − (B_r − b_r)).
/// </summary>
public sealed class RunFactors
{
    private RunFactors(IReadOnlyList<BandFactors> bands, string? reference, bool joint, IReadOnlyList<string> warnings) =>
        (Bands, Reference, IsJoint, Warnings) = (bands, reference, joint, warnings);

    /// <summary>The bands in the order of the data; one without a name where there are none.</summary>
    public IReadOnlyList<BandFactors> Bands { get; }

    /// <summary>The instrument whose factor is 1; null where factors are relative to the nominal areas.</summary>
    public string? Reference { get; }

    /// <summary>Whether all bands were fitted together: a draw is then one of all bands at once. Otherwise bands are independent.</summary>
    public bool IsJoint { get; }

    /// <summary>What must be known before a factor is used, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The instruments of all bands, each once.</summary>
    public IReadOnlyList<string> Instruments => [.. Bands.SelectMany(band => band.Instruments).Distinct(StringComparer.Ordinal)];

    /// <summary>Draws that every band has.</summary>
    public int DrawCount => Bands.Min(band => band.DrawCount);

    /// <summary>The factors of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reference">The instrument that keeps its nominal area, in any case of letters; null for none.</param>
    /// <param name="chosen">The bands to use, as a person wrote them; empty for all.</param>
    /// <exception cref="UsageException">The run has no such instrument or band, or a band lacks the reference.</exception>
    public static RunFactors Of(FitRun run, string? reference, IReadOnlyList<string> chosen)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(chosen);
        Fit[] fits = BandChoice.Of(run, chosen);
        string? named = reference is null ? null : InstrumentName.Find(reference, run.Instruments) ?? throw InstrumentName.Unknown("--reference", reference, run.Instruments);
        BandFactors[] bands = Array.ConvertAll(fits, fit => Factors(fit, named));
        return new RunFactors(bands, named, fits.Length > 1 && Array.TrueForAll(fits, fit => fit.Joint is not null), [.. fits.SelectMany(fit => Caveats(fit, named))]);
    }

    private static BandFactors Factors(Fit fit, string? reference)
    {
        double[][] areas = fit.LogArea;
        double[] nominal = fit.Priors.LogArea;
        double[]? level = null;
        if (reference is not null)
        {
            int at = Array.IndexOf(fit.Observations.Instruments, reference);
            level = at >= 0 ? [.. areas[at].Select(area => area - nominal[at])] : throw new UsageException(
                $"--reference: found {reference}, which band {fit.Observations.Band} lacks, expected one of {Excerpt.List(fit.Observations.Instruments)}; name another, or "
                    + "other bands with --band");
        }

        return new BandFactors(
            fit.Observations.Band, fit.Observations.Instruments, [.. areas.Select((area, i) => area.Select((value, d) => value - nominal[i] - (level?[d] ?? 0)).ToArray())]);
    }

    private static IEnumerable<string> Caveats(Fit fit, string? reference)
    {
        string where = fit.Observations.Band is { } band ? $" in band {band}" : "";
        if (!fit.Converged)
        {
            yield return $"The chains{where} have not converged: these factors are not to be used yet.";
        }

        if (fit.PriorConflict is { } conflict)
        {
            yield return $"Prior and data contradict each other{where}: {conflict.Warning}";
        }

        string[] names = fit.Observations.Instruments;
        string[] unseen = [.. names.Where((_, i) => fit.ObservationsPerInstrument[i] == 0)];
        if (unseen.Length > 0)
        {
            yield return $"No source{where} ties {string.Join(", ", unseen)} to another instrument: the factor is the prior's.";
        }

        if (fit.Components.Length > 1 && reference is not null)
        {
            int[] own = Array.Find(fit.Components, component => component.Contains(Array.IndexOf(names, reference)))!;
            yield return $"{string.Join(", ", names.Where((_, i) => !own.Contains(i)))}{where} share no source with {reference}, directly or through others: what the factor "
                + "relative to it says is the prior's.";
        }

        bool areas = Array.Exists(fit.Priors.LogArea, area => area != 0);
        if (fit.Observations.Quantity.Contains("count", StringComparison.OrdinalIgnoreCase) && !areas)
        {
            yield return $"The data{where} are counts, and the run was given no nominal areas: a factor is one of the ARF only if the counts were divided by its area before.";
        }

        if (fit.Observations.Quantity.Contains("flux", StringComparison.OrdinalIgnoreCase) && areas)
        {
            yield return $"The data{where} are fluxes, and the run's priors give areas besides: the factor is relative to the area of the priors, exp(b), times that with which "
                + "the fluxes were computed.";
        }
    }
}
