using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Apertures;

/// <summary>Columns are found in any case of letters, slips are refused, and what nobody reads is listed.</summary>
public sealed class ColumnNamesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("columns").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("aplha", "alpha")]
    [InlineData("Alpa", "alpha")]
    [InlineData("alphha", "alpha")]
    [InlineData("beat", "beta")]
    [InlineData("cofn", "conf")]
    [InlineData("T-s", "T_s")]
    [InlineData("E.B", "E_b")]
    [InlineData("flux s", "flux_s")]
    [InlineData("fulx_b", "flux_b")]
    public void SlipsAreKnown(string name, string parameter) => Assert.True(ColumnNames.IsSlip(name, parameter));

    /// <summary>Names that stand in catalogues and mean something else.</summary>
    [Theory]
    [InlineData("ra", "dec", "id", "name", "TS", "T", "E", "ebv", "eta", "zeta", "theta", "meta", "coef", "con", "cont", "cone", "conv", "cond", "flux_g",
        "flux_r", "flux_i", "flux_x", "flux_1", "flux", "fluxes", "flux_err", "eflux_s", "alpha2", "alpha1", "alphas_err", "delta", "b", "g",
        "ns", "nh", "mag", "eng", "energy", "T_x", "E_cut", "A_v", "E_t", "m1", "n2")]
    public void WhatIsSomethingElseIsNoSlip(params string[] names) =>
        Assert.All(names, name => Assert.DoesNotContain(ParameterRules.Names, parameter => ColumnNames.IsSlip(name, parameter)));

    [Fact]
    public async Task CaseMakesNoDifference()
    {
        string small = await OutputAsync("n,m,A_s,A_b,alpha,beta,conf\n141,9,196.689,4720.5,0.953,0.029,0.9\n");
        string big = await OutputAsync("N,M,a_S,A_B,ALPHA,Beta,Conf\n141,9,196.689,4720.5,0.953,0.029,0.9\n");
        Assert.Equal(small.Split('\n')[1], big.Split('\n')[1]);
    }

    [Fact]
    public async Task CaseMakesNoDifferenceInTwoBands()
    {
        const string Row = "\n14,3,5,9,100,1000,0.9\n";
        string small = await OutputAsync("n_soft,n_hard,m_soft,m_hard,A_s,A_b,alpha" + Row, hardness: true);
        string big = await OutputAsync("N_SOFT,n_Hard,M_soft,m_HARD,a_s,A_B,Alpha" + Row, hardness: true);
        Assert.Equal(small.Split('\n')[1], big.Split('\n')[1]);
    }

    [Theory]
    [InlineData("n,m,A_s,A_b,aplha\n1,2,1,24,0.9\n", false, "did you mean alpha?", "--columns alpha=aplha")]
    [InlineData("n,m,A_s,A_b,T-s,T-b\n1,2,1,24,5,5\n", false, "did you mean T_s?", "'T-s'")]
    [InlineData("n_soft,n_hard,m_soft,m_hard,A_s,A_b,aplha_hard\n1,2,1,2,1,24,0.9\n", true, "did you mean alpha_hard?", "")]
    [InlineData("n,m,A_s,A_b,alpha,ALPHA\n1,2,1,24,0.9,0.8\n", false, "2 columns 'alpha', 'ALPHA'", "--columns")]
    [InlineData("n,N,m,A_s,A_b\n1,2,1,1,24\n", false, "2 columns 'n', 'N'", "expected one column n")]
    public async Task WhatCannotBeMeantIsRefused(string table, bool hardness, string message, string also)
    {
        DataException fault = await Assert.ThrowsAsync<DataException>(() => OutputAsync(table, hardness));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains(also, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ColumnsChoosesBetweenTwoOfTheSameLetters()
    {
        const string Table = "n,m,A_s,A_b,alpha,ALPHA\n5,2,1,24,0.5,1\n";
        string[] fields = (await OutputAsync(Table, renamed: ("alpha", "ALPHA"))).Split('\n')[1].Split(',');
        Assert.Equal((await OutputAsync("n,m,A_s,A_b\n5,2,1,24\n")).Split('\n')[1].Split(',')[4..7], fields[6..9]);
    }

    [Fact]
    public async Task ColumnsThatNobodyReadsAreListed()
    {
        (CatalogueReport report, _) = await RunAsync("n,m,A_s,A_b,flux_g,note\n5,2,1,24,1,x\n", hardness: false, null);
        Assert.Equal(["columns not used: 'flux_g', 'note'"], report.Notes);
        Assert.Empty((await RunAsync("n,m,A_s,A_b\n5,2,1,24\n", hardness: false, null)).Report.Notes);
    }

    private async Task<string> OutputAsync(string table, bool hardness = false, (string, string)? renamed = null) => (await RunAsync(table, hardness, renamed)).Output;

    private async Task<(CatalogueReport Report, string Output)> RunAsync(string table, bool hardness, (string Name, string Column)? renamed)
    {
        string file = Path.Combine(folder, "t.csv"), output = Path.Combine(folder, "o.csv");
        await File.WriteAllTextAsync(file, table, TestContext.Current.CancellationToken);
        using Device device = Device.OpenSimd(cores: 1);
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        if (renamed is { } pair)
        {
            names[pair.Name] = pair.Column;
        }

        CatalogueReport report = await CatalogueRun.RunAsync(
            new CatalogueRequest
            {
                Table = file,
                Output = () => File.Create(output),
                Renamed = names,
                Measure = new PhotometryRequest { Quantities = ApertureQuantities.All, Hardness = hardness ? ApertureQuantity.Counts : null },
            },
            device, null, TestContext.Current.CancellationToken);
        return (report, await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken));
    }
}
