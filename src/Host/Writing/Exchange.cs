namespace GpuConcord.Host.Writing;

/// <summary>
/// Replaces a folder in one step: what stays gets a second name in the new folder, which is then exchanged with the old. At every moment, and after a
/// loss of power, the folder is the old run or the new one.
/// </summary>
internal static class Exchange
{
    /// <summary>Replaces the folder; false, with nothing changed, where the system cannot, or where the new folder would not be to everybody what the old is.</summary>
    /// <param name="replacement">What comes and goes.</param>
    /// <param name="swap">Exchanges two names, see <see cref="Unix.Exchange"/>.</param>
    public static bool TryRun(Replacement replacement, Func<string, string, bool> swap)
    {
        (string target, string fresh) = (replacement.Target, replacement.New);
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        Keeping keeping = new(replacement);
        if (!Path.GetDirectoryName(target)!.Equals(Path.GetDirectoryName(replacement.Staging), StringComparison.Ordinal)
            || !keeping.TryLink(target, fresh))
        {
            return false;
        }

        File.SetUnixFileMode(fresh, File.GetUnixFileMode(target));
        Durable.Folders(fresh);
        if (!Completion.Run(() => swap(fresh, target)))
        {
            return false;
        }

        Unix.Flush(replacement.Staging);
        Unix.Flush(Path.GetDirectoryName(target)!);
        // What somebody put into the folder since its entries were listed is in the old one now.
        keeping.TryLink(fresh, target);
        return true;
    }
}
