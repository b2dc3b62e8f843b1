using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Cli;

using var terminal = Terminal.OfProcess();
using var interruption = new Interruption();
return await Shell.RunAsync(args, terminal, choice => DeviceEngine.Open(choice, terminal.Error), interruption.Token);
