using System.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>
/// Programs of others that read what is written here, or write what is read here: astropy, STILTS, xarray, R. Where one is absent its tests are skipped and
/// say so; <c>tests/Judges/run.sh</c> installs all of them from Debian, runs these tests and fails where one is skipped.
/// </summary>
internal static class Judge
{
    /// <summary>The trait of every test that asks a judge: <c>[Trait(Judge.Trait, Judge.Astropy)]</c>.</summary>
    public const string Trait = "Judge";

    public const string Astropy = "astropy";
    public const string Stilts = "stilts";
    public const string Xarray = "xarray";
    public const string R = "R";
    public const string Chromium = "chromium";

    /// <summary>Seconds after which a judge is taken to hang.</summary>
    private const int MostSeconds = 300;

    private static readonly Dictionary<string, bool> Known = new(StringComparer.Ordinal);
    private static readonly Lock Looking = new();

    /// <summary>Runs a Python script of <c>tests/data/judges</c> under Debian's Python and gives what it prints; skips the test where a module is absent.</summary>
    /// <param name="modules">The modules that it imports, with commas between: <c>astropy</c>, or <c>xarray,netCDF4</c>.</param>
    /// <param name="script">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Python(string modules, string script, params string[] arguments)
    {
        Require($"python3 with {modules}", () => Finds("/usr/bin/python3", "-c", $"import {modules}"));
        return Run("/usr/bin/python3", [Script(script), .. arguments]);
    }

    /// <summary>Runs a program that calls Debian's Python in its turn; skips the test where a module is absent.</summary>
    public static string RunPython(string modules, string program, IEnumerable<string> arguments)
    {
        Require($"python3 with {modules}", () => Finds("/usr/bin/python3", "-c", $"import {modules}"));
        return Run(program, arguments);
    }

    /// <summary>Runs STILTS and gives what it prints; skips the test where it is absent.</summary>
    public static string RunStilts(params string[] arguments)
    {
        Require("stilts", () => Finds("stilts", "-version"));
        return Run("stilts", arguments);
    }

    /// <summary>Runs an R script of <c>tests/data/judges</c> and gives what it prints; skips the test where a package is absent.</summary>
    /// <param name="package">The package that it loads.</param>
    /// <param name="script">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string RunR(string package, string script, params string[] arguments)
    {
        Require($"R with {package}", () => Finds("Rscript", "-e", $"library({package})"));
        return Run("Rscript", ["--vanilla", Script(script), .. arguments]);
    }

    /// <summary>Runs any program of a judge, as fitsverify of CFITSIO, and gives what it prints; skips the test where it is absent.</summary>
    public static string Run(string program, string probe, IEnumerable<string> arguments)
    {
        Require(program, () => Finds(program, probe));
        return Run(program, arguments);
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "data", "judges", name);

    private static void Require(string name, Func<bool> look)
    {
        bool found;
        lock (Looking)
        {
            if (!Known.TryGetValue(name, out found))
            {
                Known[name] = found = look();
            }
        }

        Assert.SkipUnless(found, $"{name} is not installed here: sudo tests/Judges/run.sh installs it and runs these tests");
    }

    private static bool Finds(string program, params string[] arguments)
    {
        try
        {
            return Start(program, arguments).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Run(string program, IEnumerable<string> arguments)
    {
        (int code, string output, string errors) = Start(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}:\n{output}\n{errors}");
        return output;
    }

    private static (int Code, string Output, string Errors) Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(MostSeconds)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} was still running after {MostSeconds} s");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
