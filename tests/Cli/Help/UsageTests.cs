using Xunit;

namespace GpuConcord.Tests.Cli.Help;

/// <summary>What is said of command lines that cannot be obeyed: what was found, what was expected, what to do.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("", "No command was given; expected one of: fit, sweep, report, compare")]
    [InlineData("ft x", "ft: found no such command, expected one of fit, sweep, report, compare")]
    [InlineData("ft x", "did you mean 'fit'?")]
    [InlineData("table.csv", "to fit a table, write gpuconcord fit table.csv")]
    [InlineData("fit", "fit: no data given, expected a table (FITS, VOTable, ECSV, CSV, TSV, Parquet), or the name of a built-in data set")]
    [InlineData("fit epic-hmxb x", "x: gpuconcord fit takes no further argument")]
    [InlineData("fit epic-hmxb --chain 4", "--chain: gpuconcord fit has no such option; did you mean '--chains'?")]
    [InlineData("fit epic-hmxb --frobnicate=4", "--frobnicate: gpuconcord fit has no such option; see its help")]
    [InlineData("fit --chain 4", "--chain: gpuconcord fit has no such option; did you mean '--chains'?")]
    [InlineData("fit epic-hmxb --output --overwite", "--overwite: gpuconcord fit has no such option; did you mean '--overwrite'?")]
    [InlineData("sweep epic-hmxb --tow 0.05", "--tow: gpuconcord sweep has no such option; the nearest: --tau, --log; see its help for all")]
    [InlineData("sweep epic-hmxb --tau 0.05,0.1 --tow=0.05", "--tow: gpuconcord sweep has no such option; the nearest: --tau, --log; see its help for all")]
    [InlineData("sweep epic-hmxb -tau 0.05,0.1", "-tau: gpuconcord sweep has no such option; did you mean '--tau'?")]
    [InlineData("sweep --tau-grd x.csv epic-hmxb", "--tau-grd: gpuconcord sweep has no such option; did you mean '--tau-grid'?")]
    [InlineData("aprates README.md --ad moments", "--ad: gpuconcord aprates has no such option; did you mean '--add'?")]
    [InlineData("aprates n=1 m=2 A_s=1 A_b=2 --conff=0.9", "--conff: gpuconcord aprates has no such option; did you mean '--conf'?")]
    [InlineData("apply run pn.arf --instrment pn", "--instrment: gpuconcord apply has no such option; did you mean '--instrument'?")]
    [InlineData("pget a.par --jason", "--jason: gpuconcord pget has no such option; see its help for all")]
    [InlineData("examples --jsn", "--jsn: gpuconcord examples has no such option; did you mean '--json'?")]
    [InlineData("profiles --jsn", "--jsn: gpuconcord profiles has no such option; did you mean '--json'?")]
    [InlineData("compare a --jsn", "--jsn: gpuconcord compare has no such option; did you mean '--json'?")]
    [InlineData("report --sensitivty", "--sensitivty: gpuconcord report has no such option; did you mean '--sensitivity'?")]
    [InlineData("work --sharp 3", "--sharp: gpuconcord work has no such option; did you mean '--shard'?")]
    [InlineData("status --jsn", "--jsn: gpuconcord status has no such option; did you mean '--json'?")]
    [InlineData("merge --partal", "--partal: gpuconcord merge has no such option; did you mean '--partial'?")]
    [InlineData("aprates n=1 m=2 A_s=1 A_b=2 --conf 1e-9", "--conf: found '1e-9', expected a probability (1e-6 ≤ conf < 1)")]
    [InlineData("aprates n=1 m=2 A_s=1 A_b=2 conf=1e-9", "found conf = 1E-09, expected a probability (1e-6 ≤ conf < 1)")]
    [InlineData("sweep epic-hmxb --alpha-grid 1e20", "sweep: found 'α = 1E+20', which makes alpha of pn 1E+20, expected a number from 1e-10 to 1e9")]
    [InlineData("sweep epic-hmxb --tau-scale 1e20", "sweep: found 'τ × 1E+20', which makes tau of pn 5E+18, expected a number from 1e-100 to 1e2")]
    [InlineData("aprates a.csv b.csv", "aprates: found several tables (a.csv, b.csv), expected one; measure each by itself")]
    [InlineData("fit epic-hmxb --chains", "--chains")]
    [InlineData("fit epic-hmxb --chains 1", "--chains: found '1', expected a whole number from 2 to 2147483647; R-hat compares chains")]
    [InlineData("fit epic-hmxb --chains four", "--chains: found 'four', expected a whole number from 2 to 2147483647; write digits only")]
    [InlineData("fit epic-hmxb --chains 99999999999", "--chains: found '99999999999'")]
    [InlineData("fit epic-hmxb --draws 3", "--draws: found '3', expected a whole number from 4")]
    [InlineData("fit epic-hmxb --warmup -1", "--warmup: found '-1', expected a whole number from 0")]
    [InlineData("fit epic-hmxb --thin 0", "--thin: found '0', expected a whole number from 1")]
    [InlineData("fit epic-hmxb --thin 1.5", "--thin: found '1.5'")]
    [InlineData("fit epic-hmxb --seed -1", "--seed: found '-1', expected a whole number from 0 to 18446744073709551615")]
    [InlineData("fit epic-hmxb --chains 100000 --draws 100000", "--chains, --draws: found 100000 × 100000 draws, expected at most 134217728 altogether")]
    [InlineData("fit epic-hmxb --sampler nuts", "--sampler: found 'nuts', expected one of auto, exact, independence, collapsed, block-gibbs, gibbs")]
    [InlineData("fit epic-hmxb --sampler gibs", "did you mean 'gibbs'?")]
    [InlineData("fit epic-hmxb --variances know", "did you mean 'known'?")]
    [InlineData("fit epic-hmxb --variances known --sampler gibbs", "--sampler: found gibbs with --variances known, expected auto or exact")]
    [InlineData("fit epic-hmxb --sampler exact", "--sampler: found exact with fitted variances, expected --variances known beside it")]
    [InlineData("fit epic-hmxb --variances known --beta 1", "--beta: found beside --variances known")]
    [InlineData("fit epic-hmxb --variances bth", "--variances: found 'bth', expected one of fitted, known, both; did you mean 'both'?")]
    [InlineData("fit epic-hmxb --variances both --sampler block-gibbs", "--sampler: found block-gibbs with --variances both, expected auto, independence or collapsed")]
    [InlineData("fit epic-hmxb --variances both --sampler exact", "--sampler: found exact with")]
    [InlineData("fit epic-hmxb --variances both --point marginal", "--point: found beside --variances both, expected --variances fitted")]
    [InlineData("fit epic-hmxb --variances known --point joint", "--point: found beside --variances known")]
    [InlineData("fit epic-hmxb --point joined", "--point: found 'joined', expected one of marginal, shrinkage, joint; did you mean 'joint'?")]
    [InlineData("fit epic-hmxb --ess 5000 --draws 20", "--ess: found 5000 beside 64 chains of 20 draws, expected fewer effective draws than draws")]
    [InlineData("fit epic-hmxb --ess 99", "--ess: found '99', expected a whole number")]
    [InlineData("fit epic-hmxb --no-shift", "--no-shift: found with the sampler independence, expected --sampler gibbs")]
    [InlineData("fit epic-hmxb --model log-u", "--model: found 'log-u', expected one of log-normal, log-t, counts; did you mean 'log-t'?")]
    [InlineData("fit epic-hmxb --model log-t --nu 0", "--nu: found '0', expected a number greater than 0; 3 has heavy tails")]
    [InlineData("fit epic-hmxb --model log-t --nu three", "--nu: found 'three', expected a number greater than 0")]
    [InlineData("fit epic-hmxb --model log-t --sigma -1", "--sigma: found '-1', expected a number greater than 0")]
    [InlineData("fit epic-hmxb --nu 3", "--nu: found without --model log-t")]
    [InlineData("fit epic-hmxb --model log-normal --sigma 3", "--sigma: found without --model log-t")]
    [InlineData("fit epic-hmxb --common-sigma", "--common-sigma: found without --model log-t")]
    [InlineData("fit epic-hmxb --model log-t --sigma 0.1 --alpha 2", "--alpha: found beside --sigma, expected one of the two")]
    [InlineData("fit epic-hmxb --model log-t --sigma 0.1 --beta 2", "--beta: found beside --sigma, expected one of the two")]
    [InlineData("fit epic-hmxb --model log-t --sigma 0.1 --common-sigma", "--common-sigma: found beside --sigma")]
    [InlineData("fit epic-hmxb --model log-t --variances known", "--variances: found known beside --model log-t, expected fitted")]
    [InlineData("fit epic-hmxb --model log-t --sampler collapsed", "--sampler: found collapsed beside --model log-t, expected auto, independence or block-gibbs")]
    [InlineData("fit epic-hmxb --model log-t --point joint", "--point: found beside --model log-t")]
    [InlineData("fit epic-hmxb --overwrite", "--overwrite: found without --output")]
    [InlineData("fit epic-hmxb --tau 0", "--tau: found 0, expected a number greater than 0")]
    [InlineData("fit epic-hmxb --alpha 0 --beta 0", "the prior of σ² is improper")]
    [InlineData("fit epic-hmxb --device gpu", "--device: found 'gpu', expected auto, simd")]
    [InlineData("fit epic-hmxb --flux-draws Crab", "--flux-draws: found 'Crab', expected a source of epic-hmxb")]
    [InlineData("fit epic-hmxb --output README.md/x", "--output: ")]
    [InlineData("devices x", "x: gpuconcord devices takes no further argument")]
    [InlineData("examples epic", "epic: found no such data set, expected one of epic-hmxb, e0102-shape, 2xmm-shape, xcal-shape; did you mean 'epic-hmxb'?")]
    [InlineData("examples --output x.csv", "--output: found without a name, expected one of epic-hmxb")]
    public async Task Says_what_is_wrong(string line, string message)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Place).ToArray()));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.Matches("Try 'gpuconcord( [a-z]+)? --help'\\.\n$", console.Error);
        Assert.Empty(console.Out);
        Assert.Empty(console.Fitted);
    }

    /// <summary>What a script leaves whose variable is not set.</summary>
    [Theory]
    [InlineData("fit", "DATA")]
    [InlineData("sweep", "DATA")]
    [InlineData("report", "RUN")]
    [InlineData("compare", "RUN1")]
    [InlineData("status", "RUN")]
    [InlineData("pget", "FILE")]
    [InlineData("rerun", "RUN")]
    [InlineData("run", "FILE")]
    public async Task An_empty_name_is_said(string command, string argument)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync(command, ""));
        Assert.StartsWith($"{command}: found '' for {argument}, expected a name; is a variable of the script empty?\n", console.Error, StringComparison.Ordinal);
    }

    /// <summary>Behind "--" a word is meant as it stands; help is given whatever else is there.</summary>
    [Theory]
    [InlineData("sweep --tau 0.05,0.1 -- --tow", 65, "--tow: found no such file, expected a table")]
    [InlineData("sweep --tau 0.05,0.1 -- -tow", 65, "-tow: found no such file, expected a table")]
    [InlineData("sweep --tow --help", 0, "")]
    [InlineData("fit epic-hmxb --warmup -1", 2, "--warmup: found '-1', expected a whole number from 0")]
    public async Task What_is_no_mistaken_option_is_taken_as_before(string line, int expected, string message)
    {
        Console console = new();
        Assert.Equal(expected, await console.RunAsync(line.Split(' ')));
        Assert.StartsWith(message, console.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no such option", console.Error, StringComparison.Ordinal);
    }

    /// <summary>"-" is standard output elsewhere; here no file and no folder of that name is made, and what to do is said.</summary>
    [Theory]
    [InlineData("fit epic-hmxb --output -", "--output: found -, expected a folder, as results are several files; name one, or leave --output out")]
    [InlineData("sweep e0102-shape --tau 0.05,0.1 --output - --device simd", "--output: found -, expected a folder, as results are several files")]
    [InlineData("sbc --replicates 20 --output - --device simd", "--output: found -, expected a folder, as results are several files")]
    [InlineData("apply run --output -", "--output: found -, expected a folder, as several files are written; name one")]
    [InlineData("simulate --output -", "--output: found -, expected a file; name one, as another is written beside it")]
    [InlineData("examples epic-hmxb --output -", "--output: found -, expected a file; name one, as another is written beside it")]
    [InlineData("aprates README.md --output - --device simd", "--output: found -, expected a file; leave --output out to have the table on standard output")]
    [InlineData("aprates README.md --output - --on-error skip --device simd", "--output: found -, expected a file; name one, as another is written beside it")]
    [InlineData("aprates README.md --fit - --device simd", "--fit: found -, expected a file; write /dev/stdout for standard output")]
    [InlineData("aprates n=14 m=9 A_s=196 A_b=4720 outfile=- --device simd", "outfile: found -, expected a file; write /dev/stdout for standard output")]
    [InlineData("report run --beside other --figure -", "--figure: found -, expected a file; write /dev/stdout for standard output")]
    [InlineData("plan - sweep e0102-shape --tau 0.05,0.1 --shards 2", "plan: found -, expected the job's folder")]
    public async Task A_dash_is_no_output(string line, string message)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync([.. line.Split(' ').Select(Place)]));
        Assert.StartsWith(message, console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Out);
        Assert.False(Path.Exists("-"));
    }

    /// <summary>A file that exists stands for README.md.</summary>
    private static string Place(string word) => word.Replace("README.md", typeof(UsageTests).Assembly.Location, StringComparison.Ordinal);
}
