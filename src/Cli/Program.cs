using GpuConcord.Cli;

using var terminal = Terminal.OfProcess();
using var interruption = new Interruption();
return await CommandLine.RunAsync(args, terminal, DeviceEngine.Open, interruption.Token);
