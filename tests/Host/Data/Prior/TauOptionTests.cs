using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Tests.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Prior;

/// <summary>A table of τ among the texts of --tau, and what it comes to beside the other words about priors.</summary>
public sealed class TauOptionTests : IDisposable
{
    private const string Data = "instrument,source,band,flux\npn,A,1-2,1\nMOS1,A,1-2,1\npn,A,2-8,1\nMOS1,A,2-8,1\nRGS,A,2-8,1\n";
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_built_in_table_serves_the_built_in_data()
    {
        DataSet data = TableReader.Read("epic-hmxb");
        IReadOnlyList<Priors> priors = Specify("iachec").Resolve(data, out IReadOnlyList<string> notes);
        Assert.Equal([0.02, 0.06, 0.06], priors[0].Tau);
        // 4.5–12 is covered to 10 keV only: 3.5–5.5 has 2 and 6 %, 5.5–10 has 3 and 10 %.
        double first = Math.Log(5.5 / 4.5), second = Math.Log(10 / 5.5);
        Assert.Equal((0.02 * first + 0.03 * second) / (first + second), priors[2].Tau[0], 1e-12);
        Assert.Equal((0.06 * first + 0.10 * second) / (first + second), priors[2].Tau[2], 1e-12);
        Assert.Equal(
            [
                "tau of pn (XMM pn), MOS1 (XMM MOS1), MOS2 (XMM MOS2) from the IACHEC matrix of prior uncertainties: Marshall et al. 2021, AJ 162, 254, Tables 1 and 2, revised "
                    + "May 2024",
                "iachec covers only a part of band '4.5-12.0': the tau of that part holds for the whole",
            ],
            notes);
    }

    [Fact]
    public void The_more_particular_word_holds_and_a_plain_number_fills_the_gaps()
    {
        string table = Write("tau, mine.csv", "instrument,1-2,2-8\npn,2,3\nMOS1,6,7\n");
        string priorFile = Write("priors.csv", "instrument,band,tau\nMOS1,2-8,0.5\n");
        IReadOnlyList<Priors> priors = PriorSpecification.Read([table, "pn=0.01", "0.3"], [], [], priorFile, PriorDefaults.Standard)
            .Resolve(Table.Read(Data), out IReadOnlyList<string> notes);
        Assert.Equal([0.01, 0.06], priors[0].Tau);
        Assert.Equal([0.01, 0.5, 0.3], priors[1].Tau);
        Assert.Contains($"{table} has no tau for every band of 'RGS': --tau 0.3 holds there", notes);
        Assert.Contains($"tau of MOS1 from {table}", notes);
    }

    [Fact]
    public void Without_a_plain_number_a_gap_is_an_error_not_a_default()
    {
        string table = Write("t.csv", "instrument,1-2,2-8\npn,2,3\nMOS1,6,7\n");
        Assert.StartsWith(
            $"{table}: found no row for instrument 'RGS', expected one of 'pn', 'MOS1'; ",
            Assert.Throws<DataException>(() => Specify(table).Resolve(Table.Read(Data), out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tables_and_an_absent_one_are_refused()
    {
        Assert.StartsWith("--tau: found two tables (iachec and x.csv), expected one", Assert.Throws<UsageException>(() => Specify("iachec,x.csv")).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("no-such.csv: found no such file, expected a CSV file of tau in percent", Assert.Throws<DataException>(() => Specify("no-such.csv")).Message,
            StringComparison.Ordinal);
    }

    private static PriorSpecification Specify(params string[] tau) => PriorSpecification.Read(tau, [], [], null, PriorDefaults.Standard);

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
