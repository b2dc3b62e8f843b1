using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>README.md as a newcomer walks it: its commands one after the other, from its catalogue to what changed, in one folder that has the files which it names.</summary>
public sealed class ReadMeTests : IDisposable
{
    private const string First = "## Your catalogue", Last = "```python";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>A minute; each command by itself is in <see cref="PastedCommandsTests"/>.</summary>
    [Fact(Explicit = true)]
    public async Task Its_commands_succeed_one_after_the_other()
    {
        string folder = scratch["clone"];
        Directory.CreateDirectory(folder);
        PageCommands.CopyArfs(folder);
        foreach (string name in new[] { "counts.csv", "catalogue.csv" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "data", "counts", "counts_small.csv"), Path.Combine(folder, name));
        }

        await SmallCatalogue.WriteAsync(Path.Combine(folder, "4xmm.fits"), TestContext.Current.CancellationToken);
        await PageCommands.PrintAsync(folder, ["examples", "epic-hmxb", "--output", "table.csv"]);

        string[] page = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "README.md"), TestContext.Current.CancellationToken);
        page = page[Array.IndexOf(page, First)..Array.IndexOf(page, Last)];
        int commands = 0;
        foreach (string line in PageCommands.Blocks(page).Where(block => block.IsCommands).SelectMany(block => block.Lines))
        {
            string[] words = PageCommands.Words(line);
            Assert.Equal("gpuconcord", words[0]);
            await PageCommands.PrintAsync(folder, words[1..]);
            commands++;
        }

        Assert.InRange(commands, 20, 30);
    }
}
