namespace GpuConcord.Host.Writing;

/// <summary>A file that a user named as output.</summary>
/// <param name="Shown">The name as the user wrote it.</param>
/// <param name="Target">What is written: the file itself, or what a link of that name leads to, as a whole path.</param>
/// <param name="IsChannel">Whether it is a pipe, a device or a stream of the process: written to when everything is complete, never replaced.</param>
public sealed record OutputName(string Shown, string Target, bool IsChannel)
{
    /// <summary>Where the system keeps devices, and the open files of processes under names that look like files'.</summary>
    private static readonly string[] Devices = ["/dev/", "/proc/"];

    /// <summary>Whether there is a file that would be replaced.</summary>
    public bool Exists => !IsChannel && File.Exists(Target);

    /// <summary>The same text for names of the same file, however they lead there.</summary>
    public string Key =>
        Path.GetDirectoryName(Target) is { } folder && Unix.Status(folder) is { } status ? $"{status.Identity} {Path.GetFileName(Target)}" : Target;

    /// <summary>Looks a name up.</summary>
    /// <param name="shown">The name as the user wrote it.</param>
    /// <exception cref="IOException">It is a link that leads in a circle.</exception>
    public static OutputName Of(string shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        string whole = Path.GetFullPath(shown);
        // Standard output may be a file, but one that its shell has open: to take its place would lose what is printed afterwards.
        string? device = Steps(whole).FirstOrDefault(IsDevice);
        return device is not null ? new OutputName(shown, device, IsChannel: true)
            : Unix.Status(whole) is { IsChannel: true } ? new OutputName(shown, Paths.Resolve(whole), IsChannel: true)
            : new OutputName(shown, Paths.Resolve(whole), IsChannel: false);
    }

    /// <summary>Whether it is the standard output of this process, or its standard error, which go on where they are.</summary>
    public (bool Output, bool Error) Standard =>
        (Steps(Target).Any(step => step is "/dev/stdout" or "/proc/self/fd/1" or "/dev/fd/1"),
            Steps(Target).Any(step => step is "/dev/stderr" or "/proc/self/fd/2" or "/dev/fd/2"));

    private static bool IsDevice(string path) =>
        Array.Exists(Devices, folder => path.StartsWith(folder, StringComparison.Ordinal)) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>A path, what it leads to when it is a link, and so on.</summary>
    private static IEnumerable<string> Steps(string whole)
    {
        const int Most = 40;
        string? step = whole;
        for (int k = 0; step is not null && k < Most; k++)
        {
            yield return step;
            step = new FileInfo(step).LinkTarget is { } next ? Path.GetFullPath(next, Path.GetDirectoryName(step)!) : null;
        }
    }
}
