using System.CommandLine;
using System.Text.Json;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.SelfTest;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord selftest</c>: does this device compute what the program needs of it?</summary>
internal static class SelfTestCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord selftest", "the device that --device auto takes"),
        new("gpuconcord selftest --device cuda", "a GPU, before trusting it with a catalogue"),
        new("gpuconcord selftest --device cpu", "the accelerator code path on the processor, without vector registers"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="open">Opens a device.</param>
    public static Command Create(Terminal terminal, Func<DeviceChoice, Device> open)
    {
        Option<string> device = DeviceOption.Create("simd (simd:8, simd:4, simd:1), cpu");
        Option<bool> json = OutputOptions.JsonOption();
        Command command = new("selftest", "Check a device: known answers, accuracy, distributions, small fits, photometry.") { device, json };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Run(DeviceChoice.Parse(parsed.GetValue(device)!), parsed.GetValue(json), terminal, open, cancellation)));
        return command;
    }

    private static int Run(DeviceChoice choice, bool json, Terminal terminal, Func<DeviceChoice, Device> open, CancellationToken cancellation)
    {
        using Device device = open(choice);
        List<CheckResult> results = new();
        foreach (CheckResult result in SelfTesting.Run(device, cancellation))
        {
            results.Add(result);
            if (!json && terminal.OutIsScreen)
            {
                terminal.Error.WriteLine($"{(result.Passed ? "passed" : "FAILED")}: {result.Name}");
            }
        }
        if (json)
        {
            WriteJson(device, results, terminal.Output);
        }
        else
        {
            Write(device, results, new Page(terminal));
        }
        return results.TrueForAll(result => result.Passed) ? ExitCode.Success : ExitCode.NotConverged;
    }

    private static void Write(Device device, List<CheckResult> results, Page page)
    {
        page.Paragraph($"{device.Name}, {device.Driver}, lane width {device.LaneWidth} ({device.Reason})");
        page.Blank();
        page.Table(
            ["check", "", "worst", "allowed", "s"],
            results.Select(result => (string[])[result.Name, result.Passed ? "passed" : "FAILED", result.Found, result.Limit, Figures.Fixed(result.Seconds, 2)]),
            textColumns: 2);
        page.Blank();
        int failed = results.Count(result => !result.Passed);
        page.Paragraph(failed == 0
            ? $"All {results.Count} checks passed: results of this device can be trusted."
            : $"{failed} of {results.Count} checks failed: do not use this device. Update its driver and try again, or use --device simd.");
    }

    private static void WriteJson(Device device, List<CheckResult> results, Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("device", device.Name);
        json.WriteString("driver", device.Driver);
        json.WriteNumber("lane_width", device.LaneWidth);
        json.WriteBoolean("passed", results.TrueForAll(result => result.Passed));
        json.WriteStartArray("checks");
        foreach (CheckResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            json.WriteBoolean("passed", result.Passed);
            json.WriteString("worst", result.Found);
            json.WriteString("allowed", result.Limit);
            json.WriteNumber("seconds", result.Seconds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
