using System.Runtime.CompilerServices;

// Kernels write every local before they read it; clearing vector-wide locals on entry costs more than some of the calls.
[module: SkipLocalsInit]
