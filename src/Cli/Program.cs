using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Cli;

using Terminal terminal = Terminal.OfProcess();
using Interruption interruption = new();
return await Shell.RunAsync(args, terminal, choice => DeviceEngine.Open(choice, terminal.Error), interruption.Token);
