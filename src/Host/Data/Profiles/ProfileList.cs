using System.Reflection;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Profiles;

/// <summary>The profiles that are built in, and those in files.</summary>
public static class ProfileList
{
    private const string Prefix = "Profiles/", Extension = ".toml";

    private static readonly Lazy<IReadOnlyList<Profile>> BuiltIn = new(() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Load),
    ]);

    /// <summary>The built-in profiles, by name.</summary>
    public static IReadOnlyList<Profile> All => BuiltIn.Value;

    /// <summary>A built-in profile by its name in any case, or the one in a file.</summary>
    /// <param name="name">The name, or the file.</param>
    /// <exception cref="DataException">The file is at fault.</exception>
    /// <exception cref="UsageException">There is neither.</exception>
    public static Profile Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Profile? known = All.FirstOrDefault(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (known is not null)
        {
            return known;
        }

        if (!File.Exists(name) && !name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            string[] names = [.. All.Select(profile => profile.Name)];
            throw new UsageException($"--profile: found '{name}', expected one of {string.Join(", ", names)} or a TOML file; "
                + DidYouMean.Advice(name, names, "gpuconcord profiles lists and shows them"));
        }

        return Files.Guard(name, () =>
        {
            using StreamReader reader = new(Files.Open(name, "a profile of a catalogue (TOML)", All.Select(profile => profile.Name)));
            return ProfileFile.Read(name, reader.ReadToEnd());
        });
    }

    /// <summary>The built-in profile of a table with these columns, or null.</summary>
    /// <param name="header">The table's columns.</param>
    public static Profile? For(IReadOnlyList<string> header) => All.FirstOrDefault(profile => profile.Recognises(header));

    private static Profile Load(string resource)
    {
        using StreamReader reader = new(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return ProfileFile.Read(resource[Prefix.Length..^Extension.Length], reader.ReadToEnd());
    }
}
