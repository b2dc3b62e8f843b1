using System.Globalization;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Corrections;
using GpuConcord.Host.Corrections.Arfs;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Corrections;

/// <summary>Writes what <c>apply</c> writes: all of it or nothing.</summary>
internal sealed class ApplyFiles(ApplyRequest request, RunFactors factors, CorrectionOrigin origin)
{
    /// <summary>Writes the tables, the scripts and the ARFs.</summary>
    /// <param name="sources">The ARFs to correct.</param>
    /// <param name="energies">Energies of bands.</param>
    /// <param name="draws">Numbers of draws; none for the median.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="UsageException">A file is there already, or two would have one name.</exception>
    public async Task<IReadOnlyList<ApplyFile>> WriteAsync(IReadOnlyList<ApplySource> sources, BandEnergies energies, IReadOnlyList<int> draws, CancellationToken cancellation)
    {
        if (File.Exists(request.Output))
        {
            throw new UsageException($"--output: found a file at {request.Output}, expected a folder; name another folder");
        }

        List<(ApplyFile File, Func<ApplyFile, Stream, Task<ApplyFile>> Write)> planned = [.. Tables(draws, cancellation), .. Scripts(), .. Arfs(sources, energies, draws)];
        CheckNames([.. planned.Select(plan => plan.File)], sources);
        PendingFiles pending = new(request.Overwrite);
        Func<Stream>[] open = [.. planned.Select(plan => pending.Opener("--output", plan.File.Path))];
        bool created = !Directory.Exists(request.Output);
        Directory.CreateDirectory(request.Output);
        try
        {
            List<ApplyFile> written = [];
            for (int k = 0; k < planned.Count; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                await using Stream stream = open[k]();
                written.Add(await planned[k].Write(planned[k].File, stream));
            }

            pending.Complete();
            return written;
        }
        finally
        {
            pending.Dispose();
            if (created && !Directory.EnumerateFileSystemEntries(request.Output).Any())
            {
                Directory.Delete(request.Output);
            }
        }
    }

    private IEnumerable<(ApplyFile, Func<ApplyFile, Stream, Task<ApplyFile>>)> Tables(IReadOnlyList<int> draws, CancellationToken cancellation)
    {
        yield return Table("constants", "constants", () => ConstantTables.Constants(factors), cancellation);
        yield return Table("correlations", "correlations", () => ConstantTables.Correlations(factors), cancellation);
        if (draws.Count > 0)
        {
            yield return Table("constants_draws", "draws", () => ConstantTables.Draws(factors, draws), cancellation);
        }
    }

    private (ApplyFile, Func<ApplyFile, Stream, Task<ApplyFile>>) Table(string name, string kind, Func<OutputTable> table, CancellationToken cancellation) =>
        (new ApplyFile(Place($"{name}.csv"), kind), async (file, stream) =>
        {
            await TableFormats.Standard.ByName(file.Path).WriteAsync(table(), stream, cancellation);
            return file;
        }
    );

    private IEnumerable<(ApplyFile, Func<ApplyFile, Stream, Task<ApplyFile>>)> Scripts()
    {
        IReadOnlyList<string> stems = ScriptNames.Of(factors);
        for (int k = 0; k < stems.Count; k++)
        {
            BandFactors band = factors.Bands[k];
            yield return Script($"{stems[k]}.xcm", "xspec", band, XspecScript.Write);
            yield return Script($"{stems[k]}.py", "sherpa", band, SherpaScript.Write);
        }
    }

    private (ApplyFile, Func<ApplyFile, Stream, Task<ApplyFile>>) Script(
        string name, string kind, BandFactors band, Action<RunFactors, BandFactors, CorrectionOrigin, TextWriter> write) =>
        (new ApplyFile(Place(name), kind) { Band = band.Band }, async (file, stream) =>
        {
            await using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
            write(factors, band, origin, writer);
            return file;
        }
    );

    private IEnumerable<(ApplyFile, Func<ApplyFile, Stream, Task<ApplyFile>>)> Arfs(IReadOnlyList<ApplySource> sources, BandEnergies energies, IReadOnlyList<int> draws)
    {
        foreach (ApplySource source in sources)
        {
            foreach (int? draw in draws.Count == 0 ? (int?[])[null] : [.. draws.Select(number => (int?)number)])
            {
                yield return (new ApplyFile(Place(Name(source.Arf.File, draw)), "arf") { Source = source, Draw = draw }, async (file, stream) =>
                {
                    CorrectedArf corrected = CorrectedArf.Make(source.Arf, source.Instrument.Name, factors, energies, draw, origin);
                    await stream.WriteAsync(corrected.Bytes);
                    return file with { Corrected = corrected with { Bytes = [] } };
                }
                );
            }
        }
    }

    private string Place(string name) => Path.Combine(request.Output, name);

    /// <summary>pn.arf becomes pn_gpuconcord.arf, or pn_gpuconcord_draw00123.arf; what was compressed is written plain.</summary>
    private string Name(string file, int? draw)
    {
        string name = Path.GetFileName(file);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        int digits = factors.DrawCount.ToString(CultureInfo.InvariantCulture).Length;
        string number = draw is { } k ? $"_draw{k.ToString($"D{digits}", CultureInfo.InvariantCulture)}" : "";
        return $"{Path.GetFileNameWithoutExtension(name)}_gpuconcord{number}{Path.GetExtension(name)}";
    }

    private static void CheckNames(IReadOnlyList<ApplyFile> files, IReadOnlyList<ApplySource> sources)
    {
        if (files.GroupBy(file => file.Path, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UsageException($"found {string.Join(" and ", twice.Select(file => file.Source!.Arf.File))}, which would both be written to {twice.Key}, expected ARFs of "
                + "different names; correct them one by one, each with an --output of its own");
        }

        string[] originals = [.. sources.Select(source => Path.GetFullPath(source.Arf.File))];
        if (files.FirstOrDefault(file => originals.Contains(Path.GetFullPath(file.Path), StringComparer.Ordinal)) is { } same2)
        {
            throw new UsageException($"--output: found {same2.Path}, which is one of the ARFs to correct, expected a name of its own; write to another folder");
        }
    }
}
