using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Cli;

using Terminal terminal = Terminal.OfProcess();
using Interruption interruption = new(terminal);
return await Shell.RunAsync(args, terminal, choice => DeviceEngine.Open(choice, terminal.Error), interruption.Token, end: interruption.End);
