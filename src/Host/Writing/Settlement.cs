namespace GpuConcord.Host.Writing;

/// <summary>Deals with what a process that was killed left of its work on a folder.</summary>
internal static class Settlement
{
    /// <summary>Takes the lock of a folder's staging folder, in which there is then nothing but the lock; a replacement that was decided is completed before.</summary>
    /// <param name="place">The places.</param>
    /// <param name="shown">The folder as the user named it.</param>
    /// <exception cref="InUseException">Another process writes to the folder.</exception>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public static StagingLock Begin(StagingPlace place, string shown)
    {
        StagingLock held = place.Take(shown);
        try
        {
            // A run that was begun elsewhere, or with other rights, chose the other place.
            if ((held.Folder.Equals(place.Inside, StringComparison.Ordinal) ? place.Beside : place.Inside) is { } other && StagingLock.TakeLeftOver(other, shown) is { } left)
            {
                Complete(place.Target, left, remove: true);
            }

            Complete(place.Target, held, remove: false);
            foreach (string folder in new[] { Replacement.NewName, Replacement.OldName }.Select(name => Path.Combine(held.Folder, name)).Where(Directory.Exists))
            {
                Directory.Delete(folder, recursive: true);
            }

            return held;
        }
        catch
        {
            Abandon(held);
            throw;
        }
    }

    /// <summary>Completes a replacement that was decided when its process ended, for somebody who reads the folder.</summary>
    /// <param name="path">The folder as the user named it.</param>
    /// <exception cref="InUseException">It is going on.</exception>
    /// <exception cref="IOException">It cannot be completed.</exception>
    public static void ForReading(string path)
    {
        StagingPlace place = new(Paths.Resolve(path));
        foreach (string staging in new[] { place.Beside, place.Inside }.OfType<string>().Where(Journal.IsIn))
        {
            if (StagingLock.TakeLeftOver(staging, path) is { } left)
            {
                Complete(place.Target, left, remove: true);
            }
        }
    }

    /// <summary>Removes what is left over beside a folder, or in it; a replacement that was decided is completed before. Without rights to do so nothing is done.</summary>
    public static void Tidy(StagingPlace place)
    {
        foreach (string staging in new[] { place.Beside, place.Inside }.OfType<string>().Where(Directory.Exists))
        {
            if (StagingLock.TryLeftOver(staging) is { } left)
            {
                Complete(place.Target, left, remove: true);
            }
        }
    }

    /// <summary>Removes a staging folder whose work is given up, unless a replacement stopped midway: that is for the next run to complete.</summary>
    public static void Abandon(StagingLock held)
    {
        if (Journal.IsIn(held.Folder))
        {
            held.Dispose();
        }
        else
        {
            held.Remove();
        }
    }

    private static void Complete(string target, StagingLock held, bool remove)
    {
        try
        {
            if (Journal.IsIn(held.Folder))
            {
                Journal.Resume(target, held.Folder);
            }
        }
        finally
        {
            if (remove)
            {
                Abandon(held);
            }
        }
    }
}
