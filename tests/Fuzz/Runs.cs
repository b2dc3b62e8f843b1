using GpuConcord.Host.Data;
using GpuConcord.Tests.Cli;

namespace GpuConcord.Tests.Fuzz;

/// <summary>A finished run whose files are damaged, or used with damaged ones.</summary>
internal sealed class Runs
{
    private readonly string run = Path.Combine(Directory.CreateTempSubdirectory("gpuconcord-fuzz-run-").FullName, "run");

    /// <summary>Makes the run.</summary>
    public Runs()
    {
        Cli.Console console = new();
        int code = console.RunAsync(CancellationToken.None, "fit", "epic-hmxb", "--band", "1.0-2.0", "--output", run, "--quiet").GetAwaiter().GetResult();
        if (code != 0)
        {
            throw new InvalidOperationException(console.Error);
        }
    }

    /// <summary>Its run.json.</summary>
    public byte[] Json => File.ReadAllBytes(Path.Combine(run, "run.json"));

    /// <summary>Names of sources of the data that it is of.</summary>
    public IReadOnlyList<string> Sources
    {
        get
        {
            using StreamReader table = new(Examples.Find("epic-hmxb")!.Open());
            return [.. table.ReadToEnd().Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')[1]).Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>A page of the run with this file for its run.json.</summary>
    public string[] Report(string file) => ["report", With(file), "--overwrite", "--quiet"];

    /// <summary>Who drives an area of the run with this file for its run.json.</summary>
    public string[] Explain(string file) => ["explain", With(file), "pn"];

    /// <summary>Whether an area of the run depends on a column of this table.</summary>
    public string[] ExplainBy(string file) => ["explain", run, "pn", "--by", "class", "--table", file];

    /// <summary>The run with another run.json.</summary>
    private string With(string file)
    {
        string folder = Path.Combine(Path.GetDirectoryName(file)!, "run");
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            foreach (string from in Directory.EnumerateFiles(run))
            {
                File.Copy(from, Path.Combine(folder, Path.GetFileName(from)));
            }
        }

        File.Copy(file, Path.Combine(folder, "run.json"), overwrite: true);
        return folder;
    }

    /// <summary>The run's corrections put on this ARF.</summary>
    public string[] Apply(string file) =>
        ["apply", run, file, "--instrument", "pn", "--output", Path.Combine(Path.GetDirectoryName(file)!, "out"), "--overwrite"];
}
