using GpuConcord.Cli.Screen;
using GpuConcord.Cli;

using var terminal = Terminal.OfProcess();
using var interruption = new Interruption();
return await CommandLine.RunAsync(args, terminal, choice => DeviceEngine.Open(choice, terminal.Error), interruption.Token);
