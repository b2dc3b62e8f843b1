namespace GpuConcord.Host.Writing;

/// <summary>What becomes of a folder: which files come, which go; everything else in it stays.</summary>
/// <param name="Target">The folder, links resolved.</param>
/// <param name="Staging">The folder of the work, see <see cref="StagingPlace"/>.</param>
/// <param name="Coming">Names of the files that come, with slashes, the manifest last: they are complete in <see cref="New"/>.</param>
/// <param name="Going">Names of the files that go, the manifest last; some may be names of files that come.</param>
/// <param name="Emptied">Names of folders that go with their files when nothing else is in them.</param>
internal sealed record Replacement(string Target, string Staging, IReadOnlyList<string> Coming, IReadOnlyList<string> Going, IReadOnlyList<string> Emptied)
{
    /// <summary>Name of the folder, inside the staging folder, that a run is put together in.</summary>
    public const string NewName = "new";

    /// <summary>Name of the folder, inside the staging folder, that what goes is put into.</summary>
    public const string OldName = "old";

    /// <summary>The folder that a run is put together in.</summary>
    public string New => Path.Combine(Staging, NewName);

    /// <summary>The folder that what goes is put into.</summary>
    public string Old => Path.Combine(Staging, OldName);

    /// <summary>Says where something of another's stands in the way, before anything is touched.</summary>
    /// <exception cref="IOException">It does.</exception>
    public void RequireRoom()
    {
        foreach (string inner in Paths.FoldersOf(Coming))
        {
            string whole = Path.Combine(Target, inner);
            if (Paths.Exists(whole) && !Paths.IsFolder(whole))
            {
                throw new IOException($"found a file or link at {whole}, expected a folder or nothing, as the run has files in a folder of that name; move it away");
            }
        }

        foreach (string name in Coming)
        {
            string whole = Path.Combine(Target, name);
            if (Paths.IsFolder(whole))
            {
                throw new IOException($"found a folder at {whole}, expected nothing, as the run has a file of that name; move it away");
            }
        }
    }
}
