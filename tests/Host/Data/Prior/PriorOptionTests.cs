using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Prior;

public sealed class PriorOptionTests
{
    [Theory]
    [InlineData("0.05", 0.05, null)]
    [InlineData("pn=0.02,MOS1=0.06", null, 0.02)]
    [InlineData("0.05,pn=0.02", 0.05, 0.02)]
    [InlineData(" pn = 2e-2 , 0.05 ", 0.05, 0.02)]
    [InlineData("a=b=0.1,pn=0.02", null, 0.02)]
    public void Reads_numbers_for_all_and_for_some(string text, double? plain, double? pn)
    {
        PriorOption option = PriorOption.Parse(PriorParameter.Tau, [text]);
        Assert.Equal((plain, pn), (option.Plain, option.Of("pn")));
    }

    [Fact]
    public void May_be_given_several_times_or_not_at_all()
    {
        PriorOption option = PriorOption.Parse(PriorParameter.Tau, ["0.05", "pn=0.02,MOS1=0.06"]);
        Assert.Equal((0.05, 0.02, 0.06, null), (option.Plain, option.Of("pn"), option.Of("MOS1"), option.Of("MOS2")));
        Assert.Null(PriorOption.Parse(PriorParameter.Tau, []).Plain);
    }

    [Theory]
    [InlineData("five", "found 'five', expected a number greater than 0, or INSTRUMENT=NUMBER; write --tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau 0.05,pn=0.02")]
    [InlineData("pn=", "found 'pn=', expected a number greater than 0, or INSTRUMENT=NUMBER; write --tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau 0.05,pn=0.02")]
    [InlineData("", "found nothing, expected a number greater than 0, or INSTRUMENT=NUMBER; write --tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau 0.05,pn=0.02")]
    [InlineData("0.05,", "found nothing, expected a number greater than 0, or INSTRUMENT=NUMBER; write --tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau 0.05,pn=0.02")]
    [InlineData("nan", "found 'nan', expected a number greater than 0, or INSTRUMENT=NUMBER; write --tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau 0.05,pn=0.02")]
    [InlineData("pn=inf", "found 'pn=inf', expected a number greater than 0, or INSTRUMENT=NUMBER; write --tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau 0.05,pn=0.02")]
    [InlineData("=0.1", "found '=0.1', expected an instrument before '='; write --tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau 0.05,pn=0.02")]
    [InlineData("0", "found 0, expected a number greater than 0; tau is the prior standard deviation of ln(effective area): give 0.05 for 5 %, or 1e-4 for an area taken as known")]
    [InlineData("pn=-0.1", "found pn=-0.1, expected a number greater than 0; tau is the prior standard deviation of ln(effective area): give 0.05 for 5 %, or 1e-4 for an area "
        + "taken as known")]
    [InlineData("0.1,0.2", "found two numbers for all instruments (0.1 and 0.2), expected one; name the instruments, as in --tau 0.05, --tau pn=0.02,MOS1=0.06 or --tau "
        + "0.05,pn=0.02")]
    [InlineData("pn=0.1,pn=0.1", "found instrument 'pn' twice, expected each once; remove one of the two")]
    public void Refuses_what_is_no_number_greater_than_0(string text, string message) => Assert.Equal(
        $"--tau: {message}", Assert.Throws<UsageException>(() => PriorOption.Parse(PriorParameter.Tau, [text])).Message);

    [Theory]
    [InlineData(true, "--alpha: found 0, expected a number greater than 0; with alpha = beta = 0 the prior of σ² is improper, and so is the posterior (it has no bound as one σ "
        + "goes to 0): give alpha > 0, such as 1.5")]
    [InlineData(false, "--beta: found 0, expected a number greater than 0; with alpha = beta = 0 the prior of σ² is improper, and so is the posterior (it has no bound as one σ "
        + "goes to 0): give beta > 0, such as s² for an expected scatter s (0.01 for 10 %)")]
    public void Explains_why_alpha_and_beta_must_not_vanish(bool alpha, string message) => Assert.Equal(
        message, Assert.Throws<UsageException>(() => PriorOption.Parse(alpha ? PriorParameter.Alpha : PriorParameter.Beta, ["0"])).Message);
}
