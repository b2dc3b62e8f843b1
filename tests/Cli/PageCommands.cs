using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>The blocks of code of a page, and its commands as they are typed.</summary>
internal static class PageCommands
{
    /// <summary>Blocks of code: commands (sh), or what they print.</summary>
    public static IEnumerable<(bool IsCommands, string[] Lines)> Blocks(string[] page)
    {
        for (int k = 0; k < page.Length; k++)
        {
            if (page[k].StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.IndexOf(page, "```", k + 1);
                yield return (page[k] is "```sh", page[(k + 1)..end]);
                k = end;
            }
        }
    }

    /// <summary>The words of a command as a shell has them: blanks in single quotes part no words, a # outside begins a comment.</summary>
    public static string[] Words(string line)
    {
        List<string> words = [];
        foreach (Match match in Regex.Matches(line, @"#.*|(?<word>('[^']*'|[^\s'#])+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
        {
            if (match.Groups["word"] is { Success: true } word)
            {
                words.Add(word.Value.Replace("'", "", StringComparison.Ordinal));
            }
        }

        return [.. words];
    }

    /// <summary>Copies the ARFs that pages name.</summary>
    public static void CopyArfs(string folder)
    {
        foreach (string name in new[] { "pn.arf", "MOS1.arf" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "data", "arf", name), Path.Combine(folder, name));
        }
    }

    /// <summary>What the program prints in a folder; it succeeds.</summary>
    public static async Task<string> PrintAsync(string folder, string[] words)
    {
        using Process process = OwnProcess.Start(folder, words);
        (int code, string output, string error) = await OwnProcess.FinishAsync(process);
        Assert.True(code == 0, $"{string.Join(' ', words)}: {code}\n{error}");
        return $"\n{output}";
    }
}
