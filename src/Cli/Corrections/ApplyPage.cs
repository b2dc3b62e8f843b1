using System.Text.Json;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Corrections;
using GpuConcord.Host.Corrections.Arfs;

namespace GpuConcord.Cli.Corrections;

/// <summary>What <c>apply</c> prints: the factors, which ARF took which, and which way the sign goes.</summary>
internal static class ApplyPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(ApplyRequest request, RunFactors factors, string data, IReadOnlyList<ApplyFile> files, Page page)
    {
        page.Heading($"Corrections by {data}: factors of effective area{(factors.Reference is { } own ? $", relative to {own}" : " over nominal")}");
        bool banded = factors.Bands[0].Band is not null;
        page.Table(
            [.. banded ? (string[])["band"] : [], "instr.", "factor", "68 %", "95 %"],
            factors.Bands.SelectMany(band => band.Instruments.Select((name, i) => (string[])
                [.. banded ? (string[])[band.Band!] : [], name, Factor(band.Factors[i].Median), Interval(band.Factors[i].Low68, band.Factors[i].High68),
                    Interval(band.Factors[i].Low95, band.Factors[i].High95)])),
            textColumns: banded ? 2 : 1);
        ApplyFile[] arfs = [.. files.Where(file => file.Corrected is not null)];
        if (arfs.Length > 0)
        {
            page.Blank();
            page.Table(
                ["ARF", "instr.", "told by", "draw", "factor", "written"],
                arfs.Select(file => (string[])
                [
                    file.Source!.Arf.File, file.Source.Instrument.Name, file.Source.Instrument.Told, file.Draw is { } draw ? $"{draw}" : "median", Range(file.Corrected!),
                    Path.GetFileName(file.Path),
                ]),
                textColumns: 3);
        }

        page.Blank();
        page.Paragraph(
            "Counts = factor x model x nominal area: an instrument with 5 % more area than nominal has 1.05. Use the corrected ARFs, or the constants with the ARFs as they were "
                + "delivered; with both, areas are corrected twice.", "=> ");
        if (factors.Reference is null)
        {
            page.Paragraph("The common level of all areas is the prior's, only ratios are the data's: --reference NAME gives factors relative to one instrument.", "=> ");
        }

        foreach (ApplyFile file in arfs.Where(file => file.Corrected!.BinsOutside > 0).DistinctBy(file => file.Source))
        {
            page.Paragraph(
                $"{Path.GetFileName(file.Source!.Arf.File)}: {file.Corrected!.BinsOutside} of {Figures.Of(file.Source.Arf.Bins, "bin")} lie outside the bands "
                    + $"({file.Corrected.Covered}): nothing was measured there, and the factor is that of the bands beside.", "=> ");
        }

        if ((request.Draw ?? request.Draws) is not null && factors.Bands.Count > 1 && !factors.IsJoint)
        {
            page.Paragraph("Bands were fitted separately: draws of different bands are independent. fit --bands joint draws them together.", "=> ");
        }

        foreach (string warning in factors.Warnings)
        {
            page.Paragraph(warning, "!  ", alarming: true);
        }
    }

    /// <summary>Writes the JSON object.</summary>
    public static void WriteJson(ApplyRequest request, RunFactors factors, CorrectionOrigin origin, IReadOnlyList<int> draws, IReadOnlyList<ApplyFile> files, Stream stream)
    {
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("run", origin.Run);
            writer.WriteString("run_sha256", origin.RunSha256);
            writer.WriteString("data", origin.Data);
            writer.WriteNumber("seed", origin.Seed);
            writer.WriteString("reference", factors.Reference);
            writer.WriteBoolean("joint", factors.IsJoint);
            Strings(writer, "warnings", factors.Warnings);
            writer.WriteStartArray("draws");
            foreach (int draw in draws)
            {
                writer.WriteNumberValue(draw);
            }

            writer.WriteEndArray();
            WriteFactors(factors, writer);
            writer.WriteString("output", request.Output);
            writer.WriteStartArray("files");
            foreach (ApplyFile file in files)
            {
                WriteFile(file, writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteFactors(RunFactors factors, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("factors");
        foreach ((BandFactors band, int i) in factors.Bands.SelectMany(band => band.Instruments.Select((_, i) => (band, i))))
        {
            writer.WriteStartObject();
            writer.WriteString("band", band.Band);
            writer.WriteString("instrument", band.Instruments[i]);
            writer.WriteNumber("factor", band.Factors[i].Median);
            writer.WriteNumber("factor_q16", band.Factors[i].Low68);
            writer.WriteNumber("factor_q84", band.Factors[i].High68);
            writer.WriteNumber("factor_q2_5", band.Factors[i].Low95);
            writer.WriteNumber("factor_q97_5", band.Factors[i].High95);
            writer.WriteNumber("ln_factor_sd", band.Factors[i].LogSd);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFile(ApplyFile file, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("path", file.Path);
        writer.WriteString("kind", file.Kind);
        if (file.Band is { } band)
        {
            writer.WriteString("band", band);
        }

        if (file is { Source: { } source, Corrected: { } corrected })
        {
            writer.WriteString("arf", source.Arf.File);
            writer.WriteString("instrument", source.Instrument.Name);
            writer.WriteString("told_by", source.Instrument.Told);
            writer.WritePropertyName("draw");
            if (file.Draw is { } draw)
            {
                writer.WriteNumberValue(draw);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteNumber("bins", source.Arf.Bins);
            writer.WriteNumber("bins_outside_bands", corrected.BinsOutside);
            writer.WriteNumber("least_factor", corrected.LeastFactor);
            writer.WriteNumber("greatest_factor", corrected.GreatestFactor);
        }

        writer.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static string Factor(double value) => Figures.Fixed(value, 4);

    private static string Interval(double low, double high) => $"[{Factor(low)}, {Factor(high)}]";

    private static string Range(CorrectedArf corrected) => corrected.LeastFactor == corrected.GreatestFactor
        ? Factor(corrected.LeastFactor)
        : $"{Factor(corrected.LeastFactor)} … {Factor(corrected.GreatestFactor)}";
}
