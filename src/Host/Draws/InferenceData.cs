using System.Globalization;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Draws;

/// <summary>
/// One band's fit as groups of labelled arrays, in the layout that ArviZ calls InferenceData: posterior, sample_stats, log_likelihood, observed_data,
/// constant_data. Draws have the dimensions chain and draw first, numbered from 0.
/// </summary>
/// <param name="Groups">The groups.</param>
/// <param name="Attributes">What the file says of itself.</param>
public sealed record InferenceData(IReadOnlyList<ArrayGroup> Groups, IReadOnlyList<(string Name, object Value)> Attributes)
{
    private const string Chain = "chain";
    private const string Draw = "draw";
    private const string Instrument = "instrument";
    private const string Observation = "obs";

    /// <summary>The fit.</summary>
    /// <param name="fit">One band.</param>
    /// <param name="origin">The run.</param>
    /// <param name="logPosterior">ln of the density of every draw; null where it is not known.</param>
    public static InferenceData Of(Fit fit, DrawOrigin origin, double[]? logPosterior = null)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(origin);
        (string Name, object Value)[] made = [.. Made(fit, origin)];
        ArrayGroup posterior = new("posterior", [.. Posterior(fit)], [.. made, .. Joint(fit)]);
        ArrayGroup statistics = new("sample_stats", [.. Statistics(fit, logPosterior)], [.. made, .. Sampling(fit)]);
        PointwiseLikelihood? likelihood = PointwiseLikelihood.Of(fit.Model, fit.Observations, fit.Blocks, fit.Options);
        (string, object) note = ("log_likelihood_note", LikelihoodNote(fit, likelihood));
        return new InferenceData(
            [
                posterior,
                statistics,
                .. likelihood is null ? (ArrayGroup[])[] : [new ArrayGroup("log_likelihood", [.. Likelihood(fit, likelihood)], [.. made, note])],
                new ArrayGroup("observed_data", [.. Observed(fit.Observations)], made),
                new ArrayGroup("constant_data", [.. Constant(fit)], made),
            ],
            [.. made, note]);
    }

    /// <summary>What is said where the pointwise log likelihood is left out of files for its size; null where it is not.</summary>
    /// <param name="fit">One band.</param>
    public static string? Missing(Fit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return PointwiseLikelihood.Fits(fit.Model, fit.Observations.Count, fit.Options) ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"log_likelihood is left out of the files of draws: {fit.Options.Chains} chains × {fit.Observations.Count:N0} observations are too many; ")
                + "fit --check has leave-one-out.";
    }

    private static string LikelihoodNote(Fit fit, PointwiseLikelihood? likelihood)
    {
        if (likelihood is null)
        {
            return Missing(fit) ?? "log_likelihood is left out: no source has two observations.";
        }

        string which = likelihood.Draws.Length == fit.Options.Draws
            ? "every kept draw"
            : string.Create(CultureInfo.InvariantCulture, $"{likelihood.Draws.Length} of the {fit.Options.Draws} kept draws of every chain (coordinate draw), for its size");
        return $"ln p(y_o | parameters, the other observations of its source), the flux integrated out: what leave-one-out weighs. Of {which}; "
            + "observations that nothing predicts are left out.";
    }

    private static IEnumerable<(string Name, object Value)> Made(Fit fit, DrawOrigin origin)
    {
        yield return ("created_at", origin.Started.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
        yield return ("inference_library", "gpuconcord");
        yield return ("inference_library_version", origin.Version);
        yield return ("data", origin.Data);
        yield return ("data_sha256", origin.Sha256);
        if (fit.Observations.Band is { } band)
        {
            yield return ("band", band);
        }

        yield return ("model", fit.Model.Title);
        yield return ("sampler", SamplerName.Of(fit.Options.Sampler));

        // A seed may exceed what a signed integer holds.
        yield return ("seed", fit.Options.Seed <= long.MaxValue ? (long)fit.Options.Seed : fit.Options.Seed.ToString(CultureInfo.InvariantCulture));
        yield return ("device", origin.Device);
    }

    private static IEnumerable<(string Name, object Value)> Joint(Fit fit)
    {
        if (fit.Joint is { } joint)
        {
            yield return ("joint_bands", string.Join(", ", joint.Bands));
            yield return ("joint_note", "Draw d of chain c of every band's file is the same joint draw.");
        }
    }

    private static IEnumerable<(string Name, object Value)> Sampling(Fit fit)
    {
        yield return ("warmup", (long)fit.Options.WarmUp);
        yield return ("thin", (long)fit.Options.Thin);
        if (fit.Tuning is { } tuning)
        {
            if (tuning.Leapfrogs > 0)
            {
                yield return ("step_size", tuning.StepSize);
                yield return ("n_steps", (long)tuning.Leapfrogs);
            }

            if (tuning.Proposal is { } proposal)
            {
                yield return ("proposal_modes", (long)proposal.Modes);
                yield return ("proposal_components", (long)proposal.Components);
                yield return ("effective_draws_per_proposal", proposal.Efficiency);
            }

            yield return ("mean_acceptance_rate", tuning.Acceptance);
            yield return ("divergences", tuning.Divergences);
        }
    }

    private static IEnumerable<LabelledArray> Posterior(Fit fit)
    {
        List<LabelledArray> coordinates = [.. Draws(fit)], variables = [];
        foreach (Block block in fit.Blocks.Where(block => block.Draws.Length > 0))
        {
            string? dimension = block.Axis is Axis.Common ? null : Dimension(coordinates, AxisName(block.Axis), block.Symbol, block.Names, block.Draws.Length);
            variables.Add(Array(fit, block.Symbol, dimension, block.Draws, block.Meaning));
        }

        if (fit.LogFlux.Length > 0)
        {
            string dimension = Dimension(coordinates, AxisName(Axis.Source), "G", fit.Options.FluxDraws, fit.LogFlux.Length);
            variables.Add(Array(fit, "G", dimension, fit.LogFlux, "ln flux"));
        }

        return [.. coordinates, .. variables];
    }

    private static IEnumerable<LabelledArray> Draws(Fit fit) =>
    [
        LabelledArray.Index(Chain, "chain, from 0", Enumerable.Range(0, fit.Options.Chains)),
        LabelledArray.Index(Draw, "kept draw within the chain, from 0", Enumerable.Range(0, fit.Options.Draws)),
    ];

    /// <summary>The dimension with these labels: its usual name, or one with the symbol where another block has other labels.</summary>
    private static string Dimension(List<LabelledArray> coordinates, string usual, string symbol, IReadOnlyList<string> names, int entries)
    {
        string[] labels = names.Count == entries ? [.. names] : [.. Enumerable.Range(0, entries).Select(entry => entry.ToString(CultureInfo.InvariantCulture))];
        LabelledArray? there = coordinates.SingleOrDefault(coordinate => coordinate.Name.Equals(usual, StringComparison.Ordinal));
        if (there is not null && there.Texts!.SequenceEqual(labels, StringComparer.Ordinal))
        {
            return usual;
        }

        string name = there is null ? usual : $"{usual}_{symbol}";
        coordinates.Add(LabelledArray.Labels(name, name, $"name of the {usual}", labels));
        return name;
    }

    private static string AxisName(Axis axis) => axis switch
    {
        Axis.Band => "band",
        Axis.Instrument => Instrument,
        Axis.Source => "source",
        _ => Observation,
    };

    private static LabelledArray Array(Fit fit, string name, string? dimension, double[][] draws, string meaning) => new()
    {
        Name = name,
        Dimensions = dimension is null ? [Chain, Draw] : [Chain, Draw, dimension],
        Shape = dimension is null ? [fit.Options.Chains, fit.Options.Draws] : [fit.Options.Chains, fit.Options.Draws, draws.Length],
        Meaning = meaning,
        RowLength = draws.Length,
        Numbers = (row, values) =>
        {
            int rows = values.Length / draws.Length;
            for (int entry = 0; entry < draws.Length; entry++)
            {
                ReadOnlySpan<double> own = draws[entry].AsSpan(row, rows);
                for (int r = 0; r < rows; r++)
                {
                    values[(r * draws.Length) + entry] = own[r];
                }
            }
        },
    };

    private static IEnumerable<LabelledArray> Statistics(Fit fit, double[]? logPosterior) =>
    [
        .. Draws(fit),
        .. logPosterior is null
            ? (LabelledArray[])[]
            : [Array(fit, "lp", null, [logPosterior], "ln of the posterior's density of (B, sigma2), fluxes integrated out, up to a constant")],
        new LabelledArray
        {
            Name = "iteration",
            Dimensions = [Draw],
            Shape = [fit.Options.Draws],
            Meaning = "iteration of the chain, warm-up included, from 0, that the draw is of",
            Wholes = [.. Enumerable.Range(0, fit.Options.Draws).Select(draw => fit.Options.Iteration(draw))],
        },
    ];

    private static IEnumerable<LabelledArray> Likelihood(Fit fit, PointwiseLikelihood likelihood) =>
    [
        LabelledArray.Index(Chain, "chain, from 0", Enumerable.Range(0, fit.Options.Chains)),
        LabelledArray.Index(Draw, "kept draw within the chain, from 0", likelihood.Draws),
        .. Seen(fit.Observations, likelihood.Judged),
        new LabelledArray
        {
            Name = fit.Observations.Counts is null ? "y" : "n",
            Dimensions = [Chain, Draw, Observation],
            Shape = [fit.Options.Chains, likelihood.Draws.Length, likelihood.Judged.Length],
            Meaning = fit.Observations.Counts is null
                ? "ln p(y | parameters, the other observations of its source)"
                : "ln p(n, m | parameters, the other observations of its source)",
            RowLength = likelihood.Judged.Length,
            Numbers = (row, values) =>
            {
                for (int r = 0; r < values.Length / likelihood.Judged.Length; r++)
                {
                    likelihood.Fill(row + r, values.Slice(r * likelihood.Judged.Length, likelihood.Judged.Length));
                }
            },
        },
    ];

    /// <summary>The coordinates of observations.</summary>
    private static IEnumerable<LabelledArray> Seen(Observations data, IReadOnlyList<int> observations)
    {
        int[] owners = data.Owners();
        yield return LabelledArray.Index(Observation, "row of observations.parquet within the band, from 0", observations);
        yield return LabelledArray.Labels("obs_instrument", Observation, "instrument of the observation", [.. observations.Select(o => data.Instruments[data.Instrument[o]])]);
        yield return LabelledArray.Labels("obs_source", Observation, "source of the observation", [.. observations.Select(o => data.Sources[owners[o]])]);
    }

    private static IEnumerable<LabelledArray> Observed(Observations data)
    {
        IEnumerable<LabelledArray> coordinates = Seen(data, [.. Enumerable.Range(0, data.Count)]);
        return data.Counts is not { } counts
            ? [.. coordinates, LabelledArray.Vector("y", Observation, $"ln({data.Quantity})", data.Y)]
            : [
                .. coordinates,
                LabelledArray.Vector("n", Observation, "counts in the source aperture", counts.Source),
                LabelledArray.Vector("m", Observation, "counts in the background aperture; 0 where the background is known", counts.Background),
            ];
    }

    private static IEnumerable<LabelledArray> Constant(Fit fit)
    {
        Observations data = fit.Observations;
        yield return LabelledArray.Labels(Instrument, Instrument, "name of the instrument", data.Instruments);
        foreach (LabelledArray coordinate in Seen(data, [.. Enumerable.Range(0, data.Count)]))
        {
            yield return coordinate;
        }

        yield return LabelledArray.Vector("b", Instrument, "prior mean of B, ln(effective area)", fit.Priors.LogArea);
        yield return LabelledArray.Vector("tau", Instrument, "prior standard deviation of B", fit.Priors.Tau);
        if (fit.Scatter is not null)
        {
            yield return LabelledArray.Vector("alpha", Instrument, "shape of the inverse-gamma prior of sigma2", fit.Priors.Alpha);
            yield return LabelledArray.Vector("beta", Instrument, "scale of the inverse-gamma prior of sigma2", fit.Priors.Beta);
        }

        if (fit.KnownVariance is { } known)
        {
            yield return LabelledArray.Vector("known_variance", Observation, "known variance of y", known);
        }

        if (data.Counts is { } counts)
        {
            yield return LabelledArray.Vector("f", Observation, "source counts in the source aperture for S = 1", counts.SourceFactor);
            yield return LabelledArray.Vector("g", Observation, "source counts in the background aperture for S = 1", counts.BackgroundFactor);
            yield return LabelledArray.Vector("r", Observation, "background counts in the background aperture for one in the source aperture", counts.Ratio);
            yield return LabelledArray.Vector("background", Observation, "background counts expected in the source aperture; NaN where they are fitted", counts.KnownBackground);
        }
    }
}
