using System.Globalization;

namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>The recorded footprint of every kernel on every architecture: tests/data/ptxas/registers.csv.</summary>
internal static class FootprintRecord
{
    private const string Header = "kernel,architecture,registers,stack_bytes,spill_store_bytes,spill_load_bytes";

    /// <summary>What to do about a difference.</summary>
    public const string Cure = "If that is meant, run tests/data/ptxas/record.sh and commit what it writes.";

    /// <summary>The file that the tests read.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "data", "ptxas", "registers.csv");

    /// <summary>Reads the record.</summary>
    public static Dictionary<(string Kernel, string Architecture), Footprint> Read() => File.ReadLines(Path)
        .Skip(1)
        .Select(line => line.Split(','))
        .ToDictionary(
            cells => (cells[0], cells[1]),
            cells =>
            {
                int[] numbers = Array.ConvertAll(cells[2..], cell => int.Parse(cell, CultureInfo.InvariantCulture));
                return new Footprint(numbers[0], numbers[1], numbers[2], numbers[3]);
            });

    /// <summary>Writes the record.</summary>
    public static void Write(string path, IEnumerable<(string Kernel, string Architecture, Footprint Footprint)> rows) => File.WriteAllText(
        path,
        string.Join('\n', rows
            .Select(row => $"{row.Kernel},{row.Architecture},{row.Footprint.Registers},{row.Footprint.Stack},{row.Footprint.SpillStores},{row.Footprint.SpillLoads}")
            .Prepend(Header)) + "\n");

    /// <summary>Writes the record as a table for people: registers, and how many warps of a multiprocessor they leave room for.</summary>
    public static void WriteTable(string path, string[] architectures, IEnumerable<(string Kernel, string Architecture, Footprint Footprint)> rows)
    {
        IEnumerable<string> lines = rows.GroupBy(row => row.Kernel, StringComparer.Ordinal).Select(kernel =>
            $"| `{kernel.Key}` | {string.Join(" | ", kernel.Select(row => Cell(row.Architecture, row.Footprint)))} |");
        File.WriteAllText(path, $"""
            # Kernels in NVIDIA machine code

            What `ptxas` 11.8 makes of every kernel: registers a thread, and the warps that so many registers let a multiprocessor hold, of the
            most it can. No GPU is needed for this, and nothing here is a speed. Written by `tests/data/ptxas/record.sh`; a test holds every
            kernel to it.

            | kernel | {string.Join(" | ", architectures)} |
            |---|{string.Concat(architectures.Select(_ => "--:|"))}
            {string.Join('\n', lines)}

            """.ReplaceLineEndings("\n"));
    }

    private static string Cell(string architecture, Footprint footprint)
    {
        string occupancy = $"{footprint.Registers} ({footprint.Warps(architecture)} of {Footprint.MostWarps(architecture)})";
        return footprint.KeepsToRegisters
            ? occupancy
            : $"{occupancy}, stack {footprint.Stack} B, spills {footprint.SpillStores} + {footprint.SpillLoads} B";
    }
}
