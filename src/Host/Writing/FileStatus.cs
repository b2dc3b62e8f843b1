namespace GpuConcord.Host.Writing;

/// <summary>Which file it is, whatever its names.</summary>
/// <param name="Device">Number of the file system.</param>
/// <param name="Inode">Number in it.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>What Linux tells of a file.</summary>
/// <param name="Identity">Which file it is.</param>
/// <param name="Mount">Number of the mount through which it was reached; 0 before Linux 5.8.</param>
/// <param name="Owner">Number of the user whose it is.</param>
/// <param name="Group">Number of the group whose it is.</param>
/// <param name="Mode">Its kind and rights, as in <c>stat</c>.</param>
internal readonly record struct FileStatus(FileIdentity Identity, ulong Mount, uint Owner, uint Group, ushort Mode)
{
    private const int KindBits = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>Whether it is a pipe, a socket or a device: something to write to, which has no content to replace.</summary>
    public bool IsChannel => (Mode & KindBits) is not (Regular or Folder);

    /// <summary>Whether names can be moved between two folders.</summary>
    public bool SharesMountWith(FileStatus other) => Identity.Device == other.Identity.Device && Mount == other.Mount;
}
