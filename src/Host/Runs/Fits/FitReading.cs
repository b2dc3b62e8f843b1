using System.Globalization;
using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Json;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>One fit, read back from its object in run.json and the tables beside it: everything that was written of it.</summary>
internal static class FitReading
{
    /// <summary>Reads a fit.</summary>
    /// <param name="json">Its object.</param>
    /// <param name="model">Its model.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="tables">The tables of all bands.</param>
    /// <param name="draws">The draws of this one.</param>
    public static Fit Of(JsonElement json, IModel model, ulong seed, FitTables tables, ParquetTable draws)
    {
        string? band = json.GetProperty("band").GetString();
        string[] instruments = json.Texts("instrument_names");
        int[] rows = FitTables.Rows(tables.Fluxes, band);
        Observations data = Observed(json, band, instruments, FitTables.Pick(tables.Fluxes.Text("source"), rows)!, tables.Observations);
        (int chains, int each) = Length(json, draws);
        JsonElement timing = json.GetProperty("timing");
        string[] fluxDraws = [.. draws.Names.Where(name => name.StartsWith("G[", StringComparison.Ordinal)).Select(name => name[2..^1])];
        PointEstimate[] estimates = [.. json.GetProperty("point_estimates").EnumerateArray().Select(Estimate)];
        return new Fit
        {
            Observations = data,
            Priors = Priors(json.GetProperty("priors"), instruments.Length),
            Model = model,
            Options = new FitOptions
            {
                Sampler = SamplerName.Parse(json.GetProperty("sampler").GetString()!),
                Chains = chains,
                Draws = each,
                WarmUp = json.GetProperty("warmup").GetInt32(),
                Thin = json.GetProperty("thin").GetInt32(),
                Target = json.TryGetProperty("target_ess", out JsonElement target) ? target.GetDouble() : 0,
                Seed = seed,
                FluxDraws = fluxDraws,
                Estimates = [.. estimates.Select(estimate => estimate.Kind)],
            },
            Blocks = [.. model.Blocks(data).Select(block => Filled(block, band, tables, draws))],
            LogFlux = [.. fluxDraws.Select(name => draws.Numbers($"G[{name}]"))],
            Fluxes = Fluxes(tables.Fluxes, rows),
            Estimates = estimates,
            PriorWeight = Each(json, "prior_weight", instruments.Length),
            PriorInfluence = Square(json, "prior_influence", instruments.Length),
            PriorInfluenceError = json.TryGetProperty(FitJson.InfluenceErrorKey, out _) ? Square(json, FitJson.InfluenceErrorKey, instruments.Length) : null,
            ObservationsPerInstrument = [.. Each(json, "observations_per_instrument", instruments.Length).Select(count => (int)count)],
            Components = Components(json, instruments),
            Joint = JointJson.Read(json),
            NestedRhat = json.Number("nested_rhat"),
            SummariesOnDevice = json.TryGetProperty(FitJson.SummariesOnDevice, out JsonElement onDevice) && onDevice.GetBoolean(),
            Modes = ModeJson.Read(json),
            Checks = CheckJson.Read(json, data, tables.Checks),
            Sensitivity = SensitivityJson.Read(json),
            Tuning = Tuning(json.GetProperty("tuning")),
            Polynomial = json.TryGetProperty("polynomial", out JsonElement polynomial)
                ? new PolynomialQuality(
                    polynomial.GetProperty("degree").GetInt32(), polynomial.Number("sd_held_out"), polynomial.Number("sd_at_draws"), polynomial.GetProperty("used").GetBoolean())
                : null,
            Timing = new FitTiming(timing.Number("read_s"), timing.Number("warmup_s"), timing.Number("sampling_s"), timing.Number("summary_s")),
            PriorConflict = json.TryGetProperty(FitJson.PriorConflict, out JsonElement conflict)
                ? new PriorConflict(conflict.GetProperty("finding").GetString()!, conflict.GetProperty("cure").GetString()!) : null,
            Warnings = json.Texts("warnings"),
            Converged = json.GetProperty("converged").GetBoolean(),
        };
    }

    /// <summary>Chains and draws of each, which together are the rows of the file of draws.</summary>
    private static (int Chains, int Draws) Length(JsonElement json, ParquetTable draws)
    {
        (int chains, int each) = (json.GetProperty("chains").GetInt32(), json.GetProperty("draws_per_chain").GetInt32());
        int rows = draws.Whole(".draw").Length;
        return chains > 0 && each > 0 && (long)chains * each == rows ? (chains, each)
            : throw new JsonException($"{chains} chains of {each} draws, where the file of draws has {rows}");
    }

    /// <summary>A block with what the files have of it: draws and summaries, or moments.</summary>
    private static Block Filled(Block block, string? band, FitTables tables, ParquetTable draws)
    {
        if (block.Axis is Axis.Observation)
        {
            ParquetTable own = tables.Moments[block.Singular];
            int[] at = FitTables.Rows(own, band);
            return block with
            {
                Moments = new EntryMoments(
                    FitTables.Pick(own.Numbers(block.Singular), at), FitTables.Pick(own.Numbers($"mcse_{block.Singular}"), at), block.PriorMean),
            };
        }

        ParquetTable table = tables.Summary;
        string?[] names = table.Text("name");
        Dictionary<string, int> row = FitTables.Rows(table, band).ToDictionary(r => names[r]!, StringComparer.Ordinal);
        string[] parameters = [.. block.ParameterNames];
        return block with
        {
            Draws = Array.ConvertAll(parameters, draws.Numbers),
            Summaries = Array.ConvertAll(parameters, name => Summary(table, name, row[name])),
        };
    }

    private static ParameterSummary Summary(ParquetTable table, string name, int row)
    {
        return new ParameterSummary(
            name, Of("mean"), Of("sd"), Of("q2_5"), Of("median"), Of("q97_5"), Of("mcse_mean"), Of("mcse_sd"), Of("mcse_q2_5"), Of("mcse_median"),
            Of("mcse_q97_5"), Of("rhat"), Of("ess_bulk"), Of("ess_tail"));

        double Of(string column) => table.Numbers(column)[row];
    }

    private static FluxTable Fluxes(ParquetTable table, int[] rows)
    {
        return new FluxTable(
            Of("mean"), Of("sd"), Of("q2_5"), Of("median"), Of("q97_5"), Of("mcse_mean"), Of("rhat"), Of("ess_bulk"), Of("ess_tail"),
            FitTables.Pick(table.Whole("n_instruments"), rows))
        {
            McseQ2_5 = OfLater("mcse_q2_5"),
            McseMedian = OfLater("mcse_median"),
            McseQ97_5 = OfLater("mcse_q97_5"),
        };

        double[] Of(string column) => FitTables.Pick(table.Numbers(column), rows);

        // Runs of earlier versions lack them.
        double[] OfLater(string column) => table.Names.Contains(column, StringComparer.Ordinal) ? Of(column) : FluxTable.Unknown(rows.Length);
    }

    /// <summary>A number an instrument.</summary>
    /// <exception cref="InvalidOperationException">They are more or fewer.</exception>
    private static double[] Each(JsonElement json, string name, int instruments)
    {
        double[] numbers = json.Numbers(name);
        return numbers.Length == instruments ? numbers : throw new InvalidOperationException($"{name} has {numbers.Length} entries for {instruments} instruments");
    }

    /// <summary>The values of a prior, when each is in the range that a fit takes.</summary>
    /// <exception cref="InvalidOperationException">One is not.</exception>
    private static double[] InRange(PriorParameter parameter, double[] values)
    {
        int odd = Array.FindIndex(values, value => parameter.Fault(value) is not null);
        return odd < 0 ? values : throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"{parameter.Name()} is {values[odd]:G6}, where a fit takes {parameter.Fault(values[odd])!.Value.Expected}"));
    }

    /// <summary>A finite number an instrument.</summary>
    /// <exception cref="InvalidOperationException">They are more or fewer, or one is null.</exception>
    private static double[] Finite(JsonElement json, string name, int instruments)
    {
        double[] numbers = Each(json, name, instruments);
        return Array.TrueForAll(numbers, double.IsFinite) ? numbers : throw new InvalidOperationException($"{name} has null in it, where every instrument has a number");
    }

    private static double[,] Square(JsonElement json, string name, int instruments)
    {
        double[,] matrix = json.Matrix(name);
        return matrix.GetLength(0) == instruments ? matrix : throw new InvalidOperationException($"{name} has {matrix.GetLength(0)} rows for {instruments} instruments");
    }

    /// <summary>The instruments of each component: every one in exactly one of them.</summary>
    private static int[][] Components(JsonElement json, string[] instruments)
    {
        int[][] components = [.. json.GetProperty("components").EnumerateArray().Select(
            component => component.EnumerateArray().Select(name => Array.IndexOf(instruments, name.GetString())).ToArray())];
        return components.SelectMany(own => own).Order().SequenceEqual(Enumerable.Range(0, instruments.Length))
            ? components : throw new InvalidOperationException("components do not hold every instrument once");
    }

    private static Priors Priors(JsonElement json, int instruments)
    {
        double[] none = [.. Enumerable.Repeat(double.NaN, instruments)];
        return new Priors(
            Finite(json, "log_area", instruments), InRange(PriorParameter.Tau, Finite(json, "tau", instruments)),
            json.TryGetProperty("alpha", out _) ? InRange(PriorParameter.Alpha, Each(json, "alpha", instruments)) : none,
            json.TryGetProperty("beta", out _) ? InRange(PriorParameter.Beta, Each(json, "beta", instruments)) : none)
        {
            Scatter = ScatterDefaultJson.Read(json),
        };
    }

    private static Observations Observed(JsonElement fit, string? band, string[] instruments, string[] sources, ParquetTable table)
    {
        Dictionary<string, int> source = Places(sources), instrument = Places(instruments);
        int[] rows = FitTables.Rows(table, band);
        string?[] ofSource = table.Text("source"), ofInstrument = table.Text("instrument");
        int[] first = new int[sources.Length + 1];
        foreach (int row in rows)
        {
            first[source[ofSource[row]!] + 1]++;
        }

        for (int j = 0; j < sources.Length; j++)
        {
            first[j + 1] += first[j];
        }

        double[] variance = FitTables.Pick(table.Numbers("known_variance"), rows);
        return new Observations
        {
            Band = band,
            Instruments = instruments,
            Sources = sources,
            First = first,
            Instrument = [.. rows.Select(row => instrument[ofInstrument[row]!])],
            Y = FitTables.Pick(table.Numbers("y"), rows),
            Variance = Array.Exists(variance, double.IsNaN) ? null : variance,
            Counts = ObservationTable.Counts(table, rows),
            Quantity = fit.GetProperty("quantity").GetString()!,
            Unit = fit.GetProperty("unit").GetString()!,
        };
    }

    private static Dictionary<string, int> Places(string[] names) =>
        names.Select((name, k) => (name, k)).ToDictionary(pair => pair.name, pair => pair.k, StringComparer.Ordinal);

    private static PointEstimate Estimate(JsonElement json) => new(
        PointEstimateName.Parse(json.GetProperty("kind").GetString()!), json.Numbers("B"), json.Numbers("sigma2"), json.GetProperty("warning").GetString());

    private static SamplerTuning? Tuning(JsonElement json) => json.ValueKind is JsonValueKind.Null
        ? null
        : new SamplerTuning(
            json.Number("step_size"), json.GetProperty("leapfrogs").GetInt32(), json.Numbers("scale"), json.Number("acceptance"),
            json.GetProperty("divergences").GetInt64(), json.Number("autocorrelation_time"))
        {
            Proposal = json.TryGetProperty("proposal", out JsonElement proposal)
                ? new ProposalQuality(
                    proposal.GetProperty("fits").GetBoolean(), proposal.GetProperty("modes").GetInt32(), proposal.GetProperty("components").GetInt32(),
                    proposal.GetProperty("degrees_of_freedom").GetInt32(),
                    proposal.Number("effective_draws_per_point"), proposal.Number("pareto_k"))
                : null,
        };
}
