using System.Text;
using GpuConcord.Host.Hashing;
using GpuConcord.Kernels;
using ILGPU;

namespace GpuConcord.Host.Devices;

/// <summary>
/// Texts of kernels that were compiled before, on disk. For those of a fit ILGPU takes some seconds, each time for the same texts; a driver keeps what it makes of a text itself
/// (NVIDIA's in ~/.nv/ComputeCache).
/// </summary>
/// <remarks>
/// A build of this program, of ILGPU and of .NET has a folder of its own, named by what tells them apart; a kernel and what it was compiled for name a file in it. A file begins
/// with the SHA-256 of its text: one that is cut off or changed is as good as absent. Where nothing can be read or written, kernels are compiled each time.
/// </remarks>
/// <param name="folder">Where they are kept; null for nowhere.</param>
internal sealed class KernelCache(string? folder)
{
    /// <summary>The environment variable that names another folder; an empty one for nowhere.</summary>
    public const string Variable = "GPUCONCORD_CACHE";

    /// <summary>Builds whose texts stay: an older one's go when a new one's come.</summary>
    private const int MostBuilds = 4;

    private static readonly string Build = BuildName();

    /// <summary>Keeps nothing.</summary>
    public static KernelCache None { get; } = new(null);

    /// <summary>Those of the user who runs this program.</summary>
    public static KernelCache OfUser { get; } = new(UserFolder(Environment.GetEnvironmentVariable));

    /// <summary>Where they are kept; null for nowhere.</summary>
    public string? Folder => folder;

    /// <summary>The text of a kernel, or null where none is kept.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">What it was compiled for: letters, digits, - and _.</param>
    public string? Find(Type kernel, string target)
    {
        if (File(kernel, target) is not { } file)
        {
            return null;
        }

        string kept = "";
        Tried(() => kept = System.IO.File.ReadAllText(file));
        int end = kept.IndexOf('\n', StringComparison.Ordinal);
        string text = kept[(end + 1)..];
        return end > 0 && kept.AsSpan(0, end).SequenceEqual(Head(text)) ? text : null;
    }

    /// <summary>Keeps the text of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">What it was compiled for.</param>
    /// <param name="text">The text.</param>
    public void Keep(Type kernel, string target, string text)
    {
        if (File(kernel, target) is not { } file)
        {
            return;
        }

        string partial = $"{file}.{Guid.NewGuid():N}.partial";
        bool kept = Tried(() =>
        {
            string place = Path.GetDirectoryName(file)!;
            if (!Directory.Exists(place))
            {
                Directory.CreateDirectory(place);
                ForgetOldBuilds();
            }

            System.IO.File.WriteAllText(partial, $"{Head(text)}\n{text}");
            System.IO.File.Move(partial, file, overwrite: true);
        });
        if (!kept)
        {
            Tried(() => System.IO.File.Delete(partial));
        }
    }

    /// <summary>The folder of a user: what <see cref="Variable"/> says, else where the system has such files.</summary>
    internal static string? UserFolder(Func<string, string?> variable)
    {
        if (variable(Variable) is { } said)
        {
            return said.Length > 0 ? said : null;
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        string caches = OperatingSystem.IsWindows() ? local
            : OperatingSystem.IsMacOS() ? Under(home, "Library", "Caches")
            : variable("XDG_CACHE_HOME") is { Length: > 0 } own ? own : Under(home, ".cache");
        return caches.Length > 0 ? Path.Combine(caches, "gpuconcord") : null;

        static string Under(string home, params string[] names) => home.Length > 0 ? Path.Combine([home, .. names]) : "";
    }

    /// <summary>Whether the file system did it: where it does not, the next run compiles again.</summary>
    private static bool Tried(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Head(string text) => $"// SHA-256 {Checksum.Of(Encoding.UTF8.GetBytes(text))}";

    /// <summary>ILGPU compiles what is in these assemblies, by its own rules and those of this one.</summary>
    private static string BuildName()
    {
        Type[] ofEach = [typeof(IKernel<>), typeof(KernelCache), typeof(Context), typeof(object)];
        string all = string.Join(' ', ofEach.Select(type => type.Module.ModuleVersionId));
        return Checksum.Of(Encoding.UTF8.GetBytes(all))[..16];
    }

    /// <summary>Whether the build's name tells everything that a kernel is made of.</summary>
    private static bool IsOfThisBuild(Type kernel) => kernel.Assembly == typeof(IKernel<>).Assembly && kernel.GetGenericArguments().All(IsOfThisBuild);

    private string? File(Type kernel, string target) => folder is null || !IsOfThisBuild(kernel) ? null
        : Path.Combine(folder, Build, $"{kernel}-{target}.ptx");

    private void ForgetOldBuilds()
    {
        IEnumerable<DirectoryInfo> builds = new DirectoryInfo(folder!).EnumerateDirectories()
            .Where(own => own.Name.Length == Build.Length && own.Name.All(char.IsAsciiHexDigitLower));
        foreach (DirectoryInfo old in builds.OrderByDescending(own => own.LastWriteTimeUtc).Skip(MostBuilds))
        {
            old.Delete(recursive: true);
        }
    }
}
