using System.Globalization;
using BenchmarkDotNet.Running;
using GpuConcord.Bench.Roofline;
using GpuConcord.Bench.Work;
using GpuConcord.Bench;

switch (args)
{
    case ["roofline", "--lanes", string width, .. string[] names]:
        RooflineReport.Write(Console.Out, int.Parse(width, CultureInfo.InvariantCulture), names);
        break;
    case ["roofline", .. string[] names]:
        RooflineReport.Write(Console.Out, null, names);
        break;
    case ["draws", string draws, string target, .. string[] columns]:
        await DrawExport.WriteAsync(draws, columns, target);
        break;
    case ["convert", string from, string to]:
        await TableConversion.WriteAsync(from, to);
        break;
    case ["apertures", string lanes, string leaky, string folder]:
        AperturePeers.Write(int.Parse(lanes, CultureInfo.InvariantCulture), bool.Parse(leaky), folder);
        break;
    case ["work"]:
        KernelWork.List(Console.Out);
        break;
    case ["work", "time", string job, string seconds]:
        KernelWork.Time(job, int.Parse(seconds, CultureInfo.InvariantCulture), Console.Out);
        break;
    case ["work", "once", string job, string device]:
        KernelWork.Once(job, device);
        break;
    case ["work", "wall", string job, string device, string runs]:
        KernelWork.Wall(job, device, int.Parse(runs, CultureInfo.InvariantCulture), Console.Out);
        break;
    case ["work", "texts", string folder]:
        KernelWork.Texts(folder);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
