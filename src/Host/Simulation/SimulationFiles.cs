using System.Text.Json;
using GpuConcord.Host.Json;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Simulation;

/// <summary>
/// Writes simulated data as <c>fit</c> reads them (a table in the long layout, with what made them), and the truth beside them as
/// JSON. Both are pure functions of plan and version: no date, no machine.
/// </summary>
public static class SimulationFiles
{
    /// <summary>Writes the table; what made it stands in the first line of text, or in the file's metadata.</summary>
    /// <param name="plan">What was simulated.</param>
    /// <param name="bands">The data.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="format">The table's format.</param>
    /// <param name="stream">Where to, seekable if the format needs that; left open.</param>
    /// <param name="cancellation">Stops between rows or columns; the file is then incomplete.</param>
    public static Task WriteTableAsync(
        SimulationPlan plan, IReadOnlyList<SimulatedBand> bands, string version, TableFormat format, Stream stream, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        return format.WriteAsync(Table(plan, bands, version), stream, cancellation);
    }

    /// <summary>One row an observation, what made them in the description.</summary>
    private static OutputTable Table(SimulationPlan plan, IReadOnlyList<SimulatedBand> bands, string version)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(bands);
        // Instrument by instrument: a reader that keeps the order of first appearance then has the instruments in theirs.
        (string? Band, SimulatedObservation Seen)[] rows = bands.SelectMany(band =>
            band.Observations.OrderBy(seen => seen.Instrument).Select(seen => (Band: band.Name, Seen: seen))).ToArray();
        string value = plan.Errors is ErrorModel.Poisson ? "counts" : "log_counts";
        string[] sources = [.. Enumerable.Range(0, plan.Sources).Select(plan.SourceName)];
        List<OutputColumn> columns = plan.Apertures is { } apertures ? Apertures(apertures) :
        [
            OutputColumn.OfText("instrument", "instrument", row => plan.Instruments[rows[row].Seen.Instrument]),
            OutputColumn.OfText("source", "source", row => sources[rows[row].Seen.Source]),
            OutputColumn.OfNumbers(value, "", "what was seen", row => rows[row].Seen.Value),
            OutputColumn.OfNumbers($"{value}_err", "", "the error that is stated", row => rows[row].Seen.Error),
        ];
        if (bands.Any(band => band.Name is not null))
        {
            columns.Insert(2, OutputColumn.OfText("band", "energy band", row => rows[row].Band));
        }

        string made = $"SIMULATED by gpuconcord {version}: model {ErrorModelName.Of(plan.Errors)}, seed {plan.Seed}. The truth is in the .truth.json beside this file.";
        return new OutputTable(made, rows.Length, columns) { Commented = true };

        List<OutputColumn> Apertures(SimulatedApertures apertures) =>
        [
            OutputColumn.OfText("source", "source", row => sources[rows[row].Seen.Source]),
            OutputColumn.OfText("instrument", "instrument", row => plan.Instruments[rows[row].Seen.Instrument]),
            OutputColumn.OfNumbers("n", "", "counts in the source aperture", row => rows[row].Seen.Value),
            OutputColumn.OfNumbers("m", "", "counts in the background aperture", row => rows[row].Seen.Background),
            OutputColumn.OfNumbers("A_s", "", "area of the source aperture", _ => 1),
            OutputColumn.OfNumbers("A_b", "", "area of the background aperture", _ => apertures.AreaRatio),
            OutputColumn.OfNumbers("alpha", "", "part of the source's counts in the source aperture", _ => apertures.PsfFraction),
            OutputColumn.OfNumbers("beta", "", "part of them in the background aperture", _ => apertures.Leak),
            OutputColumn.OfNumbers("T_s", "s", "exposure of the source aperture", row => apertures.Exposure[rows[row].Seen.Instrument]),
            OutputColumn.OfNumbers("T_b", "s", "exposure of the background aperture", row => apertures.Exposure[rows[row].Seen.Instrument]),
        ];
    }

    /// <summary>Writes the truth: every option of the plan, and per band B, G, and which observations are outliers.</summary>
    /// <param name="plan">What was simulated.</param>
    /// <param name="bands">The data.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="stream">Where to; left open. Ends with a line feed.</param>
    public static void WriteTruth(SimulationPlan plan, IReadOnlyList<SimulatedBand> bands, string version, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(bands);
        ArgumentNullException.ThrowIfNull(stream);
        using (Utf8JsonWriter writer = new Utf8JsonWriter(stream, JsonValues.Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("program", "gpuconcord");
            writer.WriteString("version", version);
            writer.WriteBoolean("simulated", true);
            writer.WriteNumber("seed", plan.Seed);
            WritePlan(writer, plan);
            writer.WriteStartArray("bands");
            foreach (SimulatedBand band in bands)
            {
                WriteBand(writer, plan, band);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    private static void WritePlan(Utf8JsonWriter writer, SimulationPlan plan)
    {
        writer.WriteString("model", ErrorModelName.Of(plan.Errors));
        writer.Strings("instrument_names", plan.Instruments);
        writer.Strings("source_names", Enumerable.Range(0, plan.Sources).Select(plan.SourceName));
        writer.Numbers("tau", plan.Tau);
        if (plan.Errors is not ErrorModel.Poisson)
        {
            writer.Numbers("sigma", plan.Sigma);
        }

        if (plan.Apertures is { } apertures)
        {
            writer.Number("missing", plan.Missing);
            WriteApertures(writer, apertures);
            return;
        }

        writer.Numbers("counts", [plan.FewestCounts, plan.MostCounts]);
        writer.Number("missing", plan.Missing);
        writer.Number("stated_errors", plan.StatedErrors);
        if (plan.Errors is ErrorModel.Mixed)
        {
            writer.Number("outlier_fraction", plan.OutlierFraction);
            writer.Number("outlier_scale", plan.OutlierScale);
        }
        if (plan.Errors is ErrorModel.LogT)
        {
            writer.Number("nu", plan.DegreesOfFreedom);
        }
    }

    private static void WriteApertures(Utf8JsonWriter writer, SimulatedApertures apertures)
    {
        writer.Numbers("exposure", apertures.Exposure);
        writer.Numbers("background", apertures.Background);
        writer.Number("psf_fraction", apertures.PsfFraction);
        writer.Number("leak", apertures.Leak);
        writer.Number("area_ratio", apertures.AreaRatio);
        writer.Number("population_median", apertures.PopulationMedian);
        writer.Number("population_sd", apertures.PopulationSd);
        writer.Number("mu", Math.Log(apertures.PopulationMedian));
        writer.Number("omega2", apertures.PopulationSd * apertures.PopulationSd);
    }

    private static void WriteBand(Utf8JsonWriter writer, SimulationPlan plan, SimulatedBand band)
    {
        writer.WriteStartObject();
        writer.WriteString("band", band.Name);
        writer.WriteNumber("observations", band.Observations.Count);
        if (plan.Apertures is null)
        {
            writer.WriteNumber("zero_counts_left_out", band.ZeroCounts);
        }
        else
        {
            writer.WriteNumber("zero_counts", band.Observations.Count(seen => seen.Value == 0));
        }

        writer.Numbers("B", band.LogArea);
        writer.Numbers("G", band.LogFlux);
        writer.WriteStartArray("outliers");
        foreach (SimulatedObservation seen in band.Observations.Where(seen => seen.Outlier))
        {
            writer.WriteStartObject();
            writer.WriteString("instrument", plan.Instruments[seen.Instrument]);
            writer.WriteString("source", plan.SourceName(seen.Source));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
