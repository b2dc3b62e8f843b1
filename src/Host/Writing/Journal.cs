using System.Text.Json;

namespace GpuConcord.Host.Writing;

/// <summary>
/// Replaces a folder's files one by one where it cannot be exchanged. A journal, on the disk before the first file moves, says which come and which go; from
/// then on it is decided, and whoever finds the journal without its process goes on where that stopped: where each file is tells how far it was.
/// </summary>
internal static class Journal
{
    /// <summary>Name of the journal inside the staging folder.</summary>
    private const string FileName = "commit";

    /// <summary>Whether a staging folder has a journal.</summary>
    public static bool IsIn(string staging) => File.Exists(Path.Combine(staging, FileName));

    /// <summary>Replaces the files. When that fails, the old ones are put back.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static void Run(Replacement replacement)
    {
        // A file of somebody else's under the name of one that comes is given up as well, and is put back with the others when this fails.
        IEnumerable<string> covered = replacement.Coming.Where(name => Paths.Exists(Path.Combine(replacement.Target, name)));
        string? manifest = replacement.Going.Count == 0 ? null : replacement.Going[^1];
        replacement = replacement with { Going = [.. covered.Union(replacement.Going, StringComparer.Ordinal).OrderBy(name => name.Equals(manifest, StringComparison.Ordinal))] };
        string journal = Path.Combine(replacement.Staging, FileName), draft = $"{journal}.draft";
        Durable.Folders(replacement.New);
        Directory.CreateDirectory(replacement.Old);
        using (FileStream file = new(draft, FileMode.Create))
        {
            JsonSerializer.Serialize(file, new Names(replacement.Coming, replacement.Going, replacement.Emptied));
        }

        Unix.Flush(draft);
        Completion.Run(() =>
        {
            File.Move(draft, journal);
            Unix.Flush(replacement.Staging);
            Forward(replacement);
            return true;
        });
    }

    /// <summary>Goes on with what the journal of a process that has ended says.</summary>
    /// <param name="target">The folder.</param>
    /// <param name="staging">The staging folder, whose lock the caller has.</param>
    /// <exception cref="IOException">It failed; the old files are put back.</exception>
    public static void Resume(string target, string staging)
    {
        string journal = Path.Combine(staging, FileName);
        Names? names;
        try
        {
            names = JsonSerializer.Deserialize<Names>(File.ReadAllBytes(journal));
        }
        catch (JsonException)
        {
            names = null;
        }

        if (names is null || !names.Coming.Concat(names.Going).Concat(names.Emptied).All(Paths.IsInside))
        {
            throw new IOException($"{journal}: found no journal of gpuconcord, expected what it writes; remove {staging}");
        }

        Forward(new Replacement(target, staging, names.Coming, names.Going, names.Emptied));
    }

    private static void Forward(Replacement replacement)
    {
        try
        {
            Place(replacement);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            PutBack(replacement);
            End(replacement);
            throw;
        }

        End(replacement);
    }

    private static void Place(Replacement replacement)
    {
        (string target, string fresh, string old) = (replacement.Target, replacement.New, replacement.Old);
        // The manifest is the last to come; it goes first: a folder without one is of no run.
        foreach (string name in replacement.Going.Reverse())
        {
            bool replaced = replacement.Coming.Contains(name, StringComparer.Ordinal) && !Paths.Exists(Path.Combine(fresh, name));
            if (!replaced && !Paths.Exists(Path.Combine(old, name)) && Paths.Exists(Path.Combine(target, name)))
            {
                Move(target, old, name);
            }
        }

        foreach (string name in replacement.Coming)
        {
            if (Paths.Exists(Path.Combine(fresh, name)))
            {
                Move(fresh, target, name);
            }
        }

        foreach (string inner in replacement.Emptied)
        {
            string whole = Path.Combine(target, inner);
            if (Paths.IsFolder(whole) && !Directory.EnumerateFileSystemEntries(whole).Any())
            {
                Directory.Delete(whole);
            }
        }
    }

    private static void PutBack(Replacement replacement)
    {
        (string target, string fresh, string old) = (replacement.Target, replacement.New, replacement.Old);
        foreach (string name in replacement.Coming.Reverse())
        {
            bool placed = !Paths.Exists(Path.Combine(fresh, name));
            bool isNew = !replacement.Going.Contains(name, StringComparer.Ordinal) || Paths.Exists(Path.Combine(old, name));
            if (placed && isNew && Paths.Exists(Path.Combine(target, name)))
            {
                Move(target, fresh, name);
            }
        }

        foreach (string name in replacement.Going)
        {
            if (Paths.Exists(Path.Combine(old, name)))
            {
                Move(old, target, name);
            }
        }
    }

    /// <summary>Nothing is left to do: the journal goes when all names are on the disk.</summary>
    private static void End(Replacement replacement)
    {
        IEnumerable<string> inner = Paths.FoldersOf([.. replacement.Coming, .. replacement.Going]).Select(name => Path.Combine(replacement.Target, name));
        foreach (string folder in inner.Where(Directory.Exists).Append(replacement.Target))
        {
            Unix.Flush(folder);
        }

        File.Delete(Path.Combine(replacement.Staging, FileName));
        Unix.Flush(replacement.Staging);
    }

    private static void Move(string from, string to, string name)
    {
        string place = Path.Combine(to, name);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(Path.Combine(from, name), place, overwrite: true);
    }

    private sealed record Names(IReadOnlyList<string> Coming, IReadOnlyList<string> Going, IReadOnlyList<string> Emptied);
}
