using BenchmarkDotNet.Running;
using GpuConcord.Bench.Roofline;
using GpuConcord.Bench;

switch (args)
{
    case ["roofline", .. string[] names]:
        RooflineReport.Write(Console.Out, names);
        break;
    case ["draws", string draws, string target, .. string[] columns]:
        await DrawExport.WriteAsync(draws, columns, target);
        break;
    case ["convert", string from, string to]:
        await TableConversion.WriteAsync(from, to);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
