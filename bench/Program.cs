using System.Globalization;
using BenchmarkDotNet.Running;
using GpuConcord.Bench.Roofline;
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
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
