using BenchmarkDotNet.Running;
using GpuConcord.Bench.Roofline;

if (args is ["roofline", .. string[] names])
{
    RooflineReport.Write(Console.Out, names);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
