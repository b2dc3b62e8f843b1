using System.CommandLine;
using System.Text.Json;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord devices</c>: lists what kernels can run on, and what was refused and why.</summary>
internal static class DevicesCommand
{
    private const double Gibibyte = 1L << 30;

    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord devices", "what this machine has, and why a device is refused"),
        new("gpuconcord fit epic-hmxb --device simd", "choose one"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="read">Looks at the machine.</param>
    public static Command Create(Terminal terminal, Func<IReadOnlyList<DeviceEntry>> read)
    {
        Option<bool> json = OutputOptions.JsonOption();
        Command command = new("devices", "List the devices that this machine can compute on, and those refused, with the reason.") { json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<DeviceEntry> entries = read();
            DeviceEntry auto = default(DeviceChoice).Pick(entries, out string reason);
            if (parsed.GetValue(json))
            {
                WriteJson(entries, auto, reason, terminal.Output);
            }
            else
            {
                Write(entries, auto, reason, new Page(terminal));
            }
        });
        return command;
    }

    private static void Write(IReadOnlyList<DeviceEntry> entries, DeviceEntry auto, string reason, Page page)
    {
        page.Table(
            ["--device", "name", "driver", "units", "lanes", "memory", "Gflop/s"],
            entries.Where(entry => entry.Refusal is null).Select(entry => (string[])
            [
                entry.Choice,
                entry.Name,
                entry.Driver,
                $"{entry.Units}",
                $"{entry.LaneWidth}",
                $"{Figures.Fixed(entry.MemoryBytes / Gibibyte, 1)} GiB",
                entry.Gigaflops is { } speed ? Figures.Fixed(speed, 1) : "",
            ]),
            textColumns: 3);
        page.Blank();
        page.Paragraph($"{auto.Choice} ({reason})", "--device auto takes ");
        foreach (DeviceEntry entry in entries.Where(entry => entry.Refusal is not null))
        {
            page.Paragraph($"{(entry.Name.Length > 0 ? $"{entry.Name}: " : "")}{entry.Refusal}", $"refused: {entry.Choice}: ");
        }

        foreach (DeviceEntry entry in entries.Where(entry => entry is { Refusal: null, SlowDoubles: true }))
        {
            page.Paragraph(SlowDoubles(entry, entries.FirstOrDefault(other => other.Kind is DeviceKind.Simd)), $"{entry.Choice}: ");
        }

        page.Paragraph("units are cores of a processor or multiprocessors of a GPU; lanes are numbers that a core computes at a time; Gflop/s are multiply-adds in double "
            + "precision, measured just now.");
    }

    /// <summary>What a card that is made for single precision does here, beside the processor's widest registers where both were measured.</summary>
    private static string SlowDoubles(DeviceEntry entry, DeviceEntry? processor)
    {
        string rate = $"{entry.Name} computes in double precision, as everything here is, at 1/{entry.SinglesADouble} of its speed in single precision";
        return (entry.Gigaflops, processor?.Gigaflops) is ({ } own, { } other)
            ? $"{rate}: {Figures.Fixed(own, 0)} Gflop/s beside {Figures.Fixed(other, 0)} of {processor!.Choice}{(own < other ? ", so that the processor is faster" : "")}."
            : $"{rate}.";
    }

    private static void WriteJson(IReadOnlyList<DeviceEntry> entries, DeviceEntry auto, string reason, Stream stream)
    {
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("auto", auto.Choice);
            writer.WriteString("auto_reason", reason);
            writer.WriteStartArray("devices");
            foreach (DeviceEntry entry in entries)
            {
                writer.WriteStartObject();
                writer.WriteString("device", entry.Choice);
                writer.WriteString("kind", entry.Kind.ToString().ToLowerInvariant());
                writer.WriteString("name", entry.Name);
                writer.WriteString("driver", entry.Driver);
                writer.WriteNumber("lane_width", entry.LaneWidth);
                writer.WriteNumber("units", entry.Units);
                writer.WriteNumber("memory_bytes", entry.MemoryBytes);
                writer.WriteBoolean("double_precision", entry.DoublePrecision);
                if (entry.SinglesADouble is { } singles)
                {
                    writer.WriteNumber("singles_a_double", singles);
                }
                else
                {
                    writer.WriteNull("singles_a_double");
                }
                if (entry.Gigaflops is { } speed)
                {
                    writer.WriteNumber("measured_gflops", speed);
                }
                else
                {
                    writer.WriteNull("measured_gflops");
                }
                writer.WriteString("refused", entry.Refusal);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }
}
