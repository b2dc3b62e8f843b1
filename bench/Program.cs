using GpuConcord.Bench;

if (args is ["draws", var draws, var target, .. var columns])
    await DrawExport.WriteAsync(draws, columns, target);
else
    BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
