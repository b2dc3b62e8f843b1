using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Tests.Judges;

/// <summary>A table with a column of every type that is written: extremes, NaN, infinities, nulls, empty texts and those of many alphabets.</summary>
internal static class TypedTable
{
    public const int Rows = 5;

    public static OutputTable Table { get; } = new("One row a case: <all> & \"none\".", Rows,
    [
        OutputColumn.OfNumbers("number", "erg.cm**-2.s**-1", "a number; it's \"quoted\", {braces}: # and <tags>",
            row => ((double[])[double.MaxValue, double.NaN, double.Epsilon, -0.0, double.NegativeInfinity])[row],
            "phot.flux;em.X-ray"),
        OutputColumn.OfOptional("optional", "ct/s", "a number or none", row => row == 1 ? double.NaN : row / 3.0, ucd: "phot.count"),
        OutputColumn.OfWhole("whole", "a count", row => row switch { 0 => int.MinValue, 1 => int.MaxValue, _ => row }),
        OutputColumn.OfFlags("flag", "a flag", row => row % 2 == 0, "meta.code"),
        OutputColumn.OfText("text", "a text", row => ((string?[])["a", null, "é ж 💥", "<x y=\"1\"> & , 'z'", "# 12"])[row], "meta.id"),
        Of<byte>("byte", byte.MinValue, null, byte.MaxValue, 1, 2),
        Of<short>("short", short.MinValue, null, short.MaxValue, 1, 2),
        Of<int>("int", int.MinValue, null, int.MaxValue, 1, 2),
        Of<long>("long", long.MinValue, null, long.MaxValue, 1, 2),
        Of<float>("float", float.MaxValue, null, float.Epsilon, float.NegativeInfinity, 0.1f),
        Of<double>("double", double.MaxValue, null, double.Epsilon, double.PositiveInfinity, 0.1),
        Of<bool>("bool", true, null, false, true, false),
        OutputColumn.OfValues(new TableColumn("given", typeof(string)), () => (string?[])["A", null, "C", "D", "E"]),
    ])
    {
        Name = "cases",
        Provenance = [new ProvenanceEntry("CREATOR", "gpuconcord 1 <x> & 'y'", "the program"), new ProvenanceEntry("SEED", "7", "seed of every random number")],
    };

    /// <summary>What <see cref="TableDump"/> says of it.</summary>
    public const string Values = """
        7fefffffffffffff	0000000000000000	-2147483648	True	"a"	0	-32768	-2147483648	-9223372036854775808	7f7fffff	7fefffffffffffff	True	"A"
        nan	null	2147483647	False	null	null	null	null	null	null	null	null	null
        0000000000000001	3fe5555555555555	2	True	"\u00e9 \u0436 \ud83d\udca5"	255	32767	2147483647	9223372036854775807	00000001	0000000000000001	False	"C"
        8000000000000000	3ff0000000000000	3	False	"<x y=\"1\"> & , 'z'"	1	1	1	1	ff800000	7ff0000000000000	True	"D"
        fff0000000000000	3ff5555555555555	4	True	"# 12"	2	2	2	2	3dcccccd	3fb999999999999a	False	"E"

        """;

    public static async Task<string> WriteAsync(string file)
    {
        await using FileStream stream = File.Create(file);
        await TableFormats.Standard.ByName(file).WriteAsync(Table, stream, CancellationToken.None);
        return file;
    }

    /// <summary>The lines of values of a dump.</summary>
    public static string ValuesOf(string dump) => string.Concat(dump.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal)
        && !line.StartsWith("== ", StringComparison.Ordinal)).Select(line => $"{line}\n"));

    /// <summary>The names of the columns of a dump.</summary>
    public static string[] NamesOf(string dump) => [.. dump.Split('\n').Where(line => line.StartsWith("# ", StringComparison.Ordinal)).Select(line => line[2..].Split('|')[0])];

    private static OutputColumn Of<T>(string name, params T?[] values) where T : struct =>
        OutputColumn.OfValues(new TableColumn(name, typeof(T), "s") { Meaning = $"of {name}" }, () => values);
}
