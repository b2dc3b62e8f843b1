using GpuConcord.Host.Photometry.Apertures;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Apertures;

public sealed class ParameterRulesTests
{
    public static TheoryData<string, double> Impossible => new()
    {
        { "n", -1 }, { "n", 1.5 }, { "n", 1.000001e9 }, { "n", double.NaN }, { "m", -3 }, { "m", 2.25 }, { "m", 2e9 },
        { "A_s", 0 }, { "A_s", -1 }, { "A_b", 0 }, { "A_b", double.NaN }, { "A_b", double.PositiveInfinity },
        { "alpha", 0 }, { "alpha", 1.3 }, { "alpha", -0.1 }, { "beta", -0.01 }, { "beta", 1 }, { "beta", 1.2 },
        { "T_s", 0 }, { "T_b", -1 }, { "E_s", 0 }, { "E_b", 0 }, { "eng_s", -1 }, { "eng_b", 0 }, { "flux_s", 0 }, { "flux_b", double.NaN },
        { "conf", 0 }, { "conf", 1 }, { "conf", 90 }, { "conf", -0.5 },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void ImpossibleInputsAreNamed(string name, double value)
    {
        double[] values = ApertureParameters.ToValues(MadeApertures.Help);
        values[Array.IndexOf([.. ParameterRules.Names], name)] = value;
        ApertureParameters source = ApertureParameters.From(values);
        Assert.False(ParameterRules.Allow(source));
        Assert.Equal(name, ParameterRules.FirstFault(source)!.Value.Parameter);
    }

    [Fact]
    public void AperturesThatDoNotSeparateAreAllowedAndFlagged()
    {
        ApertureParameters source = MadeApertures.Help with { Alpha = 0.4, Beta = 0.8, SourceArea = 1.0, BackgroundArea = 2.0 };
        Assert.True(ParameterRules.Allow(source));
        Assert.Null(ParameterRules.FirstFault(source));
        Assert.True(source.Alike);
    }

    /// <summary>n = m = 0, the corners of every range, and a source aperture that holds less of the source than the background aperture.</summary>
    [Fact]
    public void TheCornersAreAllowed()
    {
        ApertureParameters[] sources =
        [
            MadeApertures.Help with { N = 0, M = 0 },
            MadeApertures.Help with { N = 1e9, M = 1e9 },
            MadeApertures.Help with { Alpha = 1.0, Beta = 0.0 },
            MadeApertures.Help with { Alpha = 1e-3, Beta = 0.999 },
            MadeApertures.Help with { Confidence = 1e-6 },
            MadeApertures.Help with { Confidence = 1.0 - 1e-12 },
        ];
        Assert.All(sources, source =>
        {
            Assert.True(ParameterRules.Allow(source));
            Assert.Null(ParameterRules.FirstFault(source));
        });
        PosteriorSummary[] answers = MadeApertures.Exact([.. sources.Where(source => source.N < 1e9).Select(source => source.Problem(ApertureQuantity.Counts))]);
        Assert.All(answers, answer => Assert.True(answer.High > 0.0 && double.IsFinite(answer.High)));
    }
}
