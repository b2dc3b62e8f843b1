using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Cli;

StandardStream.Reserve();
using Terminal terminal = Terminal.OfProcess();
using Interruption interruption = new(terminal);
int code = await Shell.RunAsync(args, terminal, choice => DeviceEngine.Open(choice, terminal.Error), interruption.Token, end: interruption.End);
return code == ExitCode.Success && StandardStream.Output.IsBroken ? ExitCode.ReaderGone : code;
