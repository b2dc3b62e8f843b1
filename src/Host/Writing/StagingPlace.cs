using System.Text.RegularExpressions;

namespace GpuConcord.Host.Writing;

/// <summary>The two places where a run on its way to a folder may be put together, by names that every run on that folder knows.</summary>
/// <param name="target">The folder, links resolved.</param>
internal sealed partial class StagingPlace(string target)
{
    /// <summary>Name of the place inside the folder.</summary>
    public const string InsideName = ".gpuconcord";

    /// <summary>The folder.</summary>
    public string Target { get; } = target;

    /// <summary>Beside the folder, from where a complete run is exchanged with it in one step; null for the root of a file system.</summary>
    public string? Beside { get; } = Path.GetDirectoryName(target) is { } parent ? Path.Combine(parent, $".{Path.GetFileName(target)}{InsideName}") : null;

    /// <summary>Inside the folder, where it can only be filled file by file.</summary>
    public string Inside { get; } = Path.Combine(target, InsideName);

    /// <summary>The folders in <paramref name="parent"/> beside which there is such a place.</summary>
    public static IEnumerable<string> TargetsIn(string parent) => Directory.EnumerateDirectories(parent, $".*{InsideName}").Select(Path.GetFileName)
        .Where(name => name!.Length > InsideName.Length + 1).Select(name => Path.Combine(parent, name![1..^InsideName.Length]));

    /// <summary>Takes the lock of a place: beside the folder where the two could be exchanged and the parent can be written to, else inside.</summary>
    /// <param name="shown">The folder as the user named it.</param>
    /// <exception cref="InUseException">Another process writes there.</exception>
    /// <exception cref="IOException">Neither place can be made.</exception>
    public StagingLock Take(string shown)
    {
        bool exists = Directory.Exists(Target);
        if (Beside is not null && !(exists && (HoldsWorkingFolder() || IsMount())))
        {
            try
            {
                return StagingLock.Take(Beside, shown);
            }
            catch (Exception fault) when ((exists && fault is (IOException or UnauthorizedAccessException) and not InUseException) || fault is PathTooLongException)
            {
                // A parent that may not be written to, or a name that would be too long.
            }
        }

        return StagingLock.Take(Inside, shown);
    }

    /// <summary>Whether an entry of the folder is unfinished work of this program, older versions' too, and no file of anybody.</summary>
    public static bool IsUnfinished(string name) => name is InsideName || OldScheme().IsMatch(name);

    /// <summary>A shell whose working folder is exchanged would stay in the old one.</summary>
    private bool HoldsWorkingFolder()
    {
        FileIdentity? wanted = Unix.Status(Target)?.Identity;
        for (string? folder = Environment.CurrentDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (folder.Equals(Target, StringComparison.Ordinal) || (wanted is not null && Unix.Status(folder)?.Identity == wanted))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsMount() => Unix.Status(Target) is { } own && Unix.Status(Path.GetDirectoryName(Target)!) is { } parent && !own.SharesMountWith(parent);

    /// <summary>What versions up to 0.1 left inside the folder when they were killed.</summary>
    [GeneratedRegex("^\\.partial-[0-9]+-[0-9a-f]{32}$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OldScheme();
}
