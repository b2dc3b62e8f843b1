using System.Security.Cryptography;
using System.Text.Json;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>A folder with an earlier run and files of somebody else's, in which later runs are killed.</summary>
internal sealed class KilledRun : IDisposable
{
    private const string Table = "instrument,source,flux,flux_err\na,s1,1.0,0.1\nb,s1,1.1,0.1\na,s2,2.0,0.1\nb,s2,2.1,0.1\n";
    private const string Folder = "run";

    private readonly ScratchFolder scratch = new();
    private readonly string[] words;
    private int seed = 1;

    /// <param name="words">The command without its seed and output.</param>
    public KilledRun(params string[] words)
    {
        this.words = words;
        File.WriteAllText(scratch["t.csv"], Table);
    }

    /// <summary>A fit that is over at once.</summary>
    public static KilledRun Fit() => new("fit", "t.csv", "--variances", "known", "--device", "simd", "--quiet");

    /// <summary>The folder that everything is in.</summary>
    public string Path => scratch.Path;

    /// <summary>A path in it.</summary>
    public string this[string name] => scratch[name];

    /// <summary>The next run on the folder.</summary>
    public string[] Next() => [.. words, "--seed", $"{++seed}", "--output", Folder, "--overwrite"];

    /// <summary>Makes the earlier run, and what is not its own.</summary>
    public async Task PrepareAsync()
    {
        await RunAsync();
        File.WriteAllText(scratch["run/mine.txt"], "mine");
        Directory.CreateDirectory(scratch["run/notes/empty"]);
        File.WriteAllText(scratch["run/notes/more.txt"], "more");
    }

    /// <summary>A run that nobody kills works, and leaves nothing but itself.</summary>
    public async Task RunAsync()
    {
        (int code, string error) = await OwnProcess.RunAsync(scratch.Path, Next());
        Assert.True(code == 0, error);
        Assert.Equal(seed, Whole());
        Assert.Equal([Folder, "t.csv"], scratch.Entries());
    }

    /// <summary>What was prepared is there still, and the folder is the earlier run or the one that was killed.</summary>
    public void Check()
    {
        Assert.InRange(Whole(), seed - 1, seed);
        Assert.Equal("mine", File.ReadAllText(scratch["run/mine.txt"]));
        Assert.Equal("more", File.ReadAllText(scratch["run/notes/more.txt"]));
        Assert.True(Directory.Exists(scratch["run/notes/empty"]));
    }

    public void Dispose() => scratch.Dispose();

    /// <summary>Whether every file is there as run.json says, and none besides; the seed of the run.</summary>
    private int Whole()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(scratch["run/run.json"]));
        List<string> names = ["run.json"];
        foreach (JsonElement file in json.RootElement.GetProperty("outputs").EnumerateArray())
        {
            string name = file.GetProperty("name").GetString()!;
            names.Add(name);
            Assert.Equal(file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(scratch[$"run/{name}"]))));
        }

        Assert.Empty(scratch.Entries(Folder).Except([.. names, "mine.txt", "notes", ".gpuconcord"], StringComparer.Ordinal));
        string[] arguments = [.. json.RootElement.GetProperty("arguments").EnumerateArray().Select(word => word.GetString()!)];
        return int.Parse(arguments[Array.IndexOf(arguments, "--seed") + 1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
