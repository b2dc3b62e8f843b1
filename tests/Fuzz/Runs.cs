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

    /// <summary>A page of the run with this file for its run.json.</summary>
    public string[] Report(string file)
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
        return ["report", folder, "--overwrite", "--quiet"];
    }

    /// <summary>The run's corrections put on this ARF.</summary>
    public string[] Apply(string file) =>
        ["apply", run, file, "--instrument", "pn", "--output", Path.Combine(Path.GetDirectoryName(file)!, "out"), "--overwrite"];
}
