using GpuConcord.Host.Tables.Csv;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

public sealed class UnitRowTests
{
    [Theory]
    [InlineData(",,ct,ct")]
    [InlineData(",,erg/s/cm2,erg/s/cm2")]
    [InlineData("---,---,mW/m2,mW/m2")]
    [InlineData(",deg,deg,10-14W/m2")]
    [InlineData(",,ergs/cm**2/s,%")]
    [InlineData(",\"h:m:s\",[-],photons cm-2 s-1")]
    [InlineData("char,char,double,double")]
    [InlineData(",,ks,keV")]
    public void Units_and_types_are_told(string row) => Assert.True(UnitRow.IsUnits([.. row.Split(',').Select(field => field.Trim('"'))], beforeDashes: false));

    [Theory]
    [InlineData("pn,PKS 2155-304,12.5,0.3")]
    [InlineData("pn,S1,,")]
    [InlineData("A,a,NaN,ct")]
    [InlineData("pn,3C 273,many,few")]
    [InlineData(",,,")]
    public void Data_are_not(string row) => Assert.False(UnitRow.IsUnits(row.Split(','), beforeDashes: false));

    [Theory]
    [InlineData("---,-,-----", true)]
    [InlineData("===,==,=", true)]
    [InlineData("---,,--", false)]
    [InlineData("--,a,--", false)]
    public void Dashes_stand_in_every_column(string row, bool expected) => Assert.Equal(expected, UnitRow.IsDashes(row.Split(',')));
}
