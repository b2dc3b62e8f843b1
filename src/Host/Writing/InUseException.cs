namespace GpuConcord.Host.Writing;

/// <summary>Another process writes to the same place.</summary>
/// <param name="place">The place, as the user named it.</param>
/// <param name="owner">Who writes there, in words; null where that is not known.</param>
public sealed class InUseException(string place, string? owner)
    : IOException($"{place}: found another gpuconcord that writes there{(owner is null ? "" : $" ({owner})")}, expected none; wait for it, or name another place");
