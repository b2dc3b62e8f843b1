using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Statistics;
using GpuConcord.Tests.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Bands;

public sealed class JointBandsTests
{
    // MOS2 is in the second band only, and the bands list the instruments in different orders.
    private const string Data =
        "instrument,source,band,flux,flux_err\npn,X,1-2,1,0.1\nMOS1,X,1-2,2,0.1\npn,Y,1-2,3,0.1\nMOS1,Y,1-2,4,0.1\n"
        + "MOS2,X,2-4,5,0.1\npn,X,2-4,6,0.1\nMOS1,X,2-4,7,0.1\n";

    private static readonly Priors[] BandPriors =
    [
        new([0.1, 0.2], [0.02, 0.06], [1, 2], [3, 4]),
        new([0.3, 0.4, 0.5], [0.03, 0.07, 0.08], [5, 6, 7], [8, 9, 10]),
    ];

    [Fact]
    public void Bands_become_one_data_set_that_the_prior_alone_connects()
    {
        DataSet data = Table.Read(Data);
        JointBands joint = JointBands.Of(data, BandPriors, new EqualCorrelation(0.5));
        Observations all = joint.Observations;
        string[] second = data.Bands[1].Instruments;
        Assert.Equal(["pn:1-2", "MOS1:1-2", .. second.Select(name => name + ":2-4")], all.Instruments);
        Assert.Equal(["X:1-2", "Y:1-2", "X:2-4"], all.Sources);
        Assert.Equal([0, 2, 4, 7], all.First);
        Assert.Equal([0, 1, 0, 1, 2, 3, 4], all.Instrument);
        Assert.Equal([.. data.Bands[0].Y, .. data.Bands[1].Y], all.Y);
        Assert.Equal(7, all.Variance!.Length);
        Assert.Equal(2, ConnectedComponents.Of(all).Count);
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5], joint.Priors.LogArea);
        Assert.Equal([0.02, 0.06, 0.03, 0.07, 0.08], joint.Priors.Tau);
        Assert.Equal([1.0, 2, 5, 6, 7], joint.Priors.Alpha);
        Assert.Equal([3.0, 4, 8, 9, 10], joint.Priors.Beta);
        for (int a = 0; a < 5; a++)
        {
            for (int c = 0; c < 5; c++)
            {
                string one = all.Instruments[a].Split(':')[0], other = all.Instruments[c].Split(':')[0];
                Assert.Equal(a == c ? 1.0 : one.Equals(other, StringComparison.Ordinal) ? 0.5 : 0.0, joint.Priors.Correlation![a, c]);
            }
        }
        Assert.Equal(["MOS2 is in band 2-4 only: nothing ties it to another band"], joint.Notes);
    }

    [Fact]
    public void A_file_that_gives_tau_replaces_it()
    {
        using TemporaryFile file = new("instrument,component,band,fraction\npn,m,1-2,0.3\npn,m,2-4,0.4\npn,n,2-4,0.3\n");
        JointBands joint = JointBands.Of(Table.Read(Data), BandPriors, BandTie.Parse(file.Path));
        int pn = Array.IndexOf(joint.Bands[1].Instruments, "pn");
        Assert.Equal([0.3, 0.06], joint.BandPriors[0].Tau);
        Assert.Equal(0.5, joint.BandPriors[1].Tau[pn], 1e-15);
        Assert.Equal(0.5, joint.Priors.Tau[2 + pn], 1e-15);
        Assert.Equal(0.8, joint.Priors.Correlation![0, 2 + pn], 1e-14);
        Assert.Equal(0.02, BandPriors[0].Tau[0]);
        Assert.Contains("tau of pn comes from the file of --band-correlation", joint.Notes);
        Assert.Contains($"{file.Path} has no row for 'MOS1', 'MOS2': no correlation between bands there", joint.Notes);
    }

    [Fact]
    public void One_band_is_refused()
    {
        DataSet one = Table.Read(Data, new ReadOptions(Band: "1-2"));
        Assert.Equal(
            "--bands: found joint with one band of t, expected two or more; leave it out, or fit all bands (without --band)",
            Assert.Throws<UsageException>(() => JointBands.Of(one, BandPriors, new EqualCorrelation(0.5))).Message);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
