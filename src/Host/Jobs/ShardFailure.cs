namespace GpuConcord.Host.Jobs;

/// <summary>Why a part failed when it was last tried.</summary>
/// <param name="ExitCode">What the program returned.</param>
/// <param name="Message">What it said.</param>
/// <param name="Host">The machine.</param>
/// <param name="When">When.</param>
public sealed record ShardFailure(int ExitCode, string Message, string Host, DateTimeOffset When);
