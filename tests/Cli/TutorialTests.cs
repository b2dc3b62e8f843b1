using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>docs/tutorial.md from its first command to its last, in one folder: every command succeeds and prints the lines that the page shows.</summary>
public sealed class TutorialTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_catalogue_becomes_a_corrected_ARF_as_the_page_says()
    {
        string folder = scratch["tutorial"];
        Directory.CreateDirectory(folder);
        PageCommands.CopyArfs(folder);
        int commands = 0, shown = 0;
        string printed = "";
        string[] page = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "docs", "tutorial.md"), TestContext.Current.CancellationToken);
        foreach ((bool isCommands, string[] lines) in PageCommands.Blocks(page))
        {
            if (isCommands)
            {
                foreach (string line in lines)
                {
                    string[] words = PageCommands.Words(line);
                    Assert.Equal("gpuconcord", words[0]);
                    printed = await PageCommands.PrintAsync(folder, words[1..]);
                    commands++;
                }
            }
            else
            {
                // In their order; what the page leaves out between them it may.
                int at = 0;
                foreach (string line in lines)
                {
                    int found = printed.IndexOf($"\n{line}\n", at, StringComparison.Ordinal);
                    Assert.True(found >= 0, $"the page shows\n{line}\nwhich is not in what follows\n{printed[at..]}");
                    at = found + line.Length;
                    shown++;
                }
            }
        }

        Assert.InRange(commands, 10, 20);
        Assert.InRange(shown, 40, 80);
        Assert.True(File.Exists(Path.Combine(folder, "results-corrections", "pn_gpuconcord.arf")));
    }
}
