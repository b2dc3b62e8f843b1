namespace GpuConcord.Host.Devices;

/// <summary>A device that was asked for cannot be had. The message says what was found and what to do; the command line exits with 69.</summary>
public class DeviceException(string message) : Exception(message);

/// <summary>A device has no room for what it was to hold. Work that can be done in smaller pieces goes on in smaller pieces.</summary>
internal sealed class DeviceMemoryException(string message) : DeviceException(message);
