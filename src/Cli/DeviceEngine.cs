using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Inference;
using GpuConcord.Host.Output;

namespace GpuConcord.Cli;

/// <summary>Fits on a device of this machine.</summary>
internal sealed class DeviceEngine : IFitEngine
{
    private readonly Device _device;

    private DeviceEngine(Device device) => _device = device;

    /// <inheritdoc/>
    public DeviceRecord Device => DeviceRecord.Of(_device);

    /// <summary>Opens the device that the text of <c>--device</c> names.</summary>
    public static IFitEngine Open(string choice) => new DeviceEngine(Host.Devices.Device.OpenSimd());

    /// <inheritdoc/>
    public Fit Run(Observations observations, Priors priors, FitOptions options, IProgress<FitProgress> progress, CancellationToken cancellation) =>
        throw new NotSupportedException("not wired yet");

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
