using System.Text;
using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Tests.Host.Models.Toy;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>What a fit prints under "What next" can be pasted, and does what it says: to the same data, under the same model, on a real device.</summary>
public sealed class WhatNextTests : IDisposable
{
    private const string Longer = "longer chains:";
    private const string Files = "every number to files:";
    private const string Wider = "a wider prior:";
    private const string ErrorsOnly = "the table's errors only:";

    private static readonly string[] Tiny = ["--chains", "4", "--warmup", "5", "--draws", "4"];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>Odd words are those that a next line must not lose: names with spaces and quotes, columns, one band of two, settings, samplers.</summary>
    [Theory]
    [InlineData("fitted", "--tau 'pn;1=0.03,MOS 2=0.06' --alpha 2 --beta 'pn;1=0.02,MOS 2=0.01' --point marginal --seed 5")]
    [InlineData("fitted", "--sampler gibbs --no-shift --thin 2 --flux-draws 'Cyg X-1, low' --flux-draws 'it'\\''s'")]
    [InlineData("fitted", "--sampler block-gibbs --bands joint --band-correlation 0.5 --sensitivity")]
    [InlineData("known", "--variances known --tau 0.01 --check")]
    [InlineData("both", "--variances both --priors priors.csv --check")]
    [InlineData("log-t", "--model log-t --nu 4.5 --common-sigma --band soft")]
    [InlineData("log-t", "--model log-t --sigma 0.1 --band hard --tau 0.2")]
    [InlineData("toy", "--model toy --factor 2 --band soft --alpha 2 --flux-draws 'it'\\''s'")]
    public async Task Every_line_can_be_pasted(string key, string odd)
    {
        await WriteAsync();
        string[] words = ["fit", scratch["three cameras' table.csv"], "--value", "flux", "--error", "flux_err", .. Shell(odd), .. Tiny];
        Console first = await RunAsync(words);
        Dictionary<string, string> lines = first.Out.Split('\n').SkipWhile(line => !line.Equals("What next", StringComparison.Ordinal)).Skip(1)
            .Where(line => line.Contains(": ", StringComparison.Ordinal))
            .ToDictionary(line => line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)].Trim(), line => line[28..].Trim(), StringComparer.Ordinal);
        Assert.Contains(Files, lines.Keys);
        Assert.Contains(Wider, lines.Keys);
        Assert.True(key is "known" || lines.ContainsKey(Longer), first.Out);
        Assert.Equal(key is not "known" && !odd.Contains("--sigma", StringComparison.Ordinal), lines.ContainsKey(ErrorsOnly));

        Run own = await FilesOfAsync(words, "own");
        Assert.Equal(key, own.Key);
        foreach ((string what, string line) in lines)
        {
            string[] next = Shell(line);
            Assert.Equal("gpuconcord", next[0]);
            Run made = await FilesOfAsync(next[1..], what.Replace(":", "", StringComparison.Ordinal));
            Assert.Equal(own.Bands, made.Bands);
            switch (what)
            {
                case Files:
                    Assert.Equal(own.Summary, made.Summary);
                    break;
                case Longer:
                    Assert.Equal(own with { Draws = 2 * own.Draws, Summary = made.Summary }, made with { Bands = own.Bands });
                    break;
                case Wider:
                    Assert.Equal(own with { Tau = 2 * own.Tau, Summary = made.Summary }, made with { Bands = own.Bands });
                    break;
                default:
                    Assert.Equal("known", made.Key);
                    Assert.Equal(own.Tau, made.Tau);
                    break;
            }
        }
    }

    /// <summary>The words that a shell would pass on.</summary>
    private static string[] Shell(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool quoted = false, any = false;
        for (int k = 0; k < line.Length; k++)
        {
            char c = line[k];
            if (c is '\'')
            {
                quoted = !quoted;
                any = true;
            }
            else if (c is '\\' && !quoted)
            {
                word.Append(line[++k]);
            }
            else if (c is ' ' && !quoted)
            {
                Take();
            }
            else
            {
                word.Append(c);
            }
        }

        Take();
        return [.. words];

        void Take()
        {
            if (any || word.Length > 0)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            any = false;
        }
    }

    /// <summary>Two bands, two instruments and five sources, with errors, under names that want quoting.</summary>
    private async Task WriteAsync()
    {
        System.Random random = new(3);
        StringBuilder table = new("instrument,source,band,flux,flux_err,pileup,pileup_err\n");
        foreach (string source in new[] { "\"Cyg X-1, low\"", "it's", "S3", "S4", "S5" })
        {
            foreach (string band in new[] { "soft", "hard" })
            {
                foreach ((string instrument, double factor) in new[] { ("pn;1", 1.0), ("MOS 2", 1.1) })
                {
                    table.Append(FormattableString.Invariant($"{instrument},{source},{band},{1e-12 * factor * (1 + (0.1 * random.NextDouble()))},{3e-14},1,0.1\n"));
                }
            }
        }

        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(scratch["three cameras' table.csv"], table.ToString(), cancellation);
        await File.WriteAllTextAsync(scratch["priors.csv"], "instrument,tau,alpha,beta\npn;1,0.03,2,0.02\nMOS 2,0.06,2,0.01\n", cancellation);
    }

    /// <summary>Runs a command line that writes files, into a folder of its own.</summary>
    private async Task<Run> FilesOfAsync(string[] words, string folder)
    {
        int output = Array.IndexOf(words, "--output");
        string[] moved = output < 0 ? [.. words, "--output", scratch[folder]] : [.. words[..(output + 1)], scratch[folder], .. words[(output + 2)..]];
        await RunAsync(moved);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(scratch[$"{folder}/run.json"], cancellation));
        JsonElement[] fits = [.. json.RootElement.GetProperty("fits").EnumerateArray()];
        return new Run(
            fits[0].GetProperty("model_key").GetString()!,
            fits[0].GetProperty("model").GetString()!,
            fits[0].GetProperty("sampler").GetString()!,
            fits[0].GetProperty("thin").GetInt32(),
            json.RootElement.GetProperty("seed").GetUInt64(),
            string.Join(' ', fits.Select(fit => fit.GetProperty("band").GetString())),
            fits[0].GetProperty("draws_per_chain").GetInt32(),
            fits[0].GetProperty("priors").GetProperty("tau").EnumerateArray().Max(tau => tau.GetDouble()),
            await File.ReadAllTextAsync(scratch[$"{folder}/summary.csv"], cancellation));
    }

    private async Task<Console> RunAsync(string[] words)
    {
        Console console = new() { Catalogue = ModelCatalogue.Standard.With(ToyModel.Kind), Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
        string[] placed = [.. words.Select(word => word is "priors.csv" ? scratch[word] : word), "--device", "simd", "--quiet"];
        int code = await console.RunAsync(placed);
        Assert.True(code == ExitCode.Success, $"{string.Join(' ', placed)}\n{console.Error}");
        return console;
    }

    /// <summary>What a run was, as its files have it.</summary>
    private sealed record Run(string Key, string Model, string Sampler, int Thin, ulong Seed, string Bands, int Draws, double Tau, string Summary);
}
