using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Jobs;

/// <summary>What long commands are made of.</summary>
/// <param name="Terminal">Where to print.</param>
/// <param name="Models">The models there are.</param>
/// <param name="Formats">The formats of tables.</param>
/// <param name="Open">Opens a device.</param>
/// <param name="OpenEngine">Opens a device for fits.</param>
internal sealed record JobTools(Terminal Terminal, ModelCatalogue Models, TableFormats Formats, Func<DeviceChoice, Device> Open, Func<DeviceChoice, IFitEngine> OpenEngine);
