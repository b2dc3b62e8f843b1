using Xunit;
using GpuConcord.Cli.Report;
namespace GpuConcord.Tests.Cli;
public sealed class Look
{
    [Fact]
    public async Task At()
    {
        foreach (var a in (string[])["fit epic-hmxb", "fit epic-hmxb --band 1.0-2.0 --variances known --debug", "fit xcal-shape --point joint,marginal", "fit e0102-shape", "examples"])
        {
            var c = new Console();
            var rc = await c.RunAsync(a.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            System.Console.WriteLine($"=== {a}\n{c.Out}--- stderr\n{c.Error}--- rc {rc}");
        }
        var n = new Console { Terminal = t => t with { OutIsScreen = true, Width = 80, Unicode = false } };
        await n.RunAsync("fit", "epic-hmxb", "--band", "1.0-2.0");
        System.Console.WriteLine(n.Out);
    }
}
