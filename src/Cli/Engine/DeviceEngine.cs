using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Engine;

/// <summary>Fits on a device of this machine.</summary>
internal sealed class DeviceEngine : IFitEngine
{
    private readonly Device opened;

    private DeviceEngine(Device device) => opened = device;

    /// <inheritdoc/>
    public DeviceRecord Device => DeviceRecord.Of(opened);

    /// <summary>Opens a device.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="notices">Where the device's notices go, a line each.</param>
    /// <exception cref="DeviceException">It is not there or does not start.</exception>
    public static IFitEngine Open(DeviceChoice choice, TextWriter notices) => new DeviceEngine(OpenDevice(choice, notices));

    /// <summary>As <see cref="Open"/>, the device itself.</summary>
    /// <exception cref="DeviceException">It is not there or does not start.</exception>
    public static Host.Devices.Device OpenDevice(DeviceChoice choice, TextWriter notices)
    {
        Device device = choice.Open();
        device.Notice = notices.WriteLine;
        return device;
    }

    /// <inheritdoc/>
    public Fit Run(IModel model, Observations observations, Priors priors, FitOptions options, IProgress<FitProgress> progress, CancellationToken cancellation) =>
        Fitting.Run(model, observations, priors, options, opened, progress, cancellation);

    /// <inheritdoc/>
    public void Dispose() => opened.Dispose();
}
