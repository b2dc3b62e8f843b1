namespace GpuConcord.Host.Devices;

/// <summary>The processor's marketing name, for the record of a run.</summary>
internal static class ProcessorName
{
    private const string Linux = "/proc/cpuinfo";

    public static string Read()
    {
        if (File.Exists(Linux))
        {
            string? line = File.ReadLines(Linux).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
