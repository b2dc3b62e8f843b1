using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Cli;

namespace GpuConcord.Tests.Fuzz;

/// <summary>Every kind of file that the program reads, with a command that reads it. A new format is a line.</summary>
internal static class Kinds
{
    private static readonly Lazy<IReadOnlyList<Kind>> Made = new(() => [.. Make()]);

    /// <summary>The kinds; made at first use.</summary>
    public static IReadOnlyList<Kind> All => Made.Value;

    private static IEnumerable<Kind> Make()
    {
        string[] quiet = ["--quiet", "--device", "simd"];
        foreach (string format in new[] { ".csv", ".tsv", ".ecsv", ".vot", ".fits", ".parquet" })
        {
            yield return new($"fit {format}", format, file => ["fit", file, "--quiet"], [Long(format), Matrix(format)]);
            yield return new($"aprates {format}", format, file => ["aprates", file, .. quiet], [Apertures(format)]);
        }

        byte[] csv = Long(".csv");
        yield return new("fit .csv.gz", ".csv.gz", file => ["fit", file, "--quiet"], [Zipped(csv)]);
        yield return new("fit .fits.gz", ".fits.gz", file => ["fit", file, "--quiet"], [Zipped(Long(".fits"))]);
        yield return new("aprates .vot of BINARY2", ".vot", file => ["aprates", file, .. quiet], [Binary2()]);
        yield return new("aprates --on-error skip", ".csv",
            file => ["aprates", file, "--on-error", "skip", "--output", file + ".out.csv", "--overwrite", .. quiet], [Apertures(".csv")]);
        yield return new("fit --model counts", ".csv", file => ["fit", file, "--model", "counts", "--quiet"], [Lines(Data("counts", "counts_small.csv"), 40)]);
        string[] fit = ["fit", "epic-hmxb", "--band", "1.0-2.0", "--quiet"];
        yield return new("fit --priors", ".csv", file => [.. fit, "--priors", file],
            [Text("instrument,tau,alpha,beta,area", "pn,0.03,1.5,0.01,1", "MOS1,0.05,2,0.02,1", "MOS2,1,2,1,1")]);
        yield return new("fit --tau", ".csv", file => [.. fit, "--tau", file], [Text("instrument,1.0-2.0,2.0-4.5", "pn,3,4", "MOS1,5,6", "MOS2,5,6")]);
        yield return new("sweep --tau-grid", ".csv", file => ["sweep", "epic-hmxb", "--band", "1.0-2.0", "--tau-grid", file, "--quiet"],
            [Text("label,pn,MOS1,MOS2", "narrow,0.02,0.03,0.03", "wide,0.1,0.1,0.2")]);
        yield return new("profiles", ".toml", file => ["profiles", file], [Profile()]);
        string[] joint = ["fit", Path("joint", "bands.csv"), "--bands", "joint", "--quiet"];
        yield return new("fit --band-correlation", ".csv", file => [.. joint, "--band-correlation", file], [Data("joint", "correlation.csv"), Draws()]);
        yield return new("pget .par", ".par", file => ["pget", file, "x", "y"], [Text("x,r,h,1.5,,,\"a number\"", "y,s,a,\"text, with comma\",,,", "z,i,h,3,0,10,")]);
        Runs runs = new();
        yield return new("report run.json", ".json", runs.Report, [runs.Json]);
        yield return new("explain run.json", ".json", runs.Explain, [runs.Json]);
        yield return new("explain --by", ".csv", runs.ExplainBy, [Text(["source,class", .. runs.Sources.Select((source, j) => $"{source},{(j % 2 == 0 ? "wind" : "disc")}")])]);
        yield return new("run .toml", ".toml", file => ["run", file, "--dry-run"],
            [Text("[fit]", "data = 'epic-hmxb'", "tau = { pn = 0.02, MOS1 = 6e-2 }", "chains = 1_000", "where = ['x > 1']", "check = true", "[[report]]", "run = 'results'")]);
        Jobs jobs = new();
        yield return new("status plan.json", ".json", jobs.Status, [jobs.Plan]);
        yield return new("merge shard.json", ".json", jobs.MergeShard, [jobs.Shard]);
        yield return new("merge problems.parquet", ".parquet", jobs.MergeProblems, [jobs.Problems]);
        yield return new("apply .arf", ".arf", runs.Apply, [Data("arf", "pn.arf"), Data("arf", "MOS1.arf")]);
    }

    private static byte[] Long(string format) => Written(format, new OutputTable("Fluxes.", 12,
    [
        OutputColumn.OfText("instrument", "camera", row => $"cam{row % 3}"),
        OutputColumn.OfText("source", "source", row => $"S{row / 3}"),
        OutputColumn.OfNumbers("flux", "erg/cm**2/s", "flux", row => 1e-13 * (row + 2)),
        OutputColumn.OfNumbers("flux_err", "erg/cm**2/s", "error", row => 1e-14 * (row + 2)),
    ]));

    private static byte[] Matrix(string format) => Written(format, new OutputTable("Counts.", 4,
    [
        OutputColumn.OfText("source", "source", row => $"S{row}"),
        OutputColumn.OfWhole("pn", "counts", row => 100 + (17 * row)),
        OutputColumn.OfWhole("MOS1", "counts", row => 90 + (15 * row)),
        OutputColumn.OfNumbers("MOS2", "", "counts", row => row == 2 ? double.NaN : 95 + (16 * row)),
    ]));

    private static byte[] Apertures(string format) => Written(format, new OutputTable("Counts in apertures.", 5,
    [
        OutputColumn.OfText("id", "name", row => $"S{row}"),
        OutputColumn.OfWhole("n", "counts in the source aperture", row => 7 * row),
        OutputColumn.OfWhole("m", "counts in the background aperture", row => 40 + row),
        OutputColumn.OfNumbers("A_s", "pixel**2", "area", _ => 30),
        OutputColumn.OfNumbers("A_b", "pixel**2", "area", _ => 300),
        OutputColumn.OfNumbers("alpha", "", "PSF fraction", _ => 0.9),
        OutputColumn.OfNumbers("beta", "", "PSF fraction", _ => 0.02),
        OutputColumn.OfNumbers("T_s", "s", "exposure", row => 1000 + row),
        OutputColumn.OfNumbers("T_b", "s", "exposure", _ => 1000),
    ]));

    /// <summary>Counts in apertures in the serialization of VOTable that flags nulls (section 5.4 of its standard, version 1.4).</summary>
    private static byte[] Binary2()
    {
        using MemoryStream rows = new();
        Span<byte> value = stackalloc byte[8];
        for (int row = 0; row < 5; row++)
        {
            rows.WriteByte(0);
            foreach (int count in new[] { 7 * row, 40 + row })
            {
                BinaryPrimitives.WriteInt32BigEndian(value, count);
                rows.Write(value[..4]);
            }

            foreach (double area in new[] { 30.0, 300.0 })
            {
                BinaryPrimitives.WriteDoubleBigEndian(value, area);
                rows.Write(value);
            }
        }

        return Text(
            "<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\"><RESOURCE><TABLE>",
            "<FIELD name=\"n\" datatype=\"int\"/><FIELD name=\"m\" datatype=\"int\"/><FIELD name=\"A_s\" datatype=\"double\"/><FIELD name=\"A_b\" datatype=\"double\"/>",
            $"<DATA><BINARY2><STREAM encoding=\"base64\">{Convert.ToBase64String(rows.ToArray())}</STREAM></BINARY2></DATA></TABLE></RESOURCE></VOTABLE>");
    }

    /// <summary>Correlations of bands by draws of areas.</summary>
    private static byte[] Draws() => Text(
    [
        "instrument,draw,band,area",
        .. from instrument in new[] { "A", "B", "C" }
           from draw in Enumerable.Range(0, 5)
           from band in new[] { "soft", "hard" }
           select FormattableString.Invariant($"{instrument},{draw},{band},{1 + (0.01 * draw * (instrument[0] - 'A' + 1)) + (band[0] == 's' ? 0.003 * draw * draw : 0):F4}"),
    ]);

    private static byte[] Written(string format, OutputTable table)
    {
        using MemoryStream stream = new();
        TableFormats.Standard.ByName("table" + format).WriteAsync(table with { Name = "TABLE" }, stream, CancellationToken.None).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static byte[] Zipped(byte[] file)
    {
        using MemoryStream stream = new();
        using (GZipStream zip = new(stream, CompressionLevel.Optimal))
        {
            zip.Write(file);
        }

        return stream.ToArray();
    }

    private static byte[] Profile()
    {
        Cli.Console console = new();
        console.RunAsync(CancellationToken.None, "profiles", "4xmm").GetAwaiter().GetResult();
        return Encoding.UTF8.GetBytes(console.Out);
    }

    private static byte[] Text(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    /// <summary>The first lines of a text.</summary>
    private static byte[] Lines(byte[] file, int count) => Text(Encoding.UTF8.GetString(file).Split('\n')[..count]);

    private static byte[] Data(string folder, string name) => File.ReadAllBytes(Path(folder, name));

    private static string Path(string folder, string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "data", folder, name);
}
