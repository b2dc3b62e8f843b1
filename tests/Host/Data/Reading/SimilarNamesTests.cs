using CsCheck;
using GpuConcord.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

public sealed class SimilarNamesTests
{
    [Theory]
    [InlineData("pn", "PN")]
    [InlineData("Mkn 421", "MKN421")]
    [InlineData("Mkn 421", "Mkn_421")]
    [InlineData("Mkn 421", "Mkn-421")]
    [InlineData("PKS 2155-304", "PKS2155 304")]
    [InlineData("PKS 2155-304", "PKS 2155\u2212304")]
    [InlineData("PKS 2155-304", "PKS 2155 - 304")]
    [InlineData("Barnard's star", "Barnard\u2019s Star")]
    [InlineData("Barnard's star", "Barnards star")]
    [InlineData("O Neill", "O'Neill")]
    [InlineData("AB C", "A BC")]
    [InlineData("M\u00CBK", "m\u00EBk")]
    [InlineData("a long name of more than sixty-four characters, such as nobody gives 1", "A long name of more than sixty-four characters, such as nobody gives 1")]
    public void Names_are_alike(string one, string other)
    {
        Assert.Equal([(one, other)], SimilarNames.Pairs([one, other]));
        Assert.Equal([(other, one)], SimilarNames.Pairs(["between", other, "x", one]));
    }

    [Theory]
    [InlineData("1-11", "11-1")]
    [InlineData("S1-2", "S12")]
    [InlineData("J1234-56", "J1234+56")]
    [InlineData("a1", "a2")]
    [InlineData("1 2", "132")]
    [InlineData("", "-")]
    public void Names_are_not(string one, string other) => Assert.Equal(one.Length == 0 ? [(one, other)] : [], SimilarNames.Pairs([one, other]));

    [Fact]
    public void Few_of_many_are_named()
    {
        string[] names = [.. Enumerable.Range(0, 7).SelectMany(i => new[] { $"n{i}", $"N{i}" })];
        Assert.Equal(
            "sources that differ only by case, blanks, hyphens or apostrophes, taken as different: 'n0' and 'N0'; 'n1' and 'N1'; 'n2' and 'N2'; 'n3' and "
                + "'N3'; 'n4' and 'N4' and 2 more pairs (if a pair is one source, spell it one way)",
            SimilarNames.Note("source", names));
        Assert.Null(SimilarNames.Note("source", ["pn", "MOS1"]));
    }

    /// <summary>Against every pair of a hundred names, compared by what is left of them.</summary>
    [Fact]
    public void All_pairs_are_found() => Gen.Int[0, 11].Select(i => "aAb12 -_'`\u2013+"[i]).Array[1, 6].Array[2, 100].Sample(texts =>
    {
        string[] names = [.. texts.Select(text => new string(text)).Distinct(StringComparer.Ordinal)];
        HashSet<string> first = new(StringComparer.Ordinal);
        string[] expected = [.. names.Where(name => !first.Add(Left(name)))];
        Assert.Equal(expected, SimilarNames.Pairs(names).Select(pair => pair.Second));
    });

    private static string Left(string name)
    {
        string left = "";
        bool joint = false;
        foreach (char c in name.Where(c => c is not ('\'' or '`')))
        {
            if (c is ' ' or '-' or '_' or '\u2013')
            {
                joint = true;
                continue;
            }

            left += (joint && left.Length > 0 && char.IsAsciiDigit(left[^1]) && char.IsAsciiDigit(c) ? "-" : "") + char.ToUpperInvariant(c);
            joint = false;
        }

        return left;
    }
}
