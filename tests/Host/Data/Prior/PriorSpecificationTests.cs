using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Tests.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Prior;

public sealed class PriorSpecificationTests : IDisposable
{
    private const string Data = "instrument,source,band,flux\npn,A,soft,1\nMOS1,A,soft,1\npn,A,hard,1\nMOS1,A,hard,1\nMOS2,A,hard,1\n";
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Defaults_hold_where_nothing_is_said()
    {
        Priors priors = Specify().Resolve(Table.Read(Data).Bands[1]);
        Assert.Equal([0.0, 0.0, 0.0], priors.LogArea);
        Assert.Equal([0.05, 0.05, 0.05], priors.Tau);
        Assert.Equal([1.5, 1.5, 1.5], priors.Alpha);
        Assert.Equal([0.01, 0.01, 0.01], priors.Beta);
    }

    [Fact]
    public void A_number_for_all_that_the_file_leaves_nothing_to_is_said_to_have_no_effect()
    {
        File.WriteAllText(file, "instrument,tau\npn,0.1\nMOS1,0.1\nMOS2,0.1\n");
        _ = Specify(tau: ["2"], alpha: ["2"], file: file).Resolve(Table.Read(Data), out IReadOnlyList<string> notes);
        Assert.Equal(
            ["--tau 2 has no effect: every instrument has its own from --priors or by name; to overrule the file name the instruments (--tau pn=2,...)"], notes);
        _ = Specify(tau: ["2"], file: file).Resolve(Table.Read("instrument,source,flux\npn,A,1\nACIS,A,1\n"), out notes);
        Assert.DoesNotContain(notes, note => note.Contains("no effect", StringComparison.Ordinal));
    }

    [Fact]
    public void The_more_particular_word_holds()
    {
        // MOS2: option for the instrument; MOS1 in hard: row with band; MOS1 in soft: row without band; pn: option for all.
        File.WriteAllText(file, "instrument,band,tau,alpha,area\nMOS1,,0.11,,\nMOS1,hard,0.12,,20\nMOS2,,0.13,3,\nMOS2,hard,,,40\n");
        DataSet data = Table.Read(Data);
        IReadOnlyList<Priors> priors = Specify(tau: ["0.2", "MOS2=0.3"], alpha: ["2"], file: file).Resolve(data, out IReadOnlyList<string> notes);
        Assert.Equal([0.2, 0.11], priors[0].Tau);
        Assert.Equal([0.2, 0.12, 0.3], priors[1].Tau);
        Assert.Equal([2.0, 2.0], priors[0].Alpha);
        Assert.Equal([2.0, 2.0, 3.0], priors[1].Alpha);
        Assert.Equal([0.01, 0.01, 0.01], priors[1].Beta);
        Assert.Equal([0.0, 0.0], priors[0].LogArea);
        Assert.Equal([0.0, Math.Log(20), Math.Log(40)], priors[1].LogArea);
        Assert.Equal([$"{file} has no row for 'pn': options or defaults hold"], notes);
    }

    [Fact]
    public void A_built_in_sets_defaults_may_stand_in_for_the_standard_ones()
    {
        DataSet data = TableReader.Read("e0102-shape");
        Priors priors = PriorSpecification.Read([], [], ["inst03=0.5"], null, data.Example!.Priors).Resolve(data, out _)[0];
        Assert.Equal((0.000196, 0.5), (priors.Beta[0], priors.Beta[2]));
    }

    [Fact]
    public void An_option_may_name_an_instrument_of_another_band_but_not_one_of_none()
    {
        DataSet data = Table.Read(Data);
        PriorSpecification specification = Specify(tau: ["MOS2=0.3"]);
        Assert.Equal([0.05, 0.05], specification.Resolve(data, out _)[0].Tau);
        Assert.Equal(
            "--tau: found instrument 'MOS2', expected one of the data's: 'pn', 'MOS1'; did you mean 'MOS1'?",
            Assert.Throws<UsageException>(() => specification.Resolve(data.Bands[0])).Message);
        Assert.Equal(
            "--beta: found instrument 'PN', expected one of the data's: 'pn', 'MOS1', 'MOS2'; did you mean 'pn'?",
            Assert.Throws<UsageException>(() => Specify(beta: ["PN=1"]).Resolve(data, out _)).Message);
        Assert.Equal(
            "--alpha: found instrument 'HRC', expected one of the data's: 'pn', 'MOS1', 'MOS2'; use a name as the table writes it",
            Assert.Throws<UsageException>(() => Specify(alpha: ["HRC=1"]).Resolve(data, out _)).Message);
    }

    [Fact]
    public void A_misspelt_instrument_in_the_file_is_refused()
    {
        File.WriteAllText(file, "instrument,tau\npn,0.1\nMSO2,0.1\n");
        Assert.Equal(
            $"{file}:3:1: found instrument 'MSO2', expected one of the data's: 'pn', 'MOS1', 'MOS2'; did you mean 'MOS2'?",
            Assert.Throws<DataException>(() => Specify(file: file).Resolve(Table.Read(Data), out _)).Message);
    }

    [Fact]
    public void A_tau_beyond_100_percent_is_noted()
    {
        Specify(tau: ["5,MOS1=0.05"]).Resolve(Table.Read(Data), out IReadOnlyList<string> notes);
        Assert.Equal(["tau is greater than 1 (100 %) for 'pn', 'MOS2': it is a fraction, 0.05 for 5 %"], notes);
    }

    private static PriorSpecification Specify(string[]? tau = null, string[]? alpha = null, string[]? beta = null, string? file = null) =>
        PriorSpecification.Read(tau ?? [], alpha ?? [], beta ?? [], file, PriorDefaults.Standard);
}
