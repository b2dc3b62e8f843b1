namespace GpuConcord.Host.Devices;

/// <summary>A device that was asked for cannot be had. The message says what was found and what to do; the command line exits with 69.</summary>
public sealed class DeviceException(string message) : Exception(message);
